"""A reason's words, written out for one claim, with a visible place for what only the reviewer knows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from notices.models import Claim
from notices.places import named
from policy import reasons
from policy.types import Reason

# What the reviewer still has to type, in square brackets so that nobody sends it by mistake.
ASKED: Mapping[str, Any] = {
    "goods": lazy("[which goods]"),
    "detail": lazy("[say exactly what]"),
    "missing": lazy("[what is missing]"),
    "reference": lazy("[number of the order or case]"),
    "until": lazy("[until when]"),
    "limit": lazy("[the limit]"),
    "office": lazy("[office]"),
    "number": lazy("[registration number]"),
    "mark": lazy("[name of the mark]"),
    "work": lazy("[name of the work]"),
    "right": lazy("[name of the right]"),
    "territory": lazy("[country]"),
}
SEALED_IN = "en"  # decisions are written, and kept, in English
NAMED = 3  # so many listings are named inside a sentence
BLANK = re.compile(r"\[[^\[\]]{1,80}\]")
RAW = re.compile(r"\{(?:" + "|".join([*ASKED, "listing", "owner"]) + r")\}")  # copied, and never filled


def facts_of(claim: Claim) -> dict[str, str]:
    """What the claim itself tells a reason; nothing of the filer's people."""
    notice, right = claim.notice, claim.notice.right
    return {
        "listing": str(claim.snapshot.content["title"]),
        "owner": notice.owner.name,
        "mark": notice.subject_title,
        "right": notice.subject_title,
        "work": str(notice.work.get("title", "")) or notice.subject_title,
        "office": right.office if right else "",
        "number": right.number if right else "",
        "territory": named([claim.listing.market]),
    }


def written(reason: Reason, claim: Claim, *, cure: bool = False) -> str:
    """The reason for this claim; brackets stand where the reviewer has something to say."""
    facts = {**facts_of(claim)}
    for name, blank in ASKED.items():
        facts[name] = facts.get(name) or str(blank)
    text = reasons.render(reason, facts)
    return f"{text} {reasons.render_cure(reason, facts)}" if cure and reason.cure else text


def blanks(text: str) -> list[str]:
    """The brackets, and names in braces, still waiting to be replaced."""
    ours = {str(blank) for blank in ASKED.values()}
    return [*(found for found in BLANK.findall(text) if found in ours), *RAW.findall(text)]


def for_many(text: str, claim: Claim) -> str:
    """The same words for several listings: what named one listing now says “this listing”."""
    quoted = f'"{claim.snapshot.content["title"]}"'
    named_as = _("listing")
    text = re.sub(rf"\b({named_as}) {re.escape(quoted)}", r"\1", text, flags=re.IGNORECASE)
    # Also without our quotes, as a macro may name it: nobody reads the title of somebody else's offer.
    return text.replace(quoted, _("this listing")).replace(claim.snapshot.content["title"], _("this listing"))


def retold(text: str, code: str, claims: Sequence[Claim]) -> str:
    """A decision's words for whoever reads now: the catalogue's own text in their language, all else as written.

    Nothing is kept: the sealed English words stay the record, and only words that are the catalogue's are told anew.
    """
    if not code or (get_language() or SEALED_IN).startswith(SEALED_IN):
        return text
    try:
        reason = reasons.get(code)
    except reasons.UnknownReason:
        return text
    with override(SEALED_IN):
        typed = _typed(text, reason, claims)
    return text if typed is None else reasons.render(reason, {**facts_of(claims[0]), **_titles(claims), **typed})


def _typed(text: str, reason: Reason, claims: Sequence[Claim]) -> dict[str, str] | None:
    """What the reviewer filled in, if these are the catalogue's words; None if they are not."""
    for pattern in _patterns(reason, claims):
        if found := pattern.fullmatch(" ".join(text.split())):
            return found.groupdict()
    return None


def _patterns(reason: Reason, claims: Sequence[Claim]) -> Iterator[re.Pattern[str]]:
    """The English text for one listing, for "this listing", and for all of them by name."""
    facts = {name: f"\ue000{name}\ue001" for name in ASKED} | {k: v for k, v in facts_of(claims[0]).items() if v}
    one = reasons.render(reason, facts)
    every = reasons.render(reason, {**facts, "listing": ", ".join(title_of(claim) for claim in claims)})
    for words in dict.fromkeys((one, for_many(one, claims[0]), every)):
        pattern = re.escape(" ".join(words.split()))
        for name in ASKED:
            place = re.escape(f"\ue000{name}\ue001")
            pattern = pattern.replace(place, f"(?P<{name}>.+?)", 1).replace(place, f"(?P={name})")
        yield re.compile(pattern)


def title_of(claim: Claim) -> str:
    return str(claim.snapshot.content["title"])


def _titles(claims: Sequence[Claim]) -> dict[str, str]:
    more = " …" if len(claims) > NAMED else ""
    return {"listing": ", ".join(title_of(claim) for claim in claims[:NAMED]) + more}
