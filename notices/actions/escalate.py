"""Passing a case up: to a senior reviewer or the legal team, with a note that says why; and back, with their answer."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from docket import transaction
from docket.actors import Actor
from docket.models import Entry
from notices import queues
from notices.actions import deed
from notices.actions.deed import Versions
from notices.actions.note import note
from notices.models import Claim


@transaction.atomic
def escalate(*, by: Actor, claims: Sequence[Claim], why: str, after: Versions = None) -> list[Entry]:
    """Ask a senior reviewer to decide. The clock goes on: what was promised to the parties stays promised."""
    return _passed("escalate", claims, by, why, _("Escalated: %(why)s"), after)


@transaction.atomic
def hand_down(*, by: Actor, claims: Sequence[Claim], why: str, after: Versions = None) -> list[Entry]:
    """Answer what was asked, and let any reviewer decide."""
    return _passed("hand_down", claims, by, why, _("Given back: %(why)s"), after)


def _passed(step: str, found: Sequence[Claim], by: Actor, why: str, says: str, after: Versions) -> list[Entry]:
    """The words are for colleagues only: they stay in a note, and the docket keeps that there is one."""
    claims, why = deed.locked(found), why.strip()
    each = deed.reviewing(claims, by, "review")
    entries = deed.take(step, claims, by=by, after=after, each=each, noted=bool(why))
    note(by=by, notice=claims[0].notice, text=says % {"why": why})
    queues.refresh(deed.notices_of(claims))
    return entries
