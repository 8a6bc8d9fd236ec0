"""Addresses of what follows a notice: the record, and what becomes of it. Read before those of single notices."""

from django.urls import path

from notices.views.owners import standing, talk

urlpatterns = [
    path("standing/", standing.standing, name="standing"),
    path("notices/<str:reference>/talk/", talk.talk, name="notice_talk"),
]
