"""Letters about who belongs to an organisation: the invitation, and the news of joining, changing and leaving."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts import invitations
from accounts.models import Invitation, Membership, Organisation, User
from accounts.procedure import ORGANISATION
from docket.models import Entry
from notifications import mail, private
from notifications.letters import spoken
from notifications.post import post


def invite(entry: Entry) -> None:
    """Subscriber. Sends the link while the invitation is open; the link is made now and kept nowhere."""
    found = Invitation.objects.select_related("organisation", "invited_by").filter(pk=entry.subject_id).first()
    if found is None or found.state != "open":
        return
    language = found.invited_by.language if found.invited_by else settings.LANGUAGE_CODE
    with translation.override(spoken(language)):
        facts = {
            "organisation": found.organisation.name,
            "who": found.invited_by.name if found.invited_by else found.organisation.name,
            "role": str(found.get_role_display()),
            "until": found.expires_at,
            "url": settings.PORTAL_URL + reverse("invitation", args=[invitations.token_of(found)]),
            "portal": settings.PORTAL_NAME,
            "marketplace": settings.MARKETPLACE_NAME,
        }
    private.send("account/invitation", found.email, facts, language)


def tell(entry: Entry) -> None:
    """Subscriber. The administrators hear of who comes and goes, a member of what changes for them."""
    organisation = Organisation.objects.get(pk=entry.subject_id)
    member = User.objects.filter(pk=entry.facts.get("member")).first()
    written = [
        _write(entry, told.letter, reader, organisation, member)
        for told in ORGANISATION[entry.step].told
        if member is not None
        for reader in _readers(told.audience, entry, organisation, member)
    ]
    mail.send_due(written)


def _readers(audience: str, entry: Entry, organisation: Organisation, member: User) -> list[User]:
    if audience == "member":
        return [member] if member.is_active else []
    admins = User.objects.filter(
        memberships__organisation=organisation, memberships__role=Membership.Role.ADMIN, is_active=True
    )
    return list(admins.exclude(pk__in=[entry.actor_id or 0, member.pk]).order_by("pk"))


def _write(entry: Entry, letter: str, reader: User, organisation: Organisation, member: User) -> int:
    draft = entry.facts.get("draft")
    url = reverse("draft", args=[draft]) if draft else reverse("team" if letter.startswith("member_") else "start")
    by = User.objects.filter(pk=entry.actor_id or 0).values_list("name", flat=True).first()
    with translation.override(spoken(reader.language)):
        roles = dict(Membership.Role.choices)
        facts = {
            "name": reader.name,
            "member": member.name or member.email,
            "by": by or settings.PORTAL_NAME,
            "organisation": organisation.name,
            "role": str(roles.get(entry.facts.get("role", ""), "")),
            "at": entry.at,
            "url": settings.PORTAL_URL + url,
            "portal": settings.PORTAL_NAME,
        }
    return post(
        entry,
        address=reader.email,
        recipient=reader,
        audience="member",
        letter=letter,
        context=facts,
        url=url,
        thread=organisation.public_id,
        language=reader.language,
    ).pk
