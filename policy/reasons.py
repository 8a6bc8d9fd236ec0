"""The reason catalogue: one list for the form, the reviewer, the letters, the API and the public figures."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext

from policy.crosschecks import placeholders_in
from policy.load import book
from policy.types import Reason, RightKind, Side

# A name that ends in a full stop (Inc.) must not end its sentence twice.
TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")


class UnknownReason(LookupError):
    """No reason has this code."""


class MissingFact(ValueError):
    """A letter would have gone out with an empty place in it."""

    def __init__(self, code: str, names: list[str]) -> None:
        super().__init__(f"{code} needs {', '.join(names)}")
        self.code = code
        self.names = names


def get(code: str) -> Reason:
    try:
        return book().reasons[code]
    except KeyError:
        raise UnknownReason(code) from None


def all() -> list[Reason]:  # noqa: A001  read as reasons.all()
    return list(book().reasons.values())


def for_outcome(side: str, claim_type: str) -> list[Reason]:
    """The reasons a reviewer may choose from; for sending back, those that more information can cure."""
    wanted, kind = Side(side), RightKind(claim_type)
    return [
        each
        for each in all()
        if kind in each.kinds and (each.needs_info if wanted is Side.SEND_BACK else each.side is wanted)
    ]


def facts_needed(reason: Reason) -> frozenset[str]:
    """What the text mentions; the form asks for those the claim itself does not tell."""
    return placeholders_in(reason.text)


def render(reason: Reason, facts: Mapping[str, object]) -> str:
    return _filled(reason, reason.text, facts)


def render_cure(reason: Reason, facts: Mapping[str, object]) -> str:
    return _filled(reason, reason.cure, facts)


def _filled(reason: Reason, text: str, facts: Mapping[str, object]) -> str:
    missing = sorted(name for name in placeholders_in(text) if not _said(facts.get(name)))
    if missing:
        raise MissingFact(reason.code, missing)
    filled = gettext(text).format_map({name: _said(facts[name]) for name in placeholders_in(text)})
    return TWO_STOPS.sub(".", filled)


def _said(fact: object) -> str:
    """A fact in words: a list reads as a, b, c; nothing is an empty text."""
    if fact is None:
        return ""
    if isinstance(fact, (list, tuple, set, frozenset)):
        return ", ".join(filter(None, (_said(each) for each in fact)))
    return str(fact).strip()
