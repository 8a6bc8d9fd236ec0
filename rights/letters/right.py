"""Letters about rights: the owner hears of each step that the procedure says it hears of."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from docket.models import Entry
from notifications import mail
from notifications.letters import spoken
from notifications.post import post
from policy import vault_reasons
from rights import mandates
from rights.models import IPRight
from rights.procedure import RIGHT


def tell(entry: Entry) -> None:
    """Subscriber. Writes to everyone who acts for the owner of this right, and to the agent who entered it."""
    told = RIGHT[entry.step].told
    if not told:
        return
    right = IPRight.objects.select_related("organisation").get(pk=entry.subject_id)
    url = reverse("right", args=[right.public_id])
    written = []
    for each in told:
        for person in people(right):
            with translation.override(spoken(person.language)):
                facts = words(right, person, url, entry)
            letter = post(
                entry,
                address=person.email,
                recipient=person,
                audience=each.audience,
                letter=each.letter,
                context=facts,
                url=url,
                thread=right.public_id,
                language=person.language,
            )
            written.append(letter.pk)
    mail.send_due(written)


def people(right: IPRight) -> list[User]:
    """The owner's people; and those of the agent who entered it, while its mandate covers the right."""
    organisations = {right.organisation_id}
    entered = right.entries().filter(step="register").first()
    if entered is not None and entered.organisation_id and mandates.speaks_for(entered.organisation_id, right):
        organisations.add(entered.organisation_id)
    members = User.objects.filter(memberships__organisation__in=organisations, is_active=True)
    return list(members.distinct().order_by("pk"))


def words(right: IPRight, person: User, url: str, entry: Entry) -> dict[str, Any]:
    known = vault_reasons.get(str(entry.facts.get("reason", "")))
    return {
        "name": person.name,
        "right": right.title,
        "number": f"{right.office} {right.number}".strip() or str(right.get_kind_display()),
        "reason_title": _(known.title) if known else "",
        "reason_text": _(known.text) if known else "",
        "cure": _(known.cure) if known else "",
        "reason": right.refusal or right.question or "–",
        "valid_until": right.valid_until,
        "days": entry.facts.get("days", 0),
        "url": f"{settings.PORTAL_URL}{url}",
        "portal": settings.PORTAL_NAME,
    }
