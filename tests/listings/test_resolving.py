"""From what was found to the listings, in a number of queries that does not grow; and sealed copies of them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from listings import snapshots
from listings.models import Listing, Seller
from listings.resolver import GONE, UNKNOWN, resolve_many

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(db):
    return Seller.objects.create(external_id="nordic-mugs", name="Nordic Mugs")


def offer(shop, number, **fields):
    fields = {"title": f"Lamp {number}", "market": "DE", "price": "39.00", "currency": "EUR", **fields}
    return Listing.objects.create(external_id=f"L-{number}", seller=shop, **fields)


def test_known_gone_unknown_and_elsewhere(shop):
    here, gone = offer(shop, 7712093), offer(shop, 7712094, state="gone")
    matches = resolve_many(
        ["https://fairmark.example/l/7712093", "L-7712094", "L-9999999", "https://other.example/1", "no such thing"]
    )
    assert [match.problem for match in matches] == ["", GONE, UNKNOWN, "not-a-marketplace-url", UNKNOWN]
    assert [match.listing for match in matches] == [here, gone, None, None, None]


def test_a_thousand_lines_take_one_query(shop):
    offers = Listing.objects.bulk_create(
        Listing(external_id=f"L-{n}", seller=shop, title="Lamp", market="DE") for n in range(10000, 11000)
    )
    with CaptureQueriesContext(
        connection,
    ) as queries:
        matches = resolve_many([offer.external_id for offer in offers])
        assert all(match.listing.seller.name == "Nordic Mugs" for match in matches)
    assert len(queries) == 1


def test_sealing_takes_the_same_queries_for_one_and_for_many(shop):
    few = [offer(shop, 50001)]
    many = [offer(shop, number) for number in range(50002, 50102)]
    counts = []
    for offers in (few, many):
        fresh = list(Listing.objects.filter(pk__in=[each.pk for each in offers]))
        with CaptureQueriesContext(connection) as queries:
            sealed = snapshots.seal(fresh)
        counts.append(len(queries))
        assert set(sealed) == {each.pk for each in offers}
    assert counts[0] == counts[1] <= 5


def test_a_sealed_copy_outlives_the_listing_and_shows_tampering(shop):
    listing = offer(shop, 60001)
    snapshot = snapshots.seal([listing])[listing.pk]
    Listing.objects.filter(pk=listing.pk).update(title="Something else")
    snapshot.refresh_from_db()
    assert snapshot.intact and snapshot.content["title"] == "Lamp 60001" and snapshot.content["price"] == "39.00"
    snapshot.content["price"] = "1.00"
    assert not snapshot.intact
