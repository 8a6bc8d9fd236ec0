"""Macros at work: which can be inserted, their words for one claim, and the version kept with what was sent."""

import re
import string
from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from docket.models import Entry
from listings.models import Seller
from notices import reasoning
from notices.models import Claim, MacroUse, MacroVersion, Notice

MOST = 200  # offered in one menu
MOST_USED = 10  # versions that one text can have begun as
NAMES = frozenset({*reasoning.ASKED, "listing", "owner"})
BRACES = re.compile(r"[{}]")


def faults(text: str) -> list[str]:
    """The placeholders that nothing could fill; a brace that stands alone is one, too."""
    try:
        parsed = list(string.Formatter().parse(text))
    except ValueError:
        return BRACES.findall(text)[:1]
    found = [
        f"{{{name}}}" for _text, name, spec, turned in parsed if name is not None and not _plain(name, spec, turned)
    ]
    return list(dict.fromkeys(found))


def _plain(name: str, spec: str | None, turned: str | None) -> bool:
    return name in NAMES and not spec and not turned


def offered(claim_type: str, uses: Iterable[str] = ()) -> "QuerySet[MacroVersion]":
    """What can be inserted in a case of this kind, by name and language. One query."""
    rows = MacroVersion.objects.filter(state="published").filter(Q(macro__claim_type__in=["", claim_type]))
    rows = rows.filter(macro__use__in=list(uses)) if uses else rows
    return rows.select_related("macro").order_by("macro__use", "macro__name", "language")[:MOST]


def asked_for(pk: str) -> MacroVersion | None:
    """The published version that a menu named."""
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        return None
    return MacroVersion.objects.select_related("macro").filter(pk=int(pk), state="published").first()


def written(version: MacroVersion, claim: Claim) -> str:
    """Its words for this claim; brackets stand where the reviewer has something to say."""
    facts = reasoning.facts_of(claim)
    for name, blank in reasoning.ASKED.items():
        facts[name] = facts.get(name) or str(blank)
    return version.text.format_map(facts)


def inserted(text: str, words: str, *, untouched: bool) -> str:
    """After what was typed; in the place of words that nobody has touched."""
    return words if untouched or not text.strip() else f"{text.rstrip()}\n\n{words}"


def read_used(told: str) -> list[int]:
    """The versions that a form says it began with, written 12,13."""
    pks = [int(each) for each in told.split(",") if each.isascii() and each.isdecimal() and len(each) < 19]
    return list(dict.fromkeys(pks))[:MOST_USED]


def more_used(told: str, version: MacroVersion) -> str:
    return ",".join(map(str, dict.fromkeys([*read_used(told), version.pk])))


def named(pks: Sequence[int]) -> list[str]:
    """The versions as the docket names them: macro, language, number."""
    rows = MacroVersion.objects.filter(pk__in=pks).order_by("pk")
    return [f"{v.macro.public_id}/{v.language}/{v.number}" for v in rows.select_related("macro")] if pks else []


def keep(pks: Sequence[int], entry: Entry) -> None:
    """What was sent with this deed began as these versions."""
    if pks:
        known = MacroVersion.objects.filter(pk__in=pks).values_list("pk", flat=True)
        MacroUse.objects.bulk_create((MacroUse(version_id=pk, entry=entry) for pk in known), ignore_conflicts=True)


def first_claim(notice: Notice, seller: Seller | None) -> Claim:
    """What a talk is about: for a shop only ever a listing of its own."""
    rows = Claim.objects.select_related("notice__right", "notice__owner", "snapshot", "listing").filter(notice=notice)
    return (rows if seller is None else rows.filter(seller=seller)).order_by("ordinal")[0]
