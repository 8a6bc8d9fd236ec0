"""Whether two labels are the same, and what kind of error it is if not."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from notices.models import BlindCase, Decision, Label

EVERYWHERE = ["*"]
ERRORS: dict[str, Any] = {
    "false_positive": _("Hidden, and should have stayed"),
    "false_negative": _("Kept, and should have been hidden"),
    "wrong_action": _("Right, but hidden in the wrong countries"),
    "wrong_reason": _("Right outcome, wrong reason"),
    "technical": _("A slip of the tool, not of judgement"),
}


@dataclass(frozen=True)
class Said:
    """One label, whoever gave it."""

    outcome: str
    partly: bool
    reason_code: str


def first(case: BlindCase) -> Said:
    """What the second label is compared with: the decision, or what the seniors say of a known case."""
    if case.known is not None:
        known, was = case.known, of_decision(case.decision)
        return Said(known.outcome, was.partly and was.outcome == known.outcome, known.reason_code)
    return of_decision(case.decision)


def of_decision(decision: Decision) -> Said:
    return Said(decision.outcome, list(decision.territories) != EVERYWHERE, decision.reason_code)


def of_label(label: Label) -> Said:
    return Said(label.outcome, label.partly, label.reason_code)


def error_of(wrong: Said, right: Said) -> str:
    """The kind of error that one label is if the other is right; empty where they are the same."""
    if wrong.outcome != right.outcome:
        return "false_positive" if wrong.outcome == Decision.Outcome.UPHELD else "false_negative"
    if wrong.partly != right.partly:
        return "wrong_action"
    return "" if wrong.reason_code == right.reason_code else "wrong_reason"
