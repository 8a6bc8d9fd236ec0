"""The notices app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices as Django sees it."""

    name = "notices"
