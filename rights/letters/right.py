"""Letters about rights: the owner hears of each step that the procedure says it hears of."""

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from docket.models import Entry
from notifications import mail
from notifications.post import post
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
            letter = post(
                entry,
                address=person.email,
                recipient=person,
                audience=each.audience,
                letter=each.letter,
                context=words(right, person, url),
                url=url,
                thread=right.public_id,
                language=person.language,
            )
            written.append(letter.pk)
    mail.send_due(written)


def people(right: IPRight) -> list[User]:
    entered = right.entries().filter(step="register").first()
    organisations = {right.organisation_id, entered.organisation_id if entered else None} - {None}
    members = User.objects.filter(memberships__organisation__in=organisations, is_active=True)
    return list(members.distinct().order_by("pk"))


def words(right: IPRight, person: User, url: str) -> dict[str, str]:
    return {
        "name": person.name,
        "right": right.title,
        "number": f"{right.office} {right.number}".strip() or str(right.get_kind_display()),
        "reason": right.refusal or "–",
        "valid_until": f"{right.valid_until:%-d %B %Y}" if right.valid_until else "",
        "url": f"{settings.PORTAL_URL}{url}",
        "portal": settings.PORTAL_NAME,
    }
