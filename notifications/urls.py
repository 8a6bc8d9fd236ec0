"""Addresses of messages; the mailbox answers in a demo only."""

from django.conf import settings
from django.urls import path

from notifications import choosing, showing, views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<int:pk>/", views.message, name="message"),
    path("settings/notifications/", choosing.preferences, name="preferences"),
    path("unsubscribe/<str:token>/", choosing.unsubscribe, name="unsubscribe"),
    path("review/letters/", showing.index, name="letters"),
    path("review/letters/<path:name>/mail", showing.mail, name="letter_mail"),
    path("review/letters/<path:name>/", showing.letter, name="letter"),
]
if settings.DEMO:
    urlpatterns.append(path("demo/mailbox/", views.mailbox, name="mailbox"))
