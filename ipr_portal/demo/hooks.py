"""An endpoint of the partner at the stand-in marketplace's receiver, which answers the challenge by itself."""

from django.conf import settings

from ipr_portal.demo import cast
from notifications.webhooks import actions, targets
from notifications.webhooks.models import Endpoint

NAME = "Case system"


def create() -> None:
    """Once; where nothing receives (a test), there is none."""
    partner = cast.organisation(cast.PARTNER)
    if not settings.WEBHOOK_DEMO_SECRET or Endpoint.objects.of(partner.pk).exists():
        return
    actions.add(
        by=cast.acting(partner),
        organisation=partner,
        target=targets.allowed(f"{settings.SANDBOX_URL}/hooks/"),
        name=NAME,
        secret=settings.WEBHOOK_DEMO_SECRET,
    )
