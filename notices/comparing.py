"""A listing as it was sealed beside the listing as it is now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from listings.models import ListingImage
from notices.models import Claim

FIELDS: Mapping[str, Any] = {
    "title": lazy("Title"),
    "description": lazy("Description"),
    "brand": lazy("Brand"),
    "price": lazy("Price"),
    "currency": lazy("Currency"),
    "category": lazy("Category"),
    "market": lazy("Country of sale"),
    "seller": lazy("Seller"),
    "images": lazy("Pictures"),
}


@dataclass(frozen=True)
class Difference:
    """One thing that reads otherwise now."""

    name: str
    then: str
    now: str


def differences(sealed: Mapping[str, Any], now: Mapping[str, Any]) -> list[Difference]:
    """What changed between the sealed content and the content of today, in the order people read a listing."""
    changed = [key for key in FIELDS if sealed.get(key) != now.get(key)]
    return [Difference(str(FIELDS[key]), words(key, sealed.get(key)), words(key, now.get(key))) for key in changed]


def shows(claims: Sequence[Claim], sha256: str) -> bool:
    """Whether one of these listings was sealed with this picture, or shows it now."""
    if any(sha256 == each["sha256"] for claim in claims for each in claim.snapshot.content.get("images") or []):
        return True
    return ListingImage.objects.filter(sha256=sha256, listing__in=[claim.listing_id for claim in claims]).exists()


def words(key: str, value: Any) -> str:
    if key == "images":
        count = len(value or ())
        return ngettext("%(n)d picture", "%(n)d pictures", count) % {"n": count}
    if key == "seller":
        return str((value or {}).get("name", ""))
    return "" if value is None else str(value)
