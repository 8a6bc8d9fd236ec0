"""Addresses of what follows a notice: the record, and what becomes of it. Read before those of single notices."""

from django.urls import path

from notices.views.owners import standing

urlpatterns = [
    path("standing/", standing.standing, name="standing"),
]
