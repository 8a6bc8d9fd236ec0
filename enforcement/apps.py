"""The enforcement app."""

from django.apps import AppConfig


class EnforcementConfig(AppConfig):
    """Restrictions, and their way to the marketplace."""

    name = "enforcement"
