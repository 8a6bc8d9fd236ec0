"""How a claim's state reads to each audience: one machine state, four voices, one tone and icon."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from docket import moments

# The same people under the names that other modules use for them.
AUDIENCES = {
    "filer": "filer",
    "notifier": "filer",
    "owner": "filer",
    "seller": "seller",
    "reviewer": "reviewer",
    "senior": "reviewer",
    "operations": "reviewer",
    "admin": "reviewer",
    "staff": "reviewer",
    "public": "public",
}


@dataclass(frozen=True)
class Said:
    """A state in words, with the tone and icon of its tag."""

    tone: str
    icon: str
    text: str


@dataclass(frozen=True)
class Voices:
    """One state in four voices; an empty voice means that this audience is never told of the state."""

    tone: str
    icon: str
    filer: Any
    seller: Any
    reviewer: Any
    public: Any


STATES: Mapping[str, Voices] = {
    "draft": Voices("neutral", "pencil", lazy("Draft, not sent"), "", "", ""),
    "submitted": Voices("info", "tray", lazy("Received, being checked"), "", lazy("To decide"), lazy("Received")),
    "incomplete": Voices(
        "wait", "question", lazy("We need something from you"), "", lazy("Waiting for the filer"), lazy("In progress")
    ),
    "awaiting_seller": Voices(
        "wait",
        "clock",
        lazy("The seller may answer first"),
        lazy("A notice names your listing: you can answer before we decide"),
        lazy("Waiting for the seller"),
        lazy("In progress"),
    ),
    "paused": Voices(
        "wait",
        "clock",
        lazy("Paused: the agent's mandate ended"),
        lazy("On hold: nothing for you to do now"),
        lazy("Paused: the mandate ended"),
        lazy("In progress"),
    ),
    "escalated": Voices("work", "scales", lazy("With our legal team"), "", lazy("Legal"), lazy("In progress")),
    "held": Voices("work", "scales", lazy("A second person is looking"), "", lazy("Second look"), lazy("In progress")),
    "upheld": Voices(
        "stop", "stop", lazy("Removed"), lazy("Your listing is hidden"), lazy("Upheld"), lazy("Content removed")
    ),
    "mended": Voices(
        "work",
        "eye",
        lazy("Removed; the seller changed it"),
        lazy("We look at your changed listing"),
        lazy("Changed, to look at"),
        lazy("Content removed"),
    ),
    "rejected": Voices(
        "neutral",
        "cross",
        lazy("Not removed"),
        lazy("Your listing stays visible"),
        lazy("Not upheld"),
        lazy("No action"),
    ),
    "forwarded": Voices(
        "neutral",
        "tick",
        lazy("Passed on to the seller"),
        lazy("A notice about your listing was passed on to you"),
        lazy("Forwarded"),
        lazy("Closed"),
    ),
    "countered": Voices(
        "dispute",
        "scales",
        lazy("The seller answered"),
        lazy("We have your answer"),
        lazy("Counter-notice"),
        lazy("Disputed"),
    ),
    "in_court": Voices(
        "dispute",
        "scales",
        lazy("In court: the listing stays hidden"),
        lazy("In court: your listing stays hidden until that ends"),
        lazy("In court"),
        lazy("Disputed"),
    ),
    "appealed_takedown": Voices(
        "dispute",
        "scales",
        lazy("Under appeal"),
        lazy("Another person is looking again"),
        lazy("Appeal of the removal"),
        lazy("Under appeal"),
    ),
    "appealed_rejection": Voices(
        "dispute",
        "scales",
        lazy("Another person is looking again"),
        lazy("Your listing stays visible"),
        lazy("Appeal of the rejection"),
        lazy("Under appeal"),
    ),
    "restored": Voices(
        "ok",
        "tick",
        lazy("Listing is visible again"),
        lazy("Your listing is visible again"),
        lazy("Restored"),
        lazy("Restored"),
    ),
    "removed_for_good": Voices(
        "stop",
        "stop",
        lazy("Removed for good"),
        lazy("Your listing stays hidden"),
        lazy("Removed for good"),
        lazy("Content removed"),
    ),
    "retracted": Voices(
        "neutral",
        "arrow-back",
        lazy("You withdrew it"),
        lazy("The owner took the notice back"),
        lazy("Withdrawn"),
        lazy("Withdrawn"),
    ),
    "lapsed": Voices(
        "neutral",
        "clock",
        lazy("Ended: no answer came"),
        lazy("Your listing stays visible"),
        lazy("Lapsed"),
        lazy("No action"),
    ),
}


def of(state: str, audience: str, **facts: Any) -> Said:
    """The state for this audience. Facts make it exact: until, returns_on, countries, name, n and total."""
    voices = STATES[state]
    voice = AUDIENCES[audience]
    exact = EXACT.get((state, voice))
    words = (exact(facts) if exact else "") or str(getattr(voices, voice))
    return Said(voices.tone, voices.icon, words)


def of_notice(counts: Mapping[str, int], audience: str, **facts: Any) -> Said:
    """A whole notice in one tag, from how many of its claims are in which state."""
    present = {state: n for state, n in counts.items() if n}
    total = sum(present.values())
    if len(present) == 1:
        return of(next(iter(present)), audience, n=total, total=total, **facts)
    removed = sum(n for state, n in present.items() if STATES[state].tone == "stop")
    if present.keys() <= _DECIDED and removed:
        return Said("wait", "half", _("%(n)d of %(total)d removed") % {"n": removed, "total": total})
    # What still needs somebody speaks for the notice; the first in this order wins.
    state = next((each for each in _SPEAKS_FIRST if each in present), next(iter(present), "draft"))
    said = of(state, audience, n=present.get(state, 0), total=total, **facts)
    count = _("%(n)d of %(total)d: %(words)s") % {"n": present.get(state, 0), "total": total, "words": said.text}
    return Said(said.tone, said.icon, count) if said.text else said


_DECIDED = frozenset({"upheld", "rejected", "removed_for_good", "restored", "retracted", "lapsed", "forwarded"})
_SPEAKS_FIRST = (
    "incomplete",
    "paused",
    "countered",
    "appealed_takedown",
    "appealed_rejection",
    "submitted",
    "escalated",
    "awaiting_seller",
    "held",
    "in_court",
)


def _day(moment: Any) -> str:
    return moments.day(moment)


def _incomplete(facts: Mapping[str, Any]) -> str:
    until = facts.get("until")
    return _("We need something from you by %(day)s") % {"day": _day(until)} if until else ""


def _paused(facts: Mapping[str, Any]) -> str:
    until = facts.get("until")
    return _("Paused until %(day)s: the agent's mandate ended") % {"day": _day(until)} if until else ""


def _removed(facts: Mapping[str, Any]) -> str:
    if countries := _countries(facts):
        return _("Hidden in %(countries)s") % {"countries": countries}
    n, total = facts.get("n"), facts.get("total")
    if n and total and n < total:
        return _("%(n)d of %(total)d removed") % {"n": n, "total": total}
    return ngettext("Removed: %(n)d listing", "Removed: %(n)d listings", n) % {"n": n} if n else ""


def _hidden(facts: Mapping[str, Any]) -> str:
    if countries := _countries(facts):
        return _("Hidden in %(countries)s") % {"countries": countries}
    n = facts.get("n") or 0
    return _("%(n)d of your listings are hidden") % {"n": n} if n > 1 else ""


def _countries(facts: Mapping[str, Any]) -> str:
    countries = [code for code in facts.get("countries") or () if code != "*"]
    return ", ".join(countries)


def _answered(facts: Mapping[str, Any]) -> str:
    until = facts.get("returns_on")
    return _("Listing returns on %(day)s unless you tell us about court action") % {"day": _day(until)} if until else ""


def _returns(facts: Mapping[str, Any]) -> str:
    until = facts.get("returns_on")
    text = _("Your listing returns on %(day)s unless the owner goes to court")
    return text % {"day": _day(until)} if until else ""


def _in_hands(facts: Mapping[str, Any]) -> str:
    name = facts.get("name")
    return _("Held by %(name)s") % {"name": name} if name else ""


EXACT = {
    ("incomplete", "filer"): _incomplete,
    ("paused", "filer"): _paused,
    ("upheld", "filer"): _removed,
    ("upheld", "seller"): _hidden,
    ("upheld", "public"): lambda facts: _("Restricted in some countries") if _countries(facts) else "",
    ("countered", "filer"): _answered,
    ("countered", "seller"): _returns,
    ("submitted", "reviewer"): _in_hands,
}
