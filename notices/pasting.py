"""Checks a pasted list of listings: what is ready, what is left out, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Organisation
from listings import resolver
from listings.models import Listing
from listings.resolver import ELSEWHERE, GONE, INVALID, Found, Match
from notices import allowed, earlier
from notices.checks_strip import covers
from notices.earlier import Earlier
from notices.places import named
from rights.models import AllowedSeller, IPRight

READY = {"ok", "info", "wait"}  # tones of lines that can be reported; all but the first want a look


@dataclass(frozen=True)
class Line:
    """One link or id of the paste, with the result of looking it up; fields as components/paste_result.html reads."""

    number: int
    text: str
    title: str
    result: str
    tone: str
    icon: str
    detail: str = ""
    listing: Listing | None = None
    ready: bool = False

    @property
    def action(self) -> str:
        return _("Remove")

    @property
    def action_value(self) -> str:
        return f"{self.number} {self.text}"


@dataclass(frozen=True)
class Before:
    """What happened to these listings already, by their keys: on one's own notices, and on anybody's."""

    own: Mapping[int, Earlier]
    hidden: set[int]


@dataclass(frozen=True)
class Checked:
    """The whole paste, checked."""

    lines: list[Line] = field(default_factory=list)

    @property
    def ready(self) -> list[Listing]:
        return [line.listing for line in self.lines if line.ready and line.listing is not None]

    @property
    def left_out(self) -> int:
        return sum(not line.ready for line in self.lines)

    @property
    def clean(self) -> bool:
        """Nothing to think about: every line is ready, and new."""
        return bool(self.lines) and all(line.ready and line.tone == "ok" for line in self.lines)


def check(
    text: str,
    *,
    filer: Organisation,
    owner: Organisation,
    right: IPRight | None = None,
    picked: frozenset[str] = frozenset(),
) -> Checked:
    """Look up every link and id of this text. Four queries, however long it is."""
    found = resolver.find(text, picked)
    matches = resolver.resolve(found)
    known = [m.listing for m in matches if m.listing is not None]
    before = Before(earlier.own(known, owner=owner, right=right), earlier.hidden(known))
    own = {filer.pk, owner.pk}
    reach = right.territories if right is not None else []
    on_list = allowed.known(right, known)
    lines = [line(f, m, own, before, reach, on_list) for f, m in zip(found, matches, strict=True)]
    return Checked(sorted([*lines, *passed_over(text, found)], key=lambda each: each.number) if lines else [])


def passed_over(text: str, found: Iterable[Found]) -> list[Line]:
    """The lines in which nothing was found, so that none is left out unseen."""
    seen = {each.line for each in found}
    rest = ((n, each.strip()) for n, each in enumerate(text.splitlines(), start=1) if n not in seen)
    return [Line(n, said, said[:120], _("No link or number in it"), "neutral", "half") for n, said in rest if said]


def beyond(listing: Listing | None, reach: Sequence[str]) -> str:
    """A warning, never a bar: a reviewer sees it too."""
    if listing is None or covers(reach, listing.market):
        return ""
    return _("your right does not reach %(country)s, where this is sold") % {"country": named([listing.market])}


def line(
    found: Found,
    match: Match,
    own: set[int],
    before: Before,
    reach: Sequence[str],
    on_list: Mapping[int, AllowedSeller] = MappingProxyType({}),
) -> Line:
    listing = match.listing
    tone, icon, result = verdict(found, match, own, before)
    if listing is not None and listing.pk in on_list and tone in {"ok", "info"}:
        tone, icon, result = "wait", "warning", _("One of your authorised sellers")
    notice = before.own[listing.pk].reference if listing and listing.pk in before.own and tone in READY else ""
    return Line(
        number=found.line,
        text=found.text,
        title=listing.title if listing else found.text,
        detail=" · ".join(filter(None, [described(listing) if listing else "", notice, beyond(listing, reach)])),
        result=result,
        tone=tone,
        icon=icon,
        listing=listing,
        ready=tone in READY,
    )


def verdict(found: Found, match: Match, own: set[int], before: Before) -> tuple[str, str, str]:
    """Tone, icon and words for one line; those in READY can be reported."""
    listing = match.listing
    if found.same_as is not None:
        return "neutral", "half", _("Same as line %(line)s") % {"line": found.same_as}
    if match.problem == INVALID:
        return "stop", "cross", _("Not a link we can use")
    if match.problem == ELSEWHERE:
        return "stop", "cross", _("Not on %(name)s") % {"name": settings.MARKETPLACE_NAME}
    if match.problem == GONE:
        return "neutral", "half", _("Already gone")
    if listing is None:
        return "stop", "cross", _("No such listing")
    if listing.seller.organisation_id in own:
        return "stop", "cross", _("A listing of your own shop")
    if known := said_before(listing, before):
        return "info", "tray", known
    return "ok", "tick", _("Ready")


def said_before(listing: Listing, before: Before) -> str:
    """What one's own notice did or still asks; of a notice of others only that the listing is hidden."""
    if mine := before.own.get(listing.pk):
        if mine.removed_at:
            return _("Removed on your notice, %(day)s") % {"day": day(mine.removed_at)}
        return _("Reported by you on %(day)s") % {"day": day(mine.received_at)}
    return _("Already removed") if listing.pk in before.hidden else ""


def day(moment: datetime) -> str:
    return date_format(moment, "j M", use_l10n=False)


def described(listing: Listing) -> str:
    """Nordic Mugs · EUR 39 · DE."""
    amount = "" if listing.price is None else f"{Decimal(listing.price):.2f}".removesuffix(".00")
    price = f"{listing.currency} {amount}".strip() if amount else ""
    return " · ".join(filter(None, [listing.seller.name, price, listing.market]))


def with_more(text: str, ids: Iterable[str]) -> str:
    """The paste with these ids as lines of their own at its end."""
    lines = [line for line in text.splitlines() if line.strip()]
    return "\n".join([*lines, *(each for each in ids if each not in lines)])


def without(text: str, number: int, part: str) -> str:
    """The paste with this part of this line taken out; a line that held nothing else goes."""
    lines = text.splitlines()
    if 1 <= number <= len(lines):
        lines[number - 1] = lines[number - 1].replace(part, "", 1)
        if not lines[number - 1].strip(" \t,;|"):
            del lines[number - 1]
    return "\n".join(lines)
