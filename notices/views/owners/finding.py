"""Picking listings from a search: what was asked, what was found, and what of it was ticked."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from listings import search
from listings.models import Listing
from listings.search import Asked
from notices import earlier, places
from notices.drafting import Work
from notices.pasting import described

MARKETS = sorted(((code, name) for code, name in places.NAMES.items() if code != "EU"), key=lambda each: str(each[1]))


def asked_in(data: QueryDict) -> Asked:
    market, before = data.get("market", ""), data.get("before", "")
    return Asked(
        words=data.get("q", "")[:200],
        market=market if market in places.NAMES else "",
        shop=data.get("shop", "")[:200],
        before=int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else None,
    )


def address(asked: Asked, **more: Any) -> str:
    told = {"q": asked.words, "market": asked.market, "shop": asked.shop, **more}
    return urlencode({name: value for name, value in told.items() if value})


def fresh(asked: Asked, data: QueryDict) -> bool:
    """Whether these words were not searched for yet: Enter in the search box presses the form's first button."""
    return data.get("sought", "") != address(asked) and "pick" not in data and "remove" not in data


def picked_in(data: QueryDict) -> list[str]:
    """The ids that were ticked, as they stand in the form; only known ones survive the check of the list."""
    return [name for name in data.getlist("pick")[: search.PAGE] if 0 < len(name) <= 200 and name == name.strip()]


def results(asked: Asked, work: Work) -> Mapping[str, Any]:
    """One page of listings, each with picture, shop, price, market, and whether it is reported or picked already."""
    page = search.find(asked)
    before = earlier.own(page.listings, owner=work.owner, right=work.right)
    ready = {listing.pk for listing in work.checked.ready}
    own = {work.organisation.pk, work.owner.pk}
    return {
        "rows": [
            {**row(each), "reported": before.get(each.pk), "picked": each.pk in ready,
             "own": each.seller.organisation_id in own}
            for each in page.listings
        ],
        "sought": address(asked),
        "more": f"?{address(asked, before=page.more)}#found" if page.more else "",
    }  # fmt: skip


def row(listing: Listing) -> dict[str, Any]:
    first = next(iter(listing.images.all()), None)
    picture = reverse("listing_picture", args=[first.sha256]) if first else ""
    return {"listing": listing, "picture": picture, "detail": described(listing)}
