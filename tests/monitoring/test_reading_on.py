"""The watermark: reading goes on where it stopped, waits for what still runs, and begins anew in an old database."""

import time

import pytest
from django.db import connection
from django.db.models import Max

from listings.models import Listing
from monitoring import looking
from monitoring.models import Fingerprint, Place
from tests import cast
from tests.monitoring.test_watch import hits, removed, with_picture

pytestmark = pytest.mark.django_db


def read_on() -> int:
    """The job, once it may read everything: tests beside this one have transactions in the same cluster."""
    changed = Listing.objects.aggregate(newest=Max("changed_in"))["newest"]
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint > %s", [changed])
            if cursor.fetchone()[0]:
                break
        time.sleep(0.05)
    return looking.look_on()


@pytest.mark.django_db(transaction=True)
def test_reading_goes_on_where_it_stopped_and_waits_for_what_still_runs() -> None:
    removed()
    while read_on():
        pass
    first = cast.listing(7730001, seller=cast.yara())
    assert read_on() == 1 and read_on() == 0
    assert [hit.listing for hit in hits()] == [first]
    Listing.objects.filter(pk=first.pk).update(price="12.00")  # the offer is the same
    assert read_on() == 0
    Listing.objects.filter(pk=first.pk).update(title="Speckled mug")
    assert read_on() == 1 and hits() == []
    with_picture(first)
    assert read_on() == 1 and len(hits()) == 1


@pytest.mark.django_db(transaction=True)
def test_storing_a_row_as_it_was_read_does_not_turn_the_number_back() -> None:
    listing = cast.listing(7730001)
    stale = Listing.objects.get(pk=listing.pk)
    Listing.objects.filter(pk=listing.pk).update(title="Another")
    newest = Listing.objects.get(pk=listing.pk).changed_in
    stale.title = "Another"
    stale.save()
    assert Listing.objects.get(pk=listing.pk).changed_in == newest > stale.changed_in


@pytest.mark.django_db(transaction=True)
def test_in_a_database_brought_back_the_reading_begins_anew() -> None:
    Place.objects.update_or_create(pk=1, defaults={"changed_in": 2**62, "listing": 0})
    cast.listing(7730001)
    assert read_on() == 1


@pytest.mark.django_db(transaction=True)
def test_in_a_database_brought_back_what_was_removed_before_still_counts() -> None:
    removed()
    Fingerprint.objects.update(since=2**61)
    Place.objects.update_or_create(pk=1, defaults={"changed_in": 2**62, "listing": 0})
    while read_on():
        pass
    back = cast.listing(7730001, seller=cast.yara())
    assert read_on() == 1
    assert [hit.listing for hit in hits()] == [back]
