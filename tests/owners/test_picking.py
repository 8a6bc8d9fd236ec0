"""Listings picked from a search on the third screen, and long lists."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notices import actions
from notices.models import Draft
from tests import cast
from tests.owners.test_wizard import begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(client):
    client.force_login(cast.mara().user)
    address = begin(client, cast.right())
    client.post(address + "claim/", {"claim_type": "counterfeit"})
    return address + "listings/"


def test_search_tick_and_add(client, draft):
    lamp = cast.listing(7712001, title="LINDE lamp", market="DE")
    cast.picture(lamp)
    actions.submit(by=cast.mara().actor, filing=cast.filing([lamp]))
    answer = client.post(draft, {"paste": "L-7712093", "q": "linde", "search": "1"})
    assert answer.status_code == 303 and answer["Location"].endswith("listings/?q=linde#found")
    assert Draft.objects.get().content["paste"] == "L-7712093"
    page = client.get(answer["Location"]).content.decode()
    for words in ("LINDE lamp", "Nordic Mugs · EUR 39 · DE", "Reported in N-", "/listings/pictures/"):
        assert words in page
    answer = client.post(draft, {"paste": "", "q": "linde", "sought": "q=linde", "pick": "L-7712001", "check": "1"})
    assert answer["Location"].endswith("?q=linde#result")
    page = client.get(answer["Location"]).content.decode()
    assert Draft.objects.get().content["paste"] == "L-7712001" and "In your list" in page and "1 listing ready" in page


def test_enter_in_the_search_box_searches(client, draft):
    cast.listing()
    answer = client.post(draft, {"paste": "", "q": "linde", "sought": "", "check": "1"})
    assert answer["Location"].endswith("?q=linde#found")


def test_a_picked_listing_needs_no_number_that_we_know_the_shape_of(client, draft):
    from listings.models import Listing

    Listing.objects.create(
        external_id="acme/brass lamp", seller=cast.shop_of(cast.nils()), title="LINDE copy", market="US"
    )
    client.post(draft, {"paste": "L-1 unknown", "pick": "acme/brass lamp", "check": "1"})
    page = client.get(draft).content.decode()
    assert "1 listing ready" in page and "LINDE copy" in page


def test_market_and_shop_narrow_and_strange_input_is_harmless(client, draft):
    cast.listing(7712001, market="DE")
    cast.listing(7712002, market="US", seller=cast.yara())
    assert "L-7712002" not in client.get(draft + "?q=linde&market=DE").content.decode()
    assert "L-7712001" not in client.get(draft + "?shop=Cedar+%26+Sons").content.decode()
    for strange in ("?q=%27:*&market=XX", "?q=a&before=zz", "?q=a&before=" + "9" * 40, "?lines=zz&q=%00x"):
        assert client.get(draft + strange).status_code in {200, 400}


def test_a_thousand_lines_are_checked_in_the_same_few_queries_as_one(client, draft):
    ids = [each.external_id for each in cast.listings(40)]
    counted = []
    for paste in (ids[0], "\n".join([*ids, *(f"L-{n}" for n in range(1000, 1960))])):
        client.post(draft, {"paste": paste, "check": "1"})
        with CaptureQueriesContext(connection) as asked:
            page = client.get(draft).content.decode()
        counted.append(len(asked))
    assert counted[0] == counted[1]
    assert "40 listings ready, 960 lines left out" in page and "1 to 100 of 1000" in page
    assert "No such listing" in client.get(draft + "?lines=10").content.decode()


def test_line_breaks_of_browsers_do_not_make_it_another_list(client, draft):
    cast.listings(2)
    client.post(draft, {"paste": "L-7713000", "pick": "L-7713001", "check": "1"})
    assert client.post(draft, {"paste": "L-7713000\r\nL-7713001\r\nL-1234"})["Location"].endswith("#result")
    assert client.post(draft, {"paste": "L-7713000\r\nL-7713001\r\nL-1234\r\n"})["Location"].endswith("/evidence/")
