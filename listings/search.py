"""Finds listings by words, for picking: prefixes of words in title and brand, newest first, cut by key."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet
from django.db.models.functions import Upper

from listings.models import LISTING_WORDS, Listing, Seller

PAGE = 24
MOST_WORDS = 8
LARGEST = 2**63 - 1
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Asked:
    """What somebody looks for: words, and if they like a market and a shop."""

    words: str = ""
    market: str = ""
    shop: str = ""
    before: int | None = None

    @property
    def empty(self) -> bool:
        return not WORD.search(self.words) and not self.shop.strip()


@dataclass(frozen=True)
class Page:
    """One page of what was found; `more` is the key to go on from."""

    listings: Sequence[Listing]
    more: int | None = None


def find(asked: Asked) -> Page:
    """Live listings that hold every word, each as the beginning of one. Two queries, with a third for a shop's name."""
    if asked.empty:
        return Page([])
    found = list(narrowed(asked)[: PAGE + 1])
    return Page(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def narrowed(asked: Asked) -> "QuerySet[Listing]":
    rows = Listing.objects.filter(state=Listing.State.LIVE)
    if words := WORD.findall(asked.words.casefold())[:MOST_WORDS]:
        query = SearchQuery(" & ".join(f"'{word}':*" for word in words), config="simple", search_type="raw")
        rows = rows.annotate(words=LISTING_WORDS).filter(words=query)
    if asked.shop.strip():
        rows = rows.filter(seller__in=shops(asked.shop.strip()))
    if asked.market:
        rows = rows.filter(market=asked.market)
    if asked.before is not None:
        rows = rows.filter(pk__lt=min(asked.before, LARGEST))
    return rows.select_related("seller").prefetch_related("images").order_by("-pk")


def shops(named: str) -> list[int]:
    """Shops of this name, or with this id on the marketplace."""
    by_name = Seller.objects.annotate(upper=Upper("name")).filter(Q(upper=named.upper()) | Q(external_id=named))
    return list(by_name.values_list("pk", flat=True)[:20])
