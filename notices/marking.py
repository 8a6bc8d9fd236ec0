"""Marked regions: what can be marked on a listing, and how a mark is said and kept."""

from collections.abc import Iterable
from dataclasses import dataclass

from listings.models import Listing
from notices.models import Claim, Region
from notices.models.region import WHOLE

MOST_REGIONS = 20
LONGEST_NOTE = 200


@dataclass(frozen=True)
class Marked:
    """A region the notifier marked: thousandths of a picture, or characters of the title or the description."""

    place: str
    picture: str = ""
    x: int = 0
    y: int = 0
    width: int = 0
    height: int = 0
    start: int = 0
    end: int = 0
    words: str = ""
    note: str = ""


def fits(mark: Marked, listing: Listing) -> bool:
    """Whether the listing shows now what was marked on it. Its pictures should have been fetched before."""
    if mark.place == Region.Place.PICTURE:
        return inside(mark) and mark.picture in {image.sha256 for image in listing.images.all()}
    text = text_of(listing, mark.place)
    return 0 <= mark.start < mark.end <= len(text) and mark.words in {"", text[mark.start : mark.end]}


def inside(mark: Marked) -> bool:
    across = mark.x >= 0 and mark.width > 0 and mark.x + mark.width <= WHOLE
    return across and mark.y >= 0 and mark.height > 0 and mark.y + mark.height <= WHOLE


def text_of(listing: Listing, place: str) -> str:
    return listing.title if place == Region.Place.TITLE else listing.description


def said(mark: Marked, listing: Listing) -> str:
    """The words that a mark covers now."""
    return text_of(listing, mark.place)[mark.start : mark.end]


def as_said(mark: Marked, listing: Listing) -> dict[str, str | int]:
    """A mark in the sealed text: only what its kind has, and the very words."""
    if mark.place == Region.Place.PICTURE:
        names = ("place", "picture", "x", "y", "width", "height", "note")
        return {name: getattr(mark, name) for name in names}
    words = said(mark, listing)
    return {"place": mark.place, "start": mark.start, "end": mark.end, "words": words, "note": mark.note}


def rows_of(claim: Claim, marks: Iterable[Marked], listing: Listing) -> list[Region]:
    """The rows that keep the marks of one listing."""
    return [Region(claim=claim, **as_said(mark, listing)) for mark in marks]
