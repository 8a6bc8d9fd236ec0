"""Addresses of events."""

from django.urls import path

from notifications.webhooks.api.feed import Events

urlpatterns = [
    path("events", Events.as_view()),
]
