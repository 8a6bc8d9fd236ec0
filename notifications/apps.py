"""The notifications app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Notifications as Django sees it."""

    name = "notifications"

    def ready(self) -> None:
        from notifications import checks  # noqa: F401  (registers itself)
