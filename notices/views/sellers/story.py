"""What happened in a case and what comes next, as its seller reads it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from notices import timeline
from notices.cases import Case
from notices.models import Timer
from notices.views.sellers import words
from notices.ways import Way

PAST = 3  # what happened last; the page of the full reasons has all of it
Facts = dict[str, Any]


def past(case: Case) -> list[Facts]:
    lines = timeline.of_claims(list(case.claims), "seller")[-PAST:]
    return [
        {
            "text": line.words,
            "tone": line.tone,
            "at": line.at,
            "style": "date",
            "detail": line.detail if line.step == "file_suit" else "",
        }
        for line in lines
    ]


def ahead(case: Case, ways: Sequence[Way], running: Mapping[str, Timer]) -> list[Facts]:
    """What comes next, in this state."""
    return [{"tone": "wait", "ahead": True, **line} for line in _ahead(case, ways, running)]


def _ahead(case: Case, ways: Sequence[Way], running: Mapping[str, Timer]) -> list[Facts]:
    if case.state == "countered" and (due := running.get("put_back")):
        text = _("Your listing comes back, unless the owner shows us a court case")
        return [{"text": text, "at": due.due_at, "style": "date", "tone": "ok"}]
    if case.state == "appealed_takedown":
        return [by_then(running.get("appeal_decide"))]
    if case.state == "mended":
        return [by_then(running.get("decide"))]
    if case.state == "in_court":
        return [{"text": _("The court decides; tell us how it ends")}]
    if case.closed:
        return []
    return [line for way in ways[:1] for line in _your_turn(way)]


def by_then(due: Timer | None) -> Facts:
    if due is None:
        return {"text": _("A person decides and tells you why")}
    return {"text": _("By this day we aim to decide and tell you why"), "at": due.due_at, "style": "date"}


def _your_turn(way: Way) -> list[Facts]:
    turn = {"text": _("Your turn to answer until"), "at": way.until, "style": "date"}
    if way.hearing:
        return [turn, {"text": _("Then a person decides and tells you why")}]
    if way.signed:
        text = _("After your answer the owner has some days to go to court. If not, your listing comes back")
        return [{"text": text}]
    return [turn, {"text": words.decided_then(way.regime)}]


def clocks(case: Case) -> dict[str, Timer]:
    """The running clocks of the case; of several with one name the one that ends first."""
    running = Timer.objects.filter(claim__in=case.claims, state=Timer.State.RUNNING).order_by("-due_at")
    return {timer.key: timer for timer in running}


def returns_on(running: Mapping[str, Timer]) -> datetime | None:
    return running["put_back"].due_at if "put_back" in running else None
