"""A seller who closes the case, or needs more time."""

from collections.abc import Sequence

from docket import clock, transaction
from docket.actors import Actor
from docket.models import Entry
from notices import deadlines
from notices.actions import deed
from notices.actions.deed import Versions
from notices.models import Claim

# What can be asked more time for: the state of the claim → the step and its clock.
GROWS = {"awaiting_seller": ("extend_hearing", "hear_seller"), "upheld": ("extend_appeal", "appeal_filing")}


@transaction.atomic
def accept(*, by: Actor, claims: Sequence[Claim], after: Versions = None) -> list[Entry]:
    """Close the case for the seller. Nothing else changes: the time to answer goes on."""
    claims = deed.locked(claims)
    closed = accepted(claims)
    each = {c.pk: {"accepted": c.pk in closed} for c in claims}
    return deed.take("accept", claims, by=by, after=after, each=each)


@transaction.atomic
def more_time(*, by: Actor, claims: Sequence[Claim], after: Versions = None) -> list[Entry]:
    """Make the running time limit longer, once, where it is our own and its rule says how long it may become."""
    claims = deed.locked(claims)
    step, key = GROWS.get(claims[0].state, GROWS["upheld"])
    grown = deadlines.longer(claims, key, clock.now())
    each = {c.pk: {"can_grow": c.pk in grown} for c in claims}
    entries = deed.take(step, claims, by=by, after=after, each=each)
    deadlines.extend(grown, entries[0].at)
    return entries


def accepted(claims: Sequence[Claim]) -> set[int]:
    """The claims whose newest step is the seller's closing; any later step opens the case again. One query."""
    steps = Entry.objects.filter(subject_type="claim", subject_id__in=[c.pk for c in claims], step="accept")
    newest = dict(steps.order_by("n").values_list("subject_id", "n"))
    return {c.pk for c in claims if newest.get(c.pk) == c.version}
