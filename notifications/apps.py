"""The notifications app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Notifications as Django sees it."""

    name = "notifications"
