"""Ordering and lifting restrictions, inside the transaction of the decision that causes them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from docket import clock
from docket.actors import Actor
from docket.held import until
from docket.models import Entry
from docket.take import take_many
from docket.undo import undo_many
from enforcement import standings
from enforcement.models import Restriction
from enforcement.visibility import EVERYWHERE, union
from listings.models import Listing

COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Order:
    """One reason to hide one listing; `source` is the public id of the claim that gives it."""

    listing: Listing
    territories: Sequence[str]
    reason_code: str
    ground: str
    source: str

    def __post_init__(self) -> None:
        if not self.territories:
            raise ValueError("A restriction must say where it applies.")
        for territory in self.territories:
            if territory != EVERYWHERE and not COUNTRY.fullmatch(territory):
                raise ValueError(f"{territory!r} is not a country code.")


def order(
    *, by: Actor, listing: Listing, territories: Sequence[str], reason_code: str, ground: str, source: str
) -> Entry:
    """Order one restriction; the marketplace hears of it after the commit."""
    return order_many(by=by, orders=[Order(listing, territories, reason_code, ground, source)])[0]


def order_many(*, by: Actor, orders: Sequence[Order]) -> list[Entry]:
    """Order many restrictions, in a number of queries that does not grow with them."""
    inside_a_deed()
    if not orders:
        return []
    moment = clock.now()
    restrictions = Restriction.objects.bulk_create(
        Restriction(
            listing=o.listing,
            territories=union([o.territories]),
            reason_code=o.reason_code,
            ground=o.ground,
            source=o.source,
            ordered_at=moment,
        )
        for o in orders
    )
    return held_back(take_many("order", restrictions, by=by, each={r.pk: told(r) for r in restrictions}))


def lift(*, by: Actor, sources: Sequence[str]) -> list[Entry]:
    """Let go of every restriction that stands for these claims; none standing is no fault."""
    inside_a_deed()
    restrictions = list(Restriction.objects.standing().filter(source__in=sources).order_by("pk"))
    return held_back(take_many("lift", restrictions, by=by, each={r.pk: told(r) for r in restrictions}))


def undo(*, by: Actor, sources: Sequence[str], since: datetime) -> list[Entry]:
    """Take back what a deed, held at least until `since`, ordered or lifted for these claims. Raises NotAllowed.

    What an earlier deed ordered, and the marketplace has not confirmed yet, stays as it is. The listings are locked
    first: a delivery of another change folds either all of this or none of it into its wish.
    """
    inside_a_deed()
    changed = Restriction.objects.filter(source__in=sources, state__in=["ordered", "lifting"], held_until__gte=since)
    standings.lock(set(changed.values_list("listing", flat=True)))
    restrictions = list(changed.order_by("pk"))
    entries = undo_many(restrictions, by=by)
    Restriction.objects.filter(pk__in=[r.pk for r in restrictions]).update(held_until=None)
    return entries


def held_back(entries: list[Entry]) -> list[Entry]:
    """Remember until when the marketplace must not hear of it through another change of the same listing."""
    ids = [entry.subject_id for entry in entries]
    rows = Restriction.objects.filter(pk__in=ids)
    if entries and (moment := until(entries[0])):
        rows.update(held_until=moment)
    elif entries and entries[0].step == "lift":
        rows.exclude(held_until=None).update(held_until=None)
    return entries


def told(restriction: Restriction) -> dict[str, object]:
    """The facts of an entry: which claim, where, and why."""
    return {
        "source": restriction.source,
        "territories": restriction.territories,
        "reason_code": restriction.reason_code,
        "ground": restriction.ground,
    }


def inside_a_deed() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("A restriction is ordered or lifted inside the transaction of its decision.")
