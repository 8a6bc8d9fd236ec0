"""Letters to the administrators of an organisation: an endpoint takes nothing, or was switched off because of that."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse

from accounts.models import Membership, User
from docket.models import Entry
from notifications import mail
from notifications.post import post
from notifications.webhooks.models import Endpoint
from notifications.webhooks.procedure import ENDPOINT
from notifications.webhooks.rules import rules


def tell(entry: Entry) -> None:
    """Subscriber. One letter for each administrator. It names the host only: the rest of an address may be a secret."""
    endpoint = Endpoint.objects.select_related("organisation").get(pk=entry.subject_id)
    url = reverse("webhook", args=[endpoint.public_id])
    written = []
    for told in ENDPOINT[entry.step].told:
        for user in administrators(endpoint):
            letter = post(
                entry,
                address=user.email,
                recipient=user,
                audience="member",
                letter=told.letter,
                context=words(endpoint, entry, user, url),
                url=url,
                thread=endpoint.public_id,
                language=user.language,
            )
            written.append(letter.pk)
    mail.send_due(written)


def administrators(endpoint: Endpoint) -> Iterator[User]:
    admins = endpoint.organisation.memberships.filter(role=Membership.Role.ADMIN, user__is_active=True)
    return (each.user for each in admins.select_related("user").order_by("user"))


def words(endpoint: Endpoint, entry: Entry, user: User, url: str) -> dict[str, object]:
    return {
        "name": user.name,
        "organisation": endpoint.organisation.name,
        "endpoint": endpoint.title,
        "host": endpoint.host,
        "live": endpoint.live,
        "hours": entry.facts.get("hours", 0),
        "why": entry.facts.get("why", "failing"),
        "days": rules().disable_after_days,
        "kept_days": rules().kept_days,
        "url": f"{settings.PORTAL_URL}{url}",
        "portal": settings.PORTAL_NAME,
    }
