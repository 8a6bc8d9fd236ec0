"""Does the marketplace still show what it confirmed? Looked at hour by hour, repaired, and reported."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from docket import breaker, clock, dependencies
from docket.errors import NeedsPerson, TryLater
from docket.models import Delivery
from enforcement import standings
from enforcement.marketplace import NAME, Gone, Marketplace, NoAnswer, Visibility, marketplace
from enforcement.models import DriftReport, Standing
from enforcement.reconcile import Overtaken, settle

log = logging.getLogger(__name__)

MOST, LONGEST = 20_000, 1800.0  # listings and seconds a look; the next look begins with those not seen longest
AT_ONCE = 200
SHARE = 0.2  # of the rate cap: a look must not hold up what was just decided
GIVES_UP_AFTER = 3  # answers that did not come, one after the other
NAMED = 200  # listings that a report names


@dataclass
class Drift:
    """What one look at the marketplace found."""

    checked: int = 0
    drifted: list[str] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)
    unanswered: int = 0
    in_a_row: int = 0


def reconcile_drift(market: Marketplace | None = None) -> Drift:
    """Ask about confirmed listings, newest confirmations first, then the longest unasked; repair; keep a report."""
    market, began, seen = market or marketplace(), clock.real(), Drift()
    ends = time.monotonic() + LONGEST
    for standing in unseen_longest():
        if time.monotonic() > ends or seen.in_a_row >= GIVES_UP_AFTER or breaker.is_open(NAME):
            break
        at = time.monotonic()
        try:
            compare(standing, market, seen)
            seen.in_a_row = 0
        except (NoAnswer, TryLater, NeedsPerson, Overtaken) as error:
            log.warning("drift check of %s: %s", standing.listing.external_id, error)
            seen.unanswered, seen.in_a_row = seen.unanswered + 1, seen.in_a_row + 1
        time.sleep(max(0.0, rest_after_each() - (time.monotonic() - at)))
    keep(seen, began)
    return seen


def rest_after_each() -> float:
    rate = dependencies.get(NAME).rate
    return 1 / (rate * SHARE) if rate else 0.0


def unseen_longest() -> Iterator[Standing]:
    """Those never looked at since they were confirmed, then the longest unseen; each read shortly before its turn.

    Also those not confirmed for which nothing is owed: an earlier repair of ours came to nothing.
    """
    lane = Concat(Value("listing:"), Cast(OuterRef("listing"), CharField()))
    owed = Exists(Delivery.objects.filter(dependency=NAME, state__in=("due", "stuck"), lane=lane))
    confirmed = Standing.objects.filter(Q(sequence=F("confirmed_sequence")) | ~owed, sequence__gt=0)
    due = list(confirmed.order_by(F("checked_at").asc(nulls_first=True), "pk").values_list("pk", flat=True)[:MOST])
    for start in range(0, len(due), AT_ONCE):
        found = confirmed.select_related("listing").in_bulk(due[start : start + AT_ONCE])
        yield from (found[pk] for pk in due[start : start + AT_ONCE] if pk in found)


def compare(standing: Standing, market: Marketplace, seen: Drift) -> None:
    """Look at one listing; where someone changed it behind our back, say again what it should be."""
    listing = standing.listing
    try:
        shown = market.visibility(listing.external_id)
    except Gone:  # nothing is shown: as hidden as can be
        shown = Visibility(standing.confirmed_hidden_in, standing.confirmed_sequence)
    wrong = shown.hidden_in != standing.confirmed_hidden_in or shown.sequence < standing.confirmed_sequence
    differs = wrong or standing.sequence != standing.confirmed_sequence
    if differs and not unchanged(standing):
        return  # something was decided while we looked; its own delivery sees to it
    if differs:
        log.warning("%s drifted: shown as %s, confirmed %s", listing.external_id, shown, standing.confirmed_hidden_in)
        seen.drifted.append(listing.external_id)
        standings.go_past(listing.pk, standing.sequence, shown.sequence)
        settle(listing, market)
        seen.repaired.append(listing.external_id)
    Standing.objects.filter(pk=standing.pk).update(checked_at=standings.NOW)
    seen.checked += 1


def unchanged(standing: Standing) -> bool:
    as_it_was = {"sequence": standing.sequence, "confirmed_sequence": standing.confirmed_sequence}
    return Standing.objects.filter(pk=standing.pk, **as_it_was).exists()


def keep(seen: Drift, began: datetime) -> None:
    report = DriftReport.objects.create(
        began_at=began,
        ended_at=clock.real(),
        checked=seen.checked,
        drifted=len(seen.drifted),
        repaired=len(seen.repaired),
        unanswered=seen.unanswered,
        listings=[{"id": name, "repaired": name in seen.repaired} for name in seen.drifted[:NAMED]],
    )
    log.info("drift: %s", report)
