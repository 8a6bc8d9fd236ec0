"""Tells Django about the policy app and registers its system check."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PolicyConfig(AppConfig):
    """Pure data and arithmetic: no tables, one system check."""

    name = "policy"
    label = "policy"
    verbose_name = _("Policy")

    def ready(self) -> None:
        from policy import checks  # noqa: F401  registers itself on import
