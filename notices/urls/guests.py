"""Addresses of who files without an account."""

from django.urls import path

from notices.views import guests

urlpatterns = [
    path("report/", guests.start, name="report"),
    path("report/begin/", guests.begin, name="report_begin"),
    path("report/reach/", guests.reach, name="report_reach"),
    path("report/status/", guests.status, name="report_status"),
]
