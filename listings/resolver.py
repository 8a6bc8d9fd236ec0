"""Finds listings in any text: links and ids are picked out, everything around them is passed over."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from django.conf import settings

from listings.models import Listing

# Links that do something else than lead to a page; never followed, never taken for a listing.
OTHER_SCHEMES = r"(?:javascript|vbscript|data|file|ftps?|blob|mailto|view-source):"
# A link ends at white space, a quote or an angle bracket, or where a separator is followed by the next link.
LINK = re.compile(
    rf"(?<![\w@.-])(?:{OTHER_SCHEMES}[^\s<>\"]+|(?:https?://|(?:[\w-]+\.)+[a-z]{{2,}}/)(?:(?![,;|]https?://)[^\s<>\"])+)",
    re.IGNORECASE,
)
AFTER_LISTING = frozenset({"", *"/?#&,;|"})
ENDINGS = ".,;:!?)]}'’”»|"
LONGEST_ID = 200  # a code host's ids are names: account/project

INVALID, ELSEWHERE, UNKNOWN, GONE = "invalid-url", "not-a-marketplace-url", "listing-not-found", "already-removed"


@dataclass(frozen=True)
class Pattern:
    """One way to write a listing, and how our id of it is made from the named groups."""

    regex: re.Pattern[str]
    external_id: str

    @classmethod
    def read(cls, entry: str) -> "Pattern":
        """From a line of settings: `regex => template`; the template may be left out."""
        regex, _, template = entry.partition(" => ")
        # ASCII: otherwise “ſ” would pass for “s” and a look-alike host for ours.
        return cls(re.compile(regex.strip(), re.IGNORECASE | re.ASCII), template.strip() or "{listing}")

    @property
    def is_link(self) -> bool:
        return self.regex.pattern.startswith("http")

    def id_from(self, match: re.Match[str]) -> str:
        return self.external_id.format(**match.groupdict())


@dataclass(frozen=True)
class Found:
    """A link or an id in a text: our id for it, or the problem; `same_as` is the line that named it first."""

    line: int
    text: str
    external_id: str = ""
    problem: str = ""
    same_as: int | None = None


@dataclass(frozen=True)
class Match:
    """What a reference stands for: a listing, or the problem with it; a listing that is gone has both."""

    text: str
    external_id: str = ""
    listing: Listing | None = None
    problem: str = ""


def patterns() -> tuple[Pattern, ...]:
    return read_patterns(tuple(settings.LISTING_PATTERNS))


@lru_cache(maxsize=4)
def read_patterns(entries: tuple[str, ...]) -> tuple[Pattern, ...]:
    return tuple(Pattern.read(entry) for entry in entries if entry.strip())


def find(text: str, ids: frozenset[str] = frozenset()) -> list[Found]:
    """Every link and every id, line by line; a repeated one says which line had it first.

    A line that is one of `ids` is that id, whatever it looks like.
    """
    first: dict[str, int] = {}
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        for each in [Found(number, line, line)] if line in ids else in_line(number, line):
            key = each.external_id or each.text
            found.append(replace(each, same_as=first.get(key)))
            first.setdefault(key, number)
    return found


def in_line(number: int, line: str) -> Iterator[Found]:
    """The links of a line, then the ids in what is left of it."""
    for link in LINK.finditer(line):
        text = link.group().rstrip(ENDINGS)
        external_id, problem = read_link(text)
        yield Found(number, text, external_id, problem)
    rest = LINK.sub(" ", line).strip()
    for pattern in patterns():
        if not pattern.is_link:
            yield from (Found(number, match.group(), pattern.id_from(match)) for match in pattern.regex.finditer(rest))


def read_link(link: str) -> tuple[str, str]:
    """Our id for a link, or why it has none. The whole host must be ours, with nothing before it."""
    if re.match(OTHER_SCHEMES, link, re.IGNORECASE):
        return "", INVALID
    address = link if re.match("https?://", link, re.IGNORECASE) else f"https://{link}"
    for pattern in patterns():
        match = pattern.regex.match(address) if pattern.is_link else None
        if match and address[match.end() : match.end() + 1] in AFTER_LISTING:
            return pattern.id_from(match), ""
    return "", ELSEWHERE


def resolve(found: Iterable[Found]) -> list[Match]:
    """The listings behind what was found, in one query whatever the number."""
    found = list(found)
    known = by_external_id({each.external_id for each in found if each.external_id})
    return [matched(each.text, each.external_id, each.problem, known) for each in found]


def resolve_many(texts: Sequence[str]) -> list[Match]:
    """One match a text, for callers that name each listing by itself: a link, an id as people write it, or our id."""
    return resolve(single(text) for text in texts)


def single(text: str) -> Found:
    found = next(iter(find(text)), None)
    if found is not None:
        return found
    plain = text.strip()
    if not plain or len(plain) > LONGEST_ID or re.search(r"\s", plain):
        return Found(1, text, problem=UNKNOWN)
    return Found(1, text, external_id=plain)


def by_external_id(ids: set[str]) -> dict[str, Listing]:
    if not ids:
        return {}
    rows = Listing.objects.filter(external_id__in=ids).select_related("seller")
    return {listing.external_id: listing for listing in rows}


def matched(text: str, external_id: str, problem: str, known: dict[str, Listing]) -> Match:
    listing = known.get(external_id)
    if not problem and listing is None:
        problem = UNKNOWN
    if listing is not None and listing.state == Listing.State.GONE:
        problem = GONE
    return Match(text, external_id, listing, problem)
