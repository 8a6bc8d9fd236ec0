"""Inviting and joining."""

from datetime import timedelta

from django.utils.translation import gettext as _

from accounts import invitations
from accounts.actions.organisation import admit, locked
from accounts.models import Invitation, Membership, Organisation, User
from docket import clock, transaction
from docket.actors import CLOCK, Actor
from docket.errors import NotAllowed
from docket.models import Entry
from docket.take import take

AT_ONCE = 200


class AlreadyThere(Exception):
    """The address belongs to a member, or an invitation to it is open."""


class TooMany(Exception):
    """The organisation has as many open invitations as it may have."""


@transaction.atomic
def invite(*, by: Actor, organisation: Organisation, email: str, role: str, invited_by: User) -> Invitation:
    """Ask an address to join; the mail with the link goes by the outbox. Raises AlreadyThere or TooMany."""
    locked(organisation)
    now = clock.real()
    if organisation.guest:
        raise NotAllowed(_("Make an account first: set a password. Then you can invite colleagues."))
    for over in Invitation.objects.filter(organisation=organisation, email=email, state="open", expires_at__lte=now):
        take("expire", over, by=CLOCK)
    standing = Invitation.objects.filter(organisation=organisation, state="open")
    member = Membership.objects.filter(organisation=organisation, user__email=email)
    if member.exists() or standing.filter(email=email).exists():
        raise AlreadyThere(email)
    if standing.count() >= invitations.AT_MOST_OPEN:
        raise TooMany
    made = Invitation(
        organisation=organisation,
        email=email,
        role=role,
        invited_by=invited_by,
        sent_at=now,
        expires_at=now + timedelta(days=invitations.DAYS),
        state="",
    )
    made.digest = invitations.digest(invitations.token_of(made))
    made.save()
    take("invite", made, by=by, organisation=organisation.pk, role=role)
    return made


@transaction.atomic
def resend(*, by: Actor, invitation: Invitation) -> Entry:
    """Send it again, with a new link and seven new days."""
    entry = take("resend", invitation, by=by)
    now = clock.real()
    invitation.sent += 1
    invitation.sent_at, invitation.expires_at = now, now + timedelta(days=invitations.DAYS)
    invitation.digest = invitations.digest(invitations.token_of(invitation))
    invitation.save(update_fields=["sent", "sent_at", "expires_at", "digest"])
    return entry


@transaction.atomic
def withdraw(*, by: Actor, invitation: Invitation) -> Entry:
    return take("withdraw", invitation, by=by)


@transaction.atomic
def accept(*, by: Actor, invitation: Invitation, user: User) -> Membership:
    """Join. The invitation's row is locked by its step, so that two clicks make one member."""
    if by.user_id != user.pk:
        raise NotAllowed(_("This invitation is for somebody else."))
    take("accept", invitation, by=by, in_time=clock.real() < invitation.expires_at)
    return admit(
        by=by,
        organisation=invitation.organisation,
        user=user,
        role=invitation.role,
        vouched="invitation",
        invitation=invitation.pk,
    )


@transaction.atomic
def decline(*, by: Actor, invitation: Invitation) -> Entry:
    return take("decline", invitation, by=by)


def expire_due() -> int:
    """End the invitations that nobody used in time."""
    with transaction.atomic():
        over = Invitation.objects.filter(state="open", expires_at__lte=clock.real())
        ended = list(over.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:AT_ONCE])
        for each in ended:
            take("expire", each, by=CLOCK)
    return len(ended)
