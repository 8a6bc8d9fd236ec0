"""A listing as it was sealed beside the listing as it is now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

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
    return [Difference(str(FIELDS[key]), _words(key, sealed.get(key)), _words(key, now.get(key))) for key in changed]


def _words(key: str, value: Any) -> str:
    if key == "images":
        count = len(value or ())
        return ngettext("%(n)d picture", "%(n)d pictures", count) % {"n": count}
    if key == "seller":
        return str((value or {}).get("name", ""))
    return "" if value is None else str(value)
