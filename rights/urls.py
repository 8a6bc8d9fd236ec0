"""Addresses of rights, mandates and evidence."""

from django.urls import path, re_path

from rights.views import by_mail, custody, files, mandates, owners, reviewers

urlpatterns = [
    path("rights/", owners.index, name="rights"),
    path("rights/new/", owners.choose, name="right_new"),
    path("rights/new/<slug:key>/", owners.new, name="right_new_kind"),
    path("rights/<str:public_id>/edit/", owners.edit, name="right_edit"),
    path("rights/<str:public_id>/withdraw/", owners.withdraw, name="right_withdraw"),
    re_path(r"^rights/(?P<public_id>\w+)/picture/(?P<size>shared|thumb)/$", owners.picture, name="right_picture"),
    path("mandates/", mandates.index, name="mandates"),
    path("mandates/new/", mandates.propose, name="mandate_new"),
    path("mandates/grant/", mandates.grant, name="mandate_grant"),
    re_path(r"^mandates/answered/(?P<did>granted|declined)/$", by_mail.answered, name="mandate_answered"),
    path("mandates/by-mail/<str:key>/", by_mail.answer, name="mandate_by_mail"),
    path("mandates/<str:public_id>/", mandates.detail, name="mandate"),
    path("mandates/<str:public_id>/letter/", mandates.letter, name="mandate_letter"),
    path("mandates/<str:public_id>/confirm/", mandates.confirm, name="mandate_confirm"),
    path("mandates/<str:public_id>/decline/", mandates.decline, name="mandate_decline"),
    path("review/rights/", reviewers.index, name="rights_to_verify"),
    path("review/rights/<str:public_id>/", reviewers.detail, name="right_to_verify"),
    path("review/rights/<str:public_id>/verify/", reviewers.verify, name="right_verify"),
    path("review/rights/<str:public_id>/ask/", reviewers.ask, name="right_ask"),
    path("review/rights/<str:public_id>/refuse/", reviewers.refuse, name="right_refuse"),
    path("evidence/<str:public_id>/", files.download, name="evidence"),
    path("evidence/<str:public_id>/image", files.image, name="evidence_image"),
    path("evidence/<str:public_id>/thumb", files.thumb, name="evidence_thumb"),
    path("evidence/<str:public_id>/custody/", custody.custody, name="custody"),
    path("evidence/<str:public_id>/export", custody.export, name="evidence_export"),
    path("review/files/", custody.files, name="files"),
]
