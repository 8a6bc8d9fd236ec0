"""Addresses of the reviewers about the quality of their work."""

from django.urls import path, re_path

from notices.views.reviewers import board, calibrating, labelling, macros, quality, settling

urlpatterns = [
    path("review/quality/", quality.overview, name="quality"),
    path("review/quality/next/", labelling.start_next, name="quality_next"),
    path("review/quality/differences/", settling.differences, name="quality_differences"),
    path("review/quality/calibration/", calibrating.calibration, name="quality_calibration"),
    path("review/quality/known/", calibrating.known, name="quality_known"),
    path("review/quality/known/<int:pk>/retire/", calibrating.retire, name="quality_retire"),
    path("review/quality/cases/<slug:public_id>/", labelling.label, name="quality_label"),
    path("review/quality/cases/<slug:public_id>/found/", settling.found, name="quality_found"),
    path("review/macros/", macros.index, name="macros"),
    path("review/macros/new/", macros.new, name="macro_new"),
    path("review/macros/<slug:public_id>/", macros.macro, name="macro"),
    path("review/macros/<slug:public_id>/<int:number>/change/", macros.change, name="macro_change"),
    path("review/macros/<slug:public_id>/<int:number>/<slug:step>/", macros.move, name="macro_move"),
    re_path(r"^review/(?P<reference>N-[0-9A-Z]{8})/board/$", board.board, name="review_board"),
]
