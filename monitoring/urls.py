"""Addresses of the relist watch."""

from django.urls import path

from monitoring import views

urlpatterns = [
    path("watch/", views.index, name="watch"),
    path("watch/hits/<slug:public_id>/", views.sighting, name="sighting"),
    path("watch/hits/<slug:public_id>/report/", views.report, name="sighting_report"),
    path("watch/<slug:public_id>/stop/", views.stop, name="watch_stop"),
    path("watch/<slug:public_id>/resume/", views.resume, name="watch_resume"),
]
