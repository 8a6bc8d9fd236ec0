"""Addresses of what follows a notice: the record, and what becomes of it. Read before those of single notices."""

from django.urls import path, re_path

from notices.views import saved
from notices.views.owners import answers, dates, deeds, disputes, files, index, listing, retracting, standing, talk

NOTICE = "notices/<str:reference>/"

urlpatterns = [
    path("standing/", standing.standing, name="standing"),
    path("disputes/", disputes.disputes, name="disputes"),
    path("views/<int:pk>/", saved.change, name="view_change"),
    path("views/<int:pk>/delete/", saved.delete, name="view_delete"),
    path("views/<slug:page>/new/", saved.new, name="view_new"),
    path("notices/export.csv", index.export, name="notices_export"),
    path(f"{NOTICE}talk/", talk.talk, name="notice_talk"),
    path(f"{NOTICE}dates/", dates.dates, name="notice_dates"),
    path(f"{NOTICE}evidence/", deeds.supplement, name="notice_supplement"),
    path(f"{NOTICE}listings/<int:ordinal>/", listing.listing, name="notice_listing"),
    path(f"{NOTICE}answer/", answers.answers, name="notice_answer"),
    path(f"{NOTICE}answer/<slug:public_id>/", answers.file, name="notice_answer_file"),
    path(f"{NOTICE}files/<slug:public_id>/", files.original, name="notice_file"),
    re_path(
        r"^notices/(?P<reference>N-[0-9A-Z]{8})/files/(?P<public_id>evd_[0-9a-z]+)/(?P<kind>image|thumb)$",
        files.picture,
        name="notice_file_picture",
    ),
    path(f"{NOTICE}retract/", retracting.retract, name="notice_retract"),
    re_path(
        r"^notices/(?P<reference>N-[0-9A-Z]{8})/retract/(?P<deed>[0-9a-f]{32})/$",
        retracting.receipt,
        name="notice_retraction",
    ),
]
