"""Addresses of rights and evidence."""

from django.urls import path

from rights.views import custody, files, owners, reviewers

urlpatterns = [
    path("rights/", owners.index, name="rights"),
    path("rights/new/", owners.new, name="right_new"),
    path("rights/<str:public_id>/", owners.detail, name="right"),
    path("rights/<str:public_id>/edit/", owners.edit, name="right_edit"),
    path("rights/<str:public_id>/withdraw/", owners.withdraw, name="right_withdraw"),
    path("review/rights/", reviewers.index, name="rights_to_verify"),
    path("review/rights/<str:public_id>/", reviewers.detail, name="right_to_verify"),
    path("review/rights/<str:public_id>/verify/", reviewers.verify, name="right_verify"),
    path("review/rights/<str:public_id>/refuse/", reviewers.refuse, name="right_refuse"),
    path("evidence/<str:public_id>/", files.download, name="evidence"),
    path("evidence/<str:public_id>/image", files.image, name="evidence_image"),
    path("evidence/<str:public_id>/thumb", files.thumb, name="evidence_thumb"),
    path("evidence/<str:public_id>/custody/", custody.custody, name="custody"),
    path("evidence/<str:public_id>/export", custody.export, name="evidence_export"),
    path("review/files/", custody.files, name="files"),
]
