"""What a sealed copy shows stays, whatever the marketplace does with the listing afterwards."""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from listings import pictures, snapshots
from listings.models import Listing, ListingImage, SealedPicture
from notices import actions
from tests import cast
from tests.rights import hostile

pytestmark = pytest.mark.django_db


def show(listing: Listing, content: bytes) -> str:
    """The marketplace tells us of a picture."""
    sha256 = hashlib.sha256(content).hexdigest()
    image = ListingImage(listing=listing, sha256=sha256, position=listing.images.count())
    image.file.save(sha256, ContentFile(content))
    return sha256


def test_a_sealed_picture_is_there_when_the_listing_has_lost_it() -> None:
    listing, other = cast.listing(), cast.listing(7712094)
    old, unsealed = show(listing, hostile.png()), show(other, hostile.png((9, 9)))
    notice = actions.submit(by=cast.mara().actor, filing=cast.filing([listing]))
    listing.images.all().delete()
    show(listing, hostile.png((50, 50)))
    found = pictures.opened(old)
    assert found is not None
    assert (found[0].read(), found[1]) == (hostile.png(), "image/png")
    assert not pictures.may_go(old) and pictures.may_go(unsealed)
    client = Client()
    client.force_login(cast.amina().user)
    answer = client.get(f"/review/images/{old}/")
    assert b"".join(answer.streaming_content) == hostile.png()
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert notice.claims.get().snapshot.content["images"] == [{"sha256": old}]


def test_a_picture_that_is_a_page_is_not_served() -> None:
    page = show(cast.listing(), b"<html><script>alert(1)</script>")
    assert pictures.opened(page) is None


def test_sealing_costs_the_same_for_one_and_for_many(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    many = cast.listings(50)
    for listing in many:
        show(listing, hostile.png((listing.pk % 50 + 1, 3)))
    with django_assert_max_num_queries(6):
        snapshots.seal(Listing.objects.filter(pk__in=[each.pk for each in many]))
    assert SealedPicture.objects.count() == len({image.sha256 for image in ListingImage.objects.all()})


def test_a_sealed_picture_that_was_changed_on_disk_is_found() -> None:
    listing = cast.listing()
    sha256 = show(listing, hostile.png())
    snapshots.seal([listing])
    assert pictures.damaged() == []
    (Path(django_settings.MEDIA_ROOT) / pictures.place_of(sha256)).write_bytes(b"other")
    assert pictures.damaged() == pictures.damaged(sha256[:2]) == [sha256]
    assert pictures.damaged("zz") == []
