"""The rights app."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """Rights as Django sees it."""

    name = "rights"
