"""Search by words: prefixes, filters, pages by key, the same few queries, and never through the whole table."""

import pytest
from django.db import connection

from listings import search
from listings.models import Listing, Seller
from listings.search import Asked
from tests import cast

pytestmark = pytest.mark.django_db


def found(words="", **more):
    return [each.external_id for each in search.find(Asked(words, **more)).listings]


def test_every_word_as_a_beginning_newest_first():
    cast.listing(7712001, title="LINDE table lamp brass")
    cast.listing(7712002, title="Brass lamp, Linde look", brand="Nobody")
    cast.listing(7712003, title="Brass bell")
    assert found("lin LAMP") == ["L-7712002", "L-7712001"]
    assert found("nobo") == ["L-7712002"]
    assert found("bell lamp") == [] and found("amp") == []


@pytest.mark.parametrize(
    "words", ["", "   ", "&|!", "':*", "\\", "'; drop table x; --", "a" * 5000, "Λ灯 مصباح", "%_%"]
)
def test_no_input_breaks_it(words):
    cast.listing()
    assert found(words) == []


def test_market_shop_and_gone_listings():
    cast.listing(7712001, market="DE")
    cast.listing(7712002, market="US", seller=cast.yara())
    cast.listing(7712003, market="US", state="gone")
    assert found("linde", market="US") == ["L-7712002"]
    assert found(shop="cedar & SONS") == found(shop=cast.shop_of(cast.yara()).external_id) == ["L-7712002"]
    assert found("linde", shop="No such shop") == []


def test_pages_by_key(monkeypatch):
    monkeypatch.setattr(search, "PAGE", 3)
    ids = [each.external_id for each in cast.listings(7)]
    seen, before = [], None
    while True:
        page = search.find(Asked("linde", before=before))
        seen += [each.external_id for each in page.listings]
        if page.more is None:
            break
        before = page.more
    assert seen == ids[::-1]


@pytest.mark.parametrize("count", [1, 20])
def test_the_same_queries_for_one_and_for_many(count, django_assert_num_queries):
    for each in cast.listings(count):
        cast.picture(each)
    with django_assert_num_queries(2):
        page = search.find(Asked("linde"))
        assert all(each.seller.name and list(each.images.all()) for each in page.listings)


def test_a_big_table_is_never_read_through():
    shops = Seller.objects.bulk_create(Seller(external_id=f"S-{n}", name=f"Shop {n}") for n in range(2000))
    Listing.objects.bulk_create(
        Listing(
            external_id=f"B-{n}", seller=shops[n % 2000], title=f"item {n} {'rare lamp' if n % 5000 == 0 else 'thing'}",
            market="DE",
        )
        for n in range(20_000)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE listings_listing; ANALYZE listings_seller")
        for asked in (
            Asked("rare"), Asked("rare lamp", market="DE"), Asked(shop="Shop 7"), Asked("item", shop="Shop 7")
        ):  # fmt: skip
            query, values = search.narrowed(asked).query.sql_with_params()
            cursor.execute(f"EXPLAIN {query} LIMIT 25", values)
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert "Seq Scan on listings_listing" not in plan, (asked, plan)
            assert search.find(asked).listings, asked
