"""As reported against now: differences are marked word by word, and each side sees only its own listings."""

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from listings.models import Listing, ListingImage, Snapshot
from notices import showing, then_and_now
from notices.models import Claim
from tests import cast
from tests.notices import stories
from tests.rights import hostile

pytestmark = pytest.mark.django_db


def shown(listing: Listing, width: int) -> str:
    content = hostile.png((width, 30))
    image = ListingImage(listing=listing, sha256=hashlib.sha256(content).hexdigest(), position=listing.images.count())
    image.file.save(image.sha256, ContentFile(content))
    return image.sha256


@pytest.fixture
def changed() -> tuple[Claim, str, str, str]:
    """Reported with two pictures; the seller then changed words, price and one picture."""
    listing = cast.listing(description="Brass lamp. Original LINDE, made by hand.")
    kept, old = shown(listing, 40), shown(listing, 50)
    (claim,) = stories.upheld()
    listing.images.filter(sha256=old).delete()
    new = shown(listing, 60)
    Listing.objects.filter(pk=listing.pk).update(
        title="Table lamp brass", description="Brass lamp. Made by hand.", price="29.00"
    )
    return Claim.objects.with_papers().get(pk=claim.pk), kept, old, new


def client_of(who: cast.Person) -> Client:
    client = Client()
    client.force_login(who.user)
    return client


def test_words_are_marked_on_the_side_that_alone_has_them(changed: tuple[Claim, str, str, str]) -> None:
    claim = changed[0]
    both = then_and_now.of(claim, showing.url_for_filer)
    rows = {str(each["name"]): each for each in both["rows"]}
    assert "LINDE" in "".join(then_and_now.marked(rows["Title"]["then"]))
    assert "Original" in "".join(then_and_now.marked(rows["Description"]["then"]))
    assert "".join(text for text, _ in rows["Description"]["now"]) == "Brass lamp. Made by hand."
    assert not rows["Seller"]["changed"] and rows["Price"]["changed"]
    assert [each["only"] for each in both["pictures"]] == ["", "then", "now"]
    assert both["verdict"] == "4 things have changed."


def test_an_unchanged_listing_says_so() -> None:
    (claim,) = stories.upheld()
    both = then_and_now.of(Claim.objects.with_papers().get(pk=claim.pk), showing.url_for_filer)
    assert not both["changed"] and both["verdict"].startswith("Nothing has changed")


def test_a_very_long_text_is_marked_as_a_whole() -> None:
    left, right = then_and_now.compared("a " * 5000, "b " * 5000)
    assert left == [("a " * 5000, True)] and right == [("b " * 5000, True)]


def test_owner_and_seller_see_both_and_the_pictures(changed: tuple[Claim, str, str, str]) -> None:
    claim, _kept, old, new = changed
    reference = claim.notice.reference
    owner, seller = client_of(cast.mara()), client_of(cast.nils())
    case = f"/cases/{reference.replace('N-', 'C-')}/"
    for client, page, way in ((owner, f"/notices/{reference}/", ""), (seller, case, "reported/")):
        assert "compare/?listing=L-7712093" in client.get(page + way).content.decode()
        text = client.get(f"{page}compare/?listing=L-7712093").content.decode()
        assert "<del>" in text and "<ins>" in text and claim.snapshot.sha256 in text
        for sha256 in (old, new):
            place = next(part for part in text.split('"') if sha256 in part)
            assert client.get(place)["Content-Type"] == "image/png"


def test_others_see_neither_page_nor_picture(changed: tuple[Claim, str, str, str]) -> None:
    claim, _kept, old, _new = changed
    reference = claim.notice.reference
    case = reference.replace("N-", "C-")
    for stranger, page in ((cast.hansen(), f"/notices/{reference}/"), (cast.yara(), f"/cases/{case}/")):
        assert client_of(stranger).get(f"{page}compare/").status_code == 404
    assert client_of(cast.yara()).get(f"/cases/{case}/pictures/{old}").status_code == 404
    for wanted in ("L-1", "%00", "' OR 1=1"):
        assert client_of(cast.mara()).get(f"/notices/{reference}/compare/", {"listing": wanted}).status_code == 404


def test_a_seller_steps_only_through_its_own_listings() -> None:
    ours, theirs = cast.listing(1), cast.listing(2, seller=cast.yara())
    also_ours = cast.listing(3)
    filing = cast.filing([ours, theirs, also_ours])
    from notices import actions

    claims = stories.taken_up(stories.claims_of(actions.submit(by=cast.mara().actor, filing=filing)))
    own = [claim for claim in claims if claim.seller == ours.seller]
    actions.uphold(by=cast.amina().actor, claims=own, verdict=stories.COPIED)
    case = claims[0].notice.reference.replace("N-", "C-")
    page = client_of(cast.nils()).get(f"/cases/{case}/compare/?listing=L-1").content.decode()
    assert "listing=L-3" in page and "L-2" not in page
    assert client_of(cast.nils()).get(f"/cases/{case}/compare/?listing=L-2").status_code == 404


def test_a_broken_seal_is_said(changed: tuple[Claim, str, str, str]) -> None:
    claim = changed[0]
    Snapshot.objects.filter(pk=claim.snapshot_id).update(sha256="0" * 64)
    page = client_of(cast.mara()).get(f"/notices/{claim.notice.reference}/compare/").content.decode()
    assert "does not fit its seal" in page
