"""System checks of the whole: what no single app can see."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security, deploy=True)
def demo_stays_at_home(**_: Any) -> list[Error]:
    if settings.DEMO:
        return [Error("PORTAL_DEMO=1 opens every mailbox and moves the clock. Never deploy it.", id="portal.E001")]
    return []
