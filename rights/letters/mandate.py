"""Letters about mandates: each step to both sides, and the key to the address that the agent named."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation, User
from docket.models import Entry
from notifications import mail, private
from notifications.letters import spoken
from notifications.post import post
from rights import keys, territories
from rights.models import Mandate
from rights.procedure import MANDATE

Facts = dict[str, Any]


def tell(entry: Entry) -> None:
    """Subscriber. Writes to the administrators of both sides; a proposal also takes the key to its address."""
    mail.send_due(write(entry, found(entry)))
    if entry.step == "propose":
        send_key(entry)


def found(entry: Entry) -> Mandate:
    return Mandate.objects.select_related("owner", "agent", "letter").get(pk=entry.subject_id)


def write(entry: Entry, mandate: Mandate, more: Facts | None = None) -> list[int]:
    """One letter for each person of each side. `more` is what only the layers above can tell."""
    url, written = reverse("mandate", args=[mandate.public_id]), []
    for told in MANDATE[entry.step].told:
        for user, address in recipients(mandate, told.audience):
            language = user.language if user else mandate.language
            with translation.override(spoken(language)):
                facts = {**of(mandate, told.audience, entry), **(more or {})}
            letter = post(
                entry,
                address=address,
                recipient=user,
                audience=told.audience,
                letter=told.letter,
                context={**facts, "url": settings.PORTAL_URL + url},
                url=url if user else "",
                thread=mandate.public_id,
                language=language,
            )
            written.append(letter.pk)
    return written


def recipients(mandate: Mandate, side: str) -> Iterator[tuple[User | None, str]]:
    """Person and address; no address for whom the same is on its way by another mail."""
    organisation = mandate.owner if side == "owner" else mandate.agent
    people = administrators(organisation) if organisation else []
    for user in people:
        has_key = side == "owner" and mandate.state == "proposed" and user.email == mandate.owner_email
        yield user, "" if has_key else user.email
    address = organisation.email if organisation else mandate.owner_email
    waits = side == "owner" and mandate.state == "proposed" and mandate.owner_email
    if not people and address and not waits:
        yield None, address


def administrators(organisation: Organisation) -> list[User]:
    admins = organisation.memberships.filter(role=Membership.Role.ADMIN, user__is_active=True)
    return [each.user for each in admins.select_related("user").order_by("user")]


def send_key(entry: Entry) -> None:
    """The mail that opens the answer page without signing in. Sent again after a failure, with a key of its own."""
    mandate = found(entry)
    key = keys.issue(mandate) if mandate.owner_email else ""
    if not key:  # answered meanwhile, or an owner that signs in
        return
    language = mandate.language
    with translation.override(spoken(language)):
        facts = of(mandate, "owner", entry)
    link = settings.PORTAL_URL + reverse("mandate_by_mail", args=[key])
    private.send("mandate_key", mandate.owner_email, {**facts, "link": link}, language)


def of(mandate: Mandate, side: str, entry: Entry) -> Facts:
    """What the letters name, as this side may know it."""
    owner = mandate.named_owner if side == "agent" else mandate.owner.name if mandate.owner else mandate.owner_name
    return {
        "portal": settings.PORTAL_NAME,
        "marketplace": settings.MARKETPLACE_NAME,
        "side": side,
        "owner": owner,
        "owner_email": mandate.owner_email,
        "agent": mandate.agent.name,
        "agent_email": mandate.agent.email,
        "agent_address": mandate.agent.address,
        "rights": rights_of(mandate, side),
        "where": territories.named(mandate.territories),
        "starts_on": mandate.starts_on,
        "ends_on": mandate.ends_on,
        "answer_by": mandate.answer_by,
        "note": mandate.note,
        "papers": mandate.letter.name if mandate.letter else "",
        "step": entry.step,
        "was_alive": entry.source == "alive",
        "days": entry.facts.get("days", 0),
    }


def rights_of(mandate: Mandate, side: str) -> str:
    if mandate.all_rights:
        return _("all your rights, also those that you add later") if side == "owner" else _("all rights of the owner")
    titles = [right.title for right in mandate.rights.order_by("title")]
    return ", ".join(titles) or _("only those that the owner chooses")
