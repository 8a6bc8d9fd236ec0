"""What was removed comes back: other shops offer the same lamp again, with the old picture or nearly the old title."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from ipr_portal.demo.data import read
from ipr_portal.demo.stage import Moment
from listings.models import Listing, ListingImage, Seller
from notices.models import Claim


def moments() -> Iterator[Moment]:
    for told in read("relists"):
        yield Moment(float(told["at"]), partial(offer_again, told))


def offer_again(told: Mapping[str, Any]) -> None:
    """A new listing after the model of a removed one; its number says so to nobody."""
    old = Claim.objects.select_related("listing").get(notice__partner_reference=told["ref"], ordinal=told["ordinal"])
    model = old.listing
    made = Listing.objects.create(
        external_id=f"L-{told['id']}",
        seller=Seller.objects.get(external_id=f"S-{told['shop']}"),
        title=told["title"],
        description=told["text"],
        brand=model.brand,
        price=told["price"],
        currency=model.currency,
        market=model.market,
        category=model.category,
        url=f"https://fairmark.example/l/{told['id']}",
    )
    for picture in model.images.all():
        ListingImage.objects.create(listing=made, file=picture.file.name, sha256=picture.sha256)
