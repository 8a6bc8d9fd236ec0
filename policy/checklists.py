"""What a reviewer answers before deciding: where answers lead, which reason they choose, what contradicts them."""

from collections.abc import Mapping
from dataclasses import dataclass

from policy.house_rules import Answer, Checklist, Lead, Question
from policy.load import book
from policy.types import RightKind

Answers = Mapping[str, str]


@dataclass(frozen=True)
class Finding:
    """Where a set of answers leads, and the reason that they choose; empty if they leave that open."""

    lead: Lead
    reason: str = ""


def for_claim(claim_type: str) -> Checklist | None:
    """The questions for a claim of this type."""
    kind = RightKind(claim_type)
    return next((each for each in book().checklists.values() if kind in each.kinds), None)


def found(checklist: Checklist, answers: Answers) -> Finding | None:
    """The first answer that does not lead on decides; None while a question before it is open."""
    reason = ""
    for question in checklist.questions:
        answer = question.answer(answers.get(question.key, ""))
        if answer is None:
            return None
        if answer.leads is not Lead.ON:
            return Finding(answer.leads, answer.reason)
        reason = answer.reason or reason
    return Finding(Lead.ON, reason)


def clear_path(checklist: Checklist, lead: Lead, reason: str = "") -> dict[str, str]:
    """The answers of a clear case that ends so, for this reason; none if its reason is not about the merits."""
    path: dict[str, str] = {}
    for question in checklist.questions:
        ends = _ending(question, lead, reason)
        if ends is not None:
            return {**path, question.key: ends.value}
        path[question.key] = _going_on(question, reason).value
    return path if lead is Lead.ON else {}


def agreeing(checklist: Checklist, lead: Lead, reason: str, answers: Answers) -> dict[str, str]:
    """What was answered, with the rest as in a clear case; where it leads elsewhere, the clear case alone."""
    path = clear_path(checklist, lead, reason)
    merged = {**path, **{key: value for key, value in answers.items() if value and key in path}}
    led = found(checklist, merged)
    return merged if led is None or (led.lead is lead and led.reason in {"", reason}) else path


def contradiction(checklist: Checklist, lead: Lead, answers: Answers) -> str:
    """The key of the question whose answer leads elsewhere; empty if none does."""
    for question in checklist.questions:
        answer = question.answer(answers.get(question.key, ""))
        if answer is not None and answer.leads not in {Lead.ON, lead}:
            return question.key
        if answer is not None and answer.leads is lead and lead is not Lead.ON:
            return ""
    led = found(checklist, answers)
    return checklist.questions[-1].key if led is not None and led.lead is not lead else ""


def _ending(question: Question, lead: Lead, reason: str) -> Answer | None:
    """The answer that ends the questions here with this reason."""
    if lead is Lead.ON:
        return None
    return next((each for each in question.answers if each.leads is lead and each.reason == reason), None)


def _going_on(question: Question, reason: str) -> Answer:
    on = [each for each in question.answers if each.leads is Lead.ON]
    return next((each for each in on if each.reason == reason), on[0])
