"""A listing as it was sealed against the listing as it is now, word by word, for everyone who may see the claim."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import Listing
from listings.snapshots import content_of
from notices.comparing import FIELDS, words
from notices.models import Claim

MOST_WORDS = 1_500  # longer texts are marked as a whole: comparing them word by word takes too long
PIECE = re.compile(r"\s+|\w+|[^\w\s]")
Part = tuple[str, bool]  # some text, and whether it is only on this side


def of(claim: Claim, url: Callable[[str], str]) -> dict[str, Any]:
    """What components/then_now.html shows. `url` makes the address of a picture for this reader."""
    sealed, now = claim.snapshot.content, content_of(claim.listing)
    rows = [row(key, sealed.get(key), now.get(key)) for key in FIELDS if key != "images"]
    pictures = pictures_of(sealed, now, url)
    changed = sum(each["changed"] for each in rows) + any(each["only"] for each in pictures)
    return {
        "title": sealed["title"],
        "sealed_at": claim.snapshot.taken_at,
        "intact": claim.snapshot.intact,
        "seal": claim.snapshot.sha256,
        "gone": claim.listing.state == Listing.State.GONE,
        "rows": sorted((each for each in rows if each["then"] or each["now"]), key=lambda each: not each["changed"]),
        "pictures": pictures,
        "verdict": verdict(changed),
        "changed": bool(changed),
    }


def verdict(changed: int) -> str:
    if not changed:
        return _("Nothing has changed since the notice arrived.")
    text = ngettext("%(n)d thing has changed since the notice arrived.", "%(n)d things have changed.", changed)
    return text % {"n": changed}


def row(key: str, then: Any, now: Any) -> dict[str, Any]:
    before, after = words(key, then), words(key, now)
    changed = before != after
    left, right = compared(before, after) if changed else ([(before, False)], [(after, False)])
    return {
        "name": FIELDS[key],
        "changed": changed,
        "then": [part for part in left if part[0]],
        "now": [part for part in right if part[0]],
    }


def compared(before: str, after: str) -> tuple[list[Part], list[Part]]:
    """Both texts in parts, each marked if the other text does not have it."""
    left, right = PIECE.findall(before), PIECE.findall(after)
    if max(len(left), len(right)) > MOST_WORDS:
        return [(before, True)], [(after, True)]
    steps = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return (
        [("".join(left[start:end]), kind != "equal") for kind, start, end, _a, _b in steps],
        [("".join(right[start:end]), kind != "equal") for kind, _a, _b, start, end in steps],
    )


def pictures_of(sealed: Mapping[str, Any], now: Mapping[str, Any], url: Callable[[str], str]) -> list[dict[str, Any]]:
    """Each picture once: shown then and now, only then, or only now."""
    then, current = hashes(sealed), hashes(now)
    return [
        {"url": url(sha256), "n": n, "only": "" if sha256 in then and sha256 in current else side(sha256, then)}
        for n, sha256 in enumerate(dict.fromkeys([*then, *current]), 1)
    ]


def side(sha256: str, then: Sequence[str]) -> str:
    return "then" if sha256 in then else "now"


def hashes(content: Mapping[str, Any]) -> list[str]:
    return [each["sha256"] for each in content.get("images") or []]


def around(claims: Sequence[Claim], wanted: str) -> tuple[Claim | None, Claim | None, Claim | None]:
    """The claim on the listing with this id (the first one if none is named), and its neighbours."""
    found = next((n for n, claim in enumerate(claims) if wanted in {"", claim.listing.external_id}), None)
    if found is None:
        return None, None, None
    near = dict(enumerate(claims))
    return near.get(found - 1), claims[found], near.get(found + 1)


def marked(parts: Sequence[Part]) -> Iterator[str]:
    """Only what is on this side alone; for tests and for reading aloud."""
    return (text for text, alone in parts if alone and text.strip())
