"""System checks of the whole: what no single app can see."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register

from notifications.webhooks import signing


@register(Tags.security, deploy=True)
def demo_stays_at_home(**_: Any) -> list[Error]:
    if settings.DEMO:
        return [Error("PORTAL_DEMO=1 opens every mailbox and moves the clock. Never deploy it.", id="portal.E001")]
    return []


@register()
def marketplace_secrets_can_sign(**_: Any) -> list[Error]:
    if all(signing.is_secret(each) for each in settings.MARKETPLACE_HOOK_SECRETS):
        return []
    return [Error("MARKETPLACE_HOOK_SECRETS holds something else than whsec_ and 24 to 64 bytes.", id="portal.E002")]
