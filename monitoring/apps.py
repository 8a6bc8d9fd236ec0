"""The monitoring app."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """Monitoring as Django sees it."""

    name = "monitoring"
