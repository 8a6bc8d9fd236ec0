"""Making the marketplace show what our restrictions say: decide, call outside any transaction, record."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from django.db import connection

from docket.delivering import Work
from docket.models import Entry
from enforcement import standings
from enforcement.marketplace import Conflict, Gone, Marketplace, Visibility, marketplace
from enforcement.models import Restriction
from enforcement.standings import Wanted
from listings.models import Listing

ROUNDS = 2  # once more when the marketplace knows a newer number than we do


class Overtaken(Exception):
    """The marketplace keeps knowing a newer number than ours."""


class CarryOut:
    """Subscriber of restriction.order and restriction.lift: many listings planned and recorded at once."""

    def __call__(self, entry: Entry) -> None:
        restriction = Restriction.objects.select_related("listing").get(pk=entry.subject_id)
        settle(restriction.listing, marketplace())

    def plan(self, works: Sequence[Work]) -> None:
        rows = Restriction.objects.filter(pk__in={work.entry.subject_id for work in works})
        listing_of = {pk: (number, name) for pk, number, name in rows.values_list("pk", "listing", FAR_NAME)}
        wanted = standings.want(dict(listing_of.values()))
        market = marketplace()
        for work in works:
            work.plan = wish = wanted[listing_of[work.entry.subject_id][0]]
            if not wish.confirmed:
                work.call = partial(ask, wish, market, look_first=work.held.may_be_known)

    def record(self, works: Sequence[Work]) -> None:
        standings.record([work.answer or work.plan for work in works])


FAR_NAME = "listing__external_id"
carry_out = CarryOut()


def settle(listing: Listing, market: Marketplace) -> None:
    """Bring the marketplace to what stands now. Run twice it does nothing new."""
    wish = standings.want({listing.pk: listing.external_id})[listing.pk]
    standings.record([wish if wish.confirmed else ask(wish, market)])


def ask(wish: Wanted, market: Marketplace, *, look_first: bool = False) -> Wanted:
    """Ask until the marketplace plainly says yes; returns what it said yes to. Nothing is recorded here.

    `look_first`: an earlier attempt may have had its effect though we never heard of it.
    """
    if connection.in_atomic_block:
        raise RuntimeError("The marketplace is called outside any transaction.")
    for _ in range(ROUNDS):
        try:
            if look_first and market.visibility(wish.external_id) == Visibility(wish.hidden_in, wish.sequence):
                return wish
            market.show(wish.external_id, wish.hidden_in, wish.sequence, wish.reason, wish.key)
            return wish
        except Gone:
            return replace(wish, gone=True)
        except Conflict as conflict:
            standings.go_past(wish.listing_id, wish.sequence, conflict.newest)
            wish, look_first = standings.want({wish.listing_id: wish.external_id})[wish.listing_id], False
            if wish.confirmed:
                return wish
    raise Overtaken("The marketplace keeps knowing a newer number than ours.")
