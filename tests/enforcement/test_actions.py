"""Ordering and lifting: inside the deed, in a constant number of queries, by claim."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from docket.actors import CLOCK, Actor
from docket.errors import NotAllowed
from docket.models import Delivery, Entry
from enforcement import actions
from enforcement.actions import Order
from enforcement.models import Restriction
from enforcement.visibility import hidden_in
from tests import cast
from tests.enforcement.conftest import REVIEWER, lift, order

pytestmark = pytest.mark.django_db


def orders(count: int, start: int) -> list[Order]:
    found = cast.listings(count, start=start)
    return [Order(listing, ["*"], "R1", "terms", f"clm_{listing.pk}") for listing in found]


def test_an_order_is_one_entry_one_restriction_and_one_delivery() -> None:
    restriction = order(cast.listing(), territories=["FR", "DE", "FR"])
    entry = Entry.objects.get(subject_type="restriction")
    assert (restriction.state, restriction.territories, entry.step) == ("ordered", ["DE", "FR"], "order")
    assert entry.facts == {"source": "clm_a", "territories": ["DE", "FR"], "reason_code": "R1", "ground": "terms"}
    assert Delivery.objects.get().lane == f"listing:{restriction.listing_id}"


def test_many_orders_and_lifts_cost_as_many_queries_as_one() -> None:
    spent = []
    for count, start in ((1, 7714000), (40, 7715000)):
        wanted = orders(count, start)
        with (
            CaptureQueriesContext(
                connection,
            ) as seen,
            transaction.atomic(),
        ):
            actions.order_many(by=REVIEWER, orders=wanted)
        with CaptureQueriesContext(connection) as seen_too, transaction.atomic():
            assert len(actions.lift(by=CLOCK, sources=[o.source for o in wanted])) == count
        spent.append((len(seen), len(seen_too)))
    assert spent[0] == spent[1]


def test_lifting_lets_go_of_the_restrictions_of_these_claims_only() -> None:
    listing = cast.listing()
    order(listing, "clm_a", ["DE"])
    order(listing, "clm_b", ["FR"])
    lift("clm_a", "clm_unknown")
    assert hidden_in(listing) == ["FR"]
    lift("clm_a")
    assert Entry.objects.filter(step="lift").count() == 1


def test_everywhere_swallows_single_countries() -> None:
    listing = cast.listing()
    assert hidden_in(listing) == []
    order(listing, "clm_a", ["DE"])
    order(listing, "clm_b")
    assert hidden_in(listing) == ["*"]
    lift("clm_b")
    assert hidden_in(listing) == ["DE"]


@pytest.mark.django_db(transaction=True)
def test_outside_a_deed_nothing_is_ordered_or_lifted() -> None:
    listing = cast.listing()
    with pytest.raises(RuntimeError):
        actions.order(by=REVIEWER, listing=listing, territories=["*"], reason_code="R1", ground="law", source="clm_a")
    with pytest.raises(RuntimeError):
        actions.lift(by=REVIEWER, sources=["clm_a"])
    assert not Restriction.objects.exists()


@pytest.mark.parametrize("territories", [[], ["Germany"], ["de"], [""]])
def test_a_restriction_says_plainly_where(territories: list[str]) -> None:
    with pytest.raises(ValueError, match=r"country|where"):
        Order(cast.listing(), territories, "R1", "law", "clm_a")


def test_the_marketplace_orders_nothing() -> None:
    with pytest.raises(NotAllowed), transaction.atomic():
        actions.order_many(by=Actor("marketplace"), orders=orders(1, 7714000))
    assert not Restriction.objects.exists()
