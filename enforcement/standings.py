"""What listings should be, and what the marketplace confirmed: folded from the restrictions, many at once."""

import json
import logging
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, F, Func

from docket import transaction
from docket.actors import Actor
from docket.take import take_many
from enforcement.models import Restriction, Standing
from enforcement.visibility import union

log = logging.getLogger(__name__)

BY = Actor("marketplace")
KEYS = uuid.UUID("6f1f1d5e-6a3e-4d0a-9f53-0d9d4f7f6f0e")  # any constant: the root of our idempotency keys
NOW = Func(function="docket_now", output_field=DateTimeField())  # docket.clock.now, without asking for it first
SHOWN_AGAIN = "restored"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the marketplace should show of one listing, under which number, and whether it has already said yes."""

    listing_id: int
    external_id: str
    sequence: int
    hidden_in: list[str]
    reason: str
    confirmed: bool
    gone: bool = False  # the marketplace does not have it any more: as hidden as can be

    @property
    def key(self) -> str:
        """The same at every attempt, so that a repeat is seen to be one."""
        return str(uuid.uuid5(KEYS, f"{self.external_id}/{self.sequence}"))


WISH = """
UPDATE enforcement_standing s SET sequence = v.sequence, hidden_in = v.hidden_in, reason = v.reason
FROM unnest(%s::bigint[], %s::bigint[], %s::jsonb[], %s::text[]) AS v(id, sequence, hidden_in, reason)
WHERE s.id = v.id
"""


@transaction.atomic
def want(listings: Mapping[int, str]) -> dict[int, Wanted]:
    """Fold what stands on these listings (id → the marketplace's number) into one wish each.

    A wish that is not the last one gets a new number. Five statements, however many listings.
    """
    standings = lock(listings)
    causes: dict[int, list[Restriction]] = defaultdict(list)
    for cause in Restriction.objects.telling().filter(listing__in=listings).order_by("ordered_at", "pk"):
        causes[cause.listing_id].append(cause)
    changed = []
    for pk, standing in standings.items():
        hidden_in = union(each.territories for each in causes[pk])
        if hidden_in != standing.hidden_in:
            standing.sequence += 1
            standing.hidden_in = hidden_in
            standing.reason = causes[pk][0].reason_code if causes[pk] else SHOWN_AGAIN
            changed.append(standing)
    write(changed)
    return {
        pk: Wanted(pk, listings[pk], s.sequence, s.hidden_in, s.reason, s.sequence == s.confirmed_sequence)
        for pk, s in standings.items()
    }


def write(changed: Sequence[Standing]) -> None:
    if changed:
        wishes = [json.dumps(s.hidden_in) for s in changed]
        facts: list[Any] = [[s.pk for s in changed], [s.sequence for s in changed], wishes, [s.reason for s in changed]]
        with connection.cursor() as cursor:
            cursor.execute(WISH, facts)


CONFIRMED = """
UPDATE enforcement_standing s SET confirmed_sequence = v.sequence, confirmed_hidden_in = v.hidden_in,
       confirmed_at = docket_now(), checked_at = NULL
FROM unnest(%s::bigint[], %s::bigint[], %s::jsonb[]) AS v(id, sequence, hidden_in)
WHERE s.id = v.id AND v.sequence > s.confirmed_sequence
"""


@transaction.atomic
def record(answers: Sequence[Wanted]) -> None:
    """Write down what the marketplace said yes to, and tell the restrictions that this covers."""
    standings = lock({each.listing_id: each.external_id for each in answers})
    news = [each for each in answers if each.sequence > standings[each.listing_id].confirmed_sequence]
    if news:
        said = [json.dumps(each.hidden_in) for each in news]
        facts: list[Any] = [[standings[each.listing_id].pk for each in news], [each.sequence for each in news], said]
        with connection.cursor() as cursor:
            cursor.execute(CONFIRMED, facts)
    confirm([each for each in answers if each.sequence == standings[each.listing_id].sequence])


def confirm(answers: Iterable[Wanted]) -> None:
    """Confirm what is open, unless more was decided meanwhile: then the next delivery does it."""
    by_listing = {each.listing_id: each for each in answers}
    open_ones: dict[int, list[Restriction]] = defaultdict(list)
    found = Restriction.objects.with_held().filter(listing__in=by_listing).exclude(state__in=["lifted", "cancelled"])
    for restriction in found.select_for_update(of=("self",)).order_by("pk"):
        open_ones[restriction.listing_id].append(restriction)
    covered = [
        restriction
        for pk, restrictions in open_ones.items()
        if union(r.territories for r in restrictions if tells(r)) == by_listing[pk].hidden_in
        for restriction in restrictions
        if not held(restriction)
    ]
    for step, state, stamp in (("confirm", "ordered", "confirmed_at"), ("confirm_lift", "lifting", "lifted_at")):
        ready = [r for r in covered if r.state == state]
        if ready:
            Restriction.objects.filter(pk__in=[r.pk for r in ready]).update(**{stamp: NOW})
            take_many(step, ready, by=BY, each={r.pk: told(r, by_listing[r.listing_id]) for r in ready})


def held(restriction: Restriction) -> bool:
    return bool(restriction.held)  # type: ignore[attr-defined]  # by with_held


def tells(restriction: Restriction) -> bool:
    """As RestrictionQuerySet.telling says."""
    return (restriction.state == "lifting") == held(restriction)


def told(restriction: Restriction, answer: Wanted) -> dict[str, object]:
    facts: dict[str, object] = {
        "source": restriction.source,
        "sequence": answer.sequence,
        "hidden_in": answer.hidden_in,
    }
    return facts | {"already_gone": True} if answer.gone else facts


def go_past(listing_id: int, ours: int, newest: int) -> None:
    """The marketplace knows a newer number (its memory is longer than ours): go on from there."""
    moved = Standing.objects.filter(listing=listing_id, sequence=ours).update(sequence=max(newest, ours) + 1)
    # If our number has moved on meanwhile, the conflict was about an old wish and says nothing about the new one.
    if moved:
        log.warning("listing %s is at %d on the marketplace, at %d here", listing_id, newest, ours)


def lock(listings: Iterable[int]) -> dict[int, Standing]:
    """The rows that serialise all work on these listings, in the order of their keys; made when first needed."""
    wanted = sorted(listings)
    rows = Standing.objects.select_for_update().filter(listing__in=wanted).order_by("listing_id")
    found = {standing.listing_id: standing for standing in rows}
    if missing := [pk for pk in wanted if pk not in found]:
        Standing.objects.bulk_create([Standing(listing_id=pk) for pk in missing], ignore_conflicts=True)
        found |= {s.listing_id: s for s in rows.filter(listing__in=missing)}
    return found


def unconfirmed() -> int:
    """How many listings are not yet as they should be, as far as the marketplace has said."""
    return Standing.objects.exclude(sequence=F("confirmed_sequence")).count()
