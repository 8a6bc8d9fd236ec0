"""Marked regions made ready for a page: boxes on pictures, marked words of a text, and numbered notes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.marking import Marked
from notices.models import Claim, Region

NAMES = {
    "picture": gettext_lazy("Picture"),
    "title": gettext_lazy("Title"),
    "description": gettext_lazy("Description"),
}
AROUND = 160  # characters shown before and after marked words of a long description


AnyRegion = Marked | Region  # of a draft, or of a claim


def name_of(place: str, words: str = "") -> str:
    return f"{NAMES[place]}: {words}" if words else str(NAMES[place])


def url_for_filer(sha256: str) -> str:
    return reverse("listing_picture", args=[sha256])


def url_for_reviewer(sha256: str) -> str:
    return reverse("review_image", args=[sha256])


def url_for_seller(case: str) -> Callable[[str], str]:
    return lambda sha256: reverse("case_picture", args=[case, sha256])


def by_claim(claims: Iterable[Claim]) -> dict[int, list[Region]]:
    """The regions of these claims. One query."""
    found: dict[int, list[Region]] = {}
    for region in Region.objects.filter(claim__in=[claim.pk for claim in claims]):
        found.setdefault(region.claim_id, []).append(region)
    return found


def of(regions: Sequence[AnyRegion], sealed: Mapping[str, Any], url: Callable[[str], str]) -> dict[str, Any] | None:
    """What components/marked.html shows of a sealed listing; None where nothing is marked."""
    if not regions:
        return None
    numbered = list(enumerate(regions, start=1))
    order = [each["sha256"] for each in sealed.get("images") or []]
    marked = {region.picture for region in regions}
    return {
        "pictures": pictures(regions, [sha for sha in order if sha in marked], url),
        "texts": [
            {"name": NAMES[place], "parts": parts(numbered, place, str(sealed.get(place, "")))}
            for place in ("title", "description")
            if any(region.place == place for region in regions)
        ],
        "notes": [{"n": n, "name": name_of(r.place, r.words), "note": r.note} for n, r in numbered],
    }


def pictures(regions: Iterable[AnyRegion], order: Sequence[str], url: Callable[[str], str]) -> list[dict[str, Any]]:
    """Each picture with its boxes in per cent, for SVG, which needs no style of its own."""
    numbered = list(enumerate(regions, start=1))
    return [
        {
            "sha256": sha256,
            "url": url(sha256),
            "alt": _("Picture %(n)s of the listing") % {"n": place},
            "boxes": [box(n, each) for n, each in numbered if each.place == "picture" and each.picture == sha256],
        }
        for place, sha256 in enumerate(order, start=1)
    ]


def box(n: int, region: AnyRegion) -> dict[str, str | int]:
    sides = {name: f"{getattr(region, name) / 10:.1f}%" for name in ("x", "y", "width", "height")}
    return {"n": n, **sides, "note": region.note}


def parts(numbered: Iterable[tuple[int, AnyRegion]], place: str, text: str) -> list[dict[str, Any]]:
    """The text in pieces, marked or not; of a long one only what is near the marks. Of overlaps the first wins."""
    here = sorted(((r.start, r.end, n) for n, r in numbered if r.place == place), key=lambda each: each[0])
    pieces: list[dict[str, Any]] = []
    at = 0
    for start, end, n in here:
        start = max(start, at)
        if end <= start:
            continue
        pieces += [{"text": shortened(text[at:start], first=at == 0)}, {"text": text[start:end], "n": n}]
        at = end
    return [*pieces, {"text": shortened(text[at:], first=False, last=True)}]


def shortened(text: str, *, first: bool, last: bool = False) -> str:
    if len(text) <= 2 * AROUND:
        return text
    if first:
        return "…" + text[-AROUND:]
    return text[:AROUND] + "…" + ("" if last else text[-AROUND:])
