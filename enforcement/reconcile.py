"""Making the marketplace show what our restrictions say: decide, call outside any transaction, record."""

import logging
import time
import uuid
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import DateTimeField, F, Func

from docket.actors import Actor
from docket.errors import NeedsPerson, TryLater
from docket.models import Entry
from docket.take import take_many
from enforcement.marketplace import Conflict, Gone, Marketplace, NoAnswer, Visibility, marketplace
from enforcement.models import Restriction, Standing
from enforcement.visibility import union
from listings.models import Listing

log = logging.getLogger(__name__)

BY = Actor("marketplace")
KEYS = uuid.UUID("6f1f1d5e-6a3e-4d0a-9f53-0d9d4f7f6f0e")  # any constant: the root of our idempotency keys
NOW = Func(function="docket_now", output_field=DateTimeField())  # docket.clock.now, without asking for it first
SHOWN_AGAIN = "restored"
DRIFT_BATCH, DRIFT_SECONDS = 1000, 10.0  # the sweeper runs this between its sweeps: it must not be held up
ROUNDS = 2  # once more when the marketplace knows a newer number than we do


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the marketplace should show, under which number, and whether it has already said yes."""

    sequence: int
    hidden_in: list[str]
    reason: str
    confirmed: bool


def carry_out(entry: Entry) -> None:
    """Subscriber of restriction.order and restriction.lift."""
    restriction = Restriction.objects.select_related("listing").get(pk=entry.subject_id)
    settle(restriction.listing, marketplace())


def settle(listing: Listing, market: Marketplace) -> None:
    """Bring the marketplace to what stands now. Run twice it does nothing new."""
    if connection.in_atomic_block:
        raise RuntimeError("The marketplace is called outside any transaction.")
    for _ in range(ROUNDS):
        wanted = want(listing)
        if wanted.confirmed:
            return record(listing, wanted)
        try:
            market.show(
                listing.external_id, wanted.hidden_in, wanted.sequence, wanted.reason, key_of(listing, wanted.sequence)
            )
        except Conflict as conflict:
            go_past(listing, wanted.sequence, conflict.newest)
        except Gone:
            return record(listing, wanted, already_gone=True)
        else:
            return record(listing, wanted)
    raise TryLater(2, "The marketplace keeps knowing a newer number than ours.")


def key_of(listing: Listing, sequence: int) -> str:
    """The same at every attempt, so that a repeat is seen to be one."""
    return str(uuid.uuid5(KEYS, f"{listing.external_id}/{sequence}"))


def want(listing: Listing) -> Wanted:
    """Fold the restrictions that stand into one wish, under a new number if it is not the last one."""
    with transaction.atomic():
        standing = lock_standing(listing)
        causes = list(Restriction.objects.standing().filter(listing=listing).order_by("ordered_at", "pk"))
        hidden_in = union(r.territories for r in causes)
        if hidden_in != standing.hidden_in:
            standing.sequence += 1
            standing.hidden_in = hidden_in
            standing.reason = causes[0].reason_code if causes else SHOWN_AGAIN
            standing.save(update_fields=["sequence", "hidden_in", "reason"])
    confirmed = standing.sequence == standing.confirmed_sequence
    return Wanted(standing.sequence, standing.hidden_in, standing.reason, confirmed)


def record(listing: Listing, wanted: Wanted, *, already_gone: bool = False) -> None:
    """Write down what the marketplace said yes to, and tell the restrictions that this covers."""
    with transaction.atomic():
        standing = lock_standing(listing)
        if wanted.sequence > standing.confirmed_sequence:
            Standing.objects.filter(pk=standing.pk).update(
                confirmed_sequence=wanted.sequence,
                confirmed_hidden_in=wanted.hidden_in,
                confirmed_at=NOW,
                checked_at=None,
            )
        if wanted.sequence == standing.sequence:
            confirm(listing, wanted, already_gone)


def confirm(listing: Listing, wanted: Wanted, already_gone: bool) -> None:
    """Confirm what is open, unless more was decided meanwhile: then the next delivery does it."""
    found = Restriction.objects.filter(listing=listing).exclude(state="lifted")
    restrictions = list(found.select_for_update(of=("self",)).order_by("pk"))
    standing = [r for r in restrictions if r.state in {"ordered", "in_force"}]
    if union(r.territories for r in standing) != wanted.hidden_in:
        return
    facts: dict[str, object] = {"sequence": wanted.sequence, "hidden_in": wanted.hidden_in}
    if already_gone:
        facts["already_gone"] = True
    for step, state, stamp in (("confirm", "ordered", "confirmed_at"), ("confirm_lift", "lifting", "lifted_at")):
        ready = [r for r in restrictions if r.state == state]
        if ready:
            Restriction.objects.filter(pk__in=[r.pk for r in ready]).update(**{stamp: NOW})
            take_many(step, ready, by=BY, each={r.pk: {"source": r.source, **facts} for r in ready})


def go_past(listing: Listing, ours: int, newest: int) -> None:
    """The marketplace knows a newer number (its memory is longer than ours): go on from there."""
    with transaction.atomic():
        standing = lock_standing(listing)
        # If our number has moved on meanwhile, the conflict was about an old wish and says nothing about the new one.
        if standing.sequence == ours:
            log.warning("listing %s is at %d on the marketplace, at %d here", listing.external_id, newest, ours)
            standing.sequence = max(newest, ours) + 1
            standing.save(update_fields=["sequence"])


def lock_standing(listing: Listing) -> Standing:
    """The row that serialises all work on one listing, made when first needed."""
    rows = Standing.objects.select_for_update().filter(listing=listing)
    standing = rows.first()
    if standing is None:
        Standing.objects.bulk_create([Standing(listing=listing)], ignore_conflicts=True)
        standing = rows.get()
    return standing


@dataclass
class Drift:
    """What one look at the marketplace found."""

    checked: int = 0
    drifted: list[str] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)
    unanswered: int = 0


def reconcile_drift(market: Marketplace | None = None) -> Drift:
    """Ask the marketplace about confirmed listings, newest confirmations first, then the longest unasked; repair."""
    market = market or marketplace()
    report, ends = Drift(), time.monotonic() + DRIFT_SECONDS
    confirmed = Standing.objects.filter(sequence__gt=0, sequence=F("confirmed_sequence")).select_related("listing")
    for standing in confirmed.order_by(F("checked_at").asc(nulls_first=True), "pk")[:DRIFT_BATCH]:
        try:
            compare(standing, market, report)
        except (NoAnswer, TryLater, NeedsPerson) as error:
            log.warning("drift check of %s: %s", standing.listing.external_id, error)
            report.unanswered += 1
        if time.monotonic() > ends or report.unanswered >= 3:
            break
    log.info(
        "drift: %d checked, %d drifted, %d repaired, %d without an answer %s",
        report.checked, len(report.drifted), len(report.repaired), report.unanswered, " ".join(report.drifted[:20]),
    )  # fmt: skip
    return report


def compare(standing: Standing, market: Marketplace, report: Drift) -> None:
    """Look at one listing; where someone changed it behind our back, say again what it should be."""
    listing = standing.listing
    try:
        seen = market.visibility(listing.external_id)
    except Gone:
        seen = Visibility(
            standing.confirmed_hidden_in, standing.confirmed_sequence
        )  # nothing is shown: as hidden as can be
    differs = seen.hidden_in != standing.confirmed_hidden_in or seen.sequence < standing.confirmed_sequence
    if (
        differs
        and not Standing.objects.filter(
            pk=standing.pk, sequence=standing.sequence, confirmed_sequence=standing.confirmed_sequence
        ).exists()
    ):
        return  # something was decided while we looked; its own delivery sees to it
    if differs:
        log.warning("%s drifted: shown as %s, confirmed %s", listing.external_id, seen, standing.confirmed_hidden_in)
        report.drifted.append(listing.external_id)
        go_past(listing, standing.sequence, seen.sequence)
        settle(listing, market)
        report.repaired.append(listing.external_id)
    Standing.objects.filter(pk=standing.pk).update(checked_at=NOW)
    report.checked += 1
