"""Addresses of rights, mandates and evidence."""

from django.urls import path

from rights.api.evidence import File, Files
from rights.api.mandates import Mandates
from rights.api.rights import Offices, Right, Rights

urlpatterns = [
    path("rights", Rights.as_view()),
    path("rights/<str:public_id>", Right.as_view()),
    path("mandates", Mandates.as_view()),
    path("evidence", Files.as_view()),
    path("evidence/<str:public_id>", File.as_view()),
    path("reference/offices", Offices.as_view()),
]
