"""Pausing what an agent began and may no longer go on with; and going on."""

from collections.abc import Sequence

from docket import transaction
from docket.actors import SYSTEM, Actor
from docket.models import Entry
from notices import deadlines, queues, resting
from notices.actions import deed
from notices.actions.deed import Versions
from notices.models import Claim, Timer
from notices.procedure import CLAIM

PAUSABLE = CLAIM["pause"].sources


@transaction.atomic
def pause(*, claims: Sequence[Claim], mandate: str) -> list[Entry]:
    """Rest those of these claims for which nobody speaks any more. Judged again here, under lock."""
    claims = [c for c in deed.locked(claims) if c.state in PAUSABLE and not c.filer_speaks_for_owner()]
    if not claims:
        return []
    entries = deed.take("pause", claims, by=SYSTEM, mandate=mandate, filer_speaks=False)
    resting.rest(claims, entries[0].at)
    deadlines.start(claims, "go_on", entries[0].at)
    queues.refresh(deed.notices_of(claims))
    return entries


@transaction.atomic
def resume(*, by: Actor, claims: Sequence[Claim], mandate: str = "", after: Versions = None) -> list[Entry]:
    """Go on where they stood. Our own clock goes on only where somebody may speak: judged again here, under lock."""
    claims = deed.locked(claims)
    if by == SYSTEM:
        claims = [c for c in claims if c.state == "paused" and c.filer_speaks_for_owner()]
        if not claims:
            return []
    entries = deed.take("resume", claims, by=by, after=after, mandate=mandate)
    deadlines.stop(claims, ["go_on"], Timer.State.BLOCKED, entries[0].at)
    resting.go_on(claims, entries[0].at)
    queues.refresh(deed.notices_of(claims))
    return entries
