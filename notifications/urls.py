"""Addresses of messages; the mailbox answers in a demo only."""

from django.conf import settings
from django.urls import path

from notifications import views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<int:pk>/", views.message, name="message"),
]
if settings.DEMO:
    urlpatterns.append(path("demo/mailbox/", views.mailbox, name="mailbox"))
