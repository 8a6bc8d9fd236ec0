"""Addresses of what follows a notice: the record, and what becomes of it. Read before those of single notices."""

from django.urls import path

from notices.views import saved
from notices.views.owners import index, standing, talk

urlpatterns = [
    path("standing/", standing.standing, name="standing"),
    path("views/<int:pk>/", saved.change, name="view_change"),
    path("views/<int:pk>/delete/", saved.delete, name="view_delete"),
    path("views/<slug:page>/new/", saved.new, name="view_new"),
    path("notices/export.csv", index.export, name="notices_export"),
    path("notices/<str:reference>/talk/", talk.talk, name="notice_talk"),
]
