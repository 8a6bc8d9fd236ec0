"""A notice of 500 listings: one paste, the same few queries as for one, and pages that stay small."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from listings.models import Listing
from notices import limits
from notices.models import Claim, Draft, Notice
from tests import cast
from tests.owners.test_wizard import filled, oath

pytestmark = pytest.mark.django_db


def on_the_market(count, start):
    shops = [cast.shop_of(cast.nils()), cast.shop_of(cast.yara())]
    made = Listing.objects.bulk_create(
        Listing(external_id=f"L-{start + n}", seller=shops[n % 2], title=f"LINDE lamp {n}", market="US")
        for n in range(count)
    )
    return "\n".join(each.external_id for each in made)


def counted(client, count, start):
    """The queries of each screen and of sending, for so many listings."""
    draft = filled(client, cast.right(), paste=on_the_market(count, start))
    asked, sizes = {}, {}
    for step in ("listings", "evidence", "sign"):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"{draft}{step}/")
        asked[step], sizes[step] = len(queries), len(page.content)
    form = oath(client, draft)
    with CaptureQueriesContext(connection) as queries:
        assert client.post(draft + "sign/", form).status_code == 303
    asked["send"] = len(queries)
    reference = Draft.objects.get(public_id=draft.split("/")[3]).notice.reference
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/notices/{reference}/sent/")
    asked["sent"] = len(queries)
    return asked, sizes


def test_five_hundred_cost_the_same_round_trips_as_two(client):
    client.force_login(cast.mara().user)
    limits.tier_of(cast.right().organisation)  # counted now and remembered for some minutes
    few, _sizes = counted(client, 2, 7730000)
    many, sizes = counted(client, 500, 7740000)
    assert many == few, (few, many)
    assert Notice.objects.order_by("-pk").first().claims.count() == 500
    assert max(sizes.values()) < 120_000 and sizes["sign"] < 30_000
    assert Claim.objects.count() == 502
