"""The deeds on a mandate: asked for or granted, answered, ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation
from docket import clock, transaction
from docket.actors import CLOCK, Actor
from docket.errors import NotAllowed
from docket.models import Entry
from docket.take import take, take_many
from rights import reminders
from rights.models import IPRight, Mandate

ANSWER_WITHIN = timedelta(days=30)
MOST_OPEN = 30  # unanswered proposals of one agent: each of them wrote to somebody
AT_ONCE = 500


@dataclass(frozen=True)
class Scope:
    """For which of its rights an owner grants it: all, also later ones, or these."""

    all_rights: bool
    rights: Sequence[IPRight] = ()


@transaction.atomic
def propose(*, by: Actor, mandate: Mandate, rights: Sequence[IPRight] = ()) -> Entry:
    """Ask the owner for a mandate. Nothing is granted, and the agent does not learn whether the owner is known here."""
    mandate.answer_by = clock.today() + ANSWER_WITHIN
    open_ones = Mandate.objects.filter(agent=mandate.agent_id, state="proposed")
    # One proposal of an agent after the other: two at once must not both find room under the limit.
    Organisation.objects.select_for_update().get(pk=mandate.agent_id)
    if open_ones.count() >= MOST_OPEN:
        raise NotAllowed(_("%(most)s proposals wait for an answer. Take one back first.") % {"most": MOST_OPEN})
    return _begin("propose", mandate, by, rights)


@transaction.atomic
def grant(*, by: Actor, mandate: Mandate, rights: Sequence[IPRight] = ()) -> Entry:
    """Let an agent act, without having been asked."""
    entry = _begin("grant", mandate, by, rights)
    _come_alive(mandate, entry, by, Mandate.How.GRANT)
    return entry


def _begin(step: str, mandate: Mandate, by: Actor, rights: Sequence[IPRight]) -> Entry:
    mandate.state = ""
    # The owner of a granted one is known, so the state may be written first by the step.
    try:
        with transaction.atomic():
            mandate.save()
            mandate.rights.set(rights)
            return take(step, mandate, by=by, **_sides(mandate, by), **said_of(mandate, rights))
    except IntegrityError as error:
        if "one_open_proposal" not in str(error):
            raise
        raise NotAllowed(_("You have asked this owner already, and it has not answered yet.")) from None


@transaction.atomic
def confirm(
    *,
    by: Actor,
    mandate: Mandate,
    scope: Scope | None = None,
    how: str = Mandate.How.PORTAL,
    after: int | None = None,
) -> Entry:
    """Grant what was asked for, or the scope that the owner chose instead. The key of the mail is used up."""
    locked = Mandate.objects.select_for_update().get(pk=mandate.pk)
    mandate.owner_id = locked.owner_id
    if locked.state == "proposed" and locked.owner_id is None:  # an owner that was known by its address only
        Mandate.objects.filter(pk=locked.pk).update(owner=by.organisation_id)
        mandate.owner_id = by.organisation_id
    scope = scope or Scope(locked.all_rights, list(mandate.rights.all()))
    if not scope.all_rights and not scope.rights:
        raise NotAllowed(_("Choose the rights for which you grant it."))
    mandate.all_rights = scope.all_rights
    rights = [] if scope.all_rights else scope.rights
    entry = take("confirm", mandate, by=by, after=after, how=how, **_sides(mandate, by), **said_of(mandate, rights))
    mandate.rights.set(rights)
    _come_alive(mandate, entry, by, how)
    return entry


def _come_alive(mandate: Mandate, entry: Entry, by: Actor, how: str) -> None:
    mandate.confirmed_at, mandate.confirmed_by_id, mandate.confirmed_how = entry.at, by.user_id, how
    mandate.remind_on = reminders.next_day(mandate.ends_on, clock.today(), reminders.OF_MANDATES)
    mandate.key_digest = ""
    mandate.save(
        update_fields=["all_rights", "confirmed_at", "confirmed_by", "confirmed_how", "remind_on", "key_digest"]
    )


@transaction.atomic
def decline(*, by: Actor, mandate: Mandate, how: str = Mandate.How.PORTAL, after: int | None = None) -> Entry:
    """Do not grant it. Whoever holds the key of the mail may say so."""
    return _end("decline", mandate, by, after, how=how)


@transaction.atomic
def revoke(*, by: Actor, mandate: Mandate, after: int | None = None) -> Entry:
    """Take it back: from the next request on the agent sees and does nothing under it."""
    return _end("revoke", mandate, by, after)


@transaction.atomic
def resign(*, by: Actor, mandate: Mandate, after: int | None = None) -> Entry:
    """Give it back, or take the proposal back."""
    return _end("resign", mandate, by, after)


def _end(step: str, mandate: Mandate, by: Actor, after: int | None, **facts: str) -> Entry:
    entry = take(step, mandate, by=by, after=after, **_sides(mandate, by), **facts)
    mandate.ended_at, mandate.key_digest, mandate.remind_on = entry.at, "", None
    mandate.save(update_fields=["ended_at", "key_digest", "remind_on"])
    return entry


def expire_due() -> int:
    """End the mandates and proposals whose last day has passed; those that somebody holds wait for the next round."""
    today = clock.today()
    over = Mandate.objects.filter(state="alive", ends_on__lt=today)
    unanswered = Mandate.objects.filter(state="proposed", answer_by__lt=today)
    return sum(_expire(rows) for rows in (over, unanswered))


@transaction.atomic
def _expire(rows: Any) -> int:
    mandates = list(rows.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:AT_ONCE])
    each = {m.pk: {"ends_on": str(m.ends_on or "")} for m in mandates}
    entries = take_many("expire", mandates, by=CLOCK, each=each, over=True)
    if entries:
        ended = Mandate.objects.filter(pk__in=[m.pk for m in mandates])
        ended.update(ended_at=entries[0].at, key_digest="", remind_on=None)
    return len(mandates)


@transaction.atomic
def remind_due() -> int:
    """Tell both sides that the last day is near. The day of the next reminder is written under the same lock."""
    today = clock.today()
    near = Mandate.objects.filter(state="alive", remind_on__lte=today, ends_on__gte=today)
    mandates = list(near.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:AT_ONCE])
    each = {m.pk: {"ends_on": str(m.ends_on), "days": reminders.days(m.ends_on, today)} for m in mandates}
    take_many("remind", mandates, by=CLOCK, each=each)
    for mandate in mandates:
        mandate.remind_on = reminders.next_day(mandate.ends_on, today, reminders.OF_MANDATES)
    Mandate.objects.bulk_update(mandates, ["remind_on"])
    return len(mandates)


def said_of(mandate: Mandate, rights: Sequence[IPRight]) -> dict[str, Any]:
    """What the docket remembers of its scope: exactly what was asked for or granted."""
    return {
        "all_rights": mandate.all_rights,
        "rights": [right.public_id for right in rights],
        "territories": mandate.territories,
        "starts_on": str(mandate.starts_on),
        "ends_on": str(mandate.ends_on or ""),
        "letter": mandate.letter.sha256 if mandate.letter else "",
    }


def _sides(mandate: Mandate, by: Actor) -> dict[str, bool]:
    """What the guards ask of a person: an administrator of its side, and nobody of the agent where the owner grants."""
    mine = dict(Membership.objects.filter(user=by.user_id).values_list("organisation", "role"))
    return {
        "by_administrator": by.organisation_id is not None and mine.get(by.organisation_id) == Membership.Role.ADMIN,
        "by_agent": mandate.agent_id in mine,
    }
