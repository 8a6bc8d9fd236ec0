"""The questions before a decision: answers choose outcome and reason, a chosen outcome answers what it affirms."""

from collections.abc import Mapping
from typing import Any

from notices.models import Claim
from notices.procedure import UNDECIDED
from notices.views.reviewers.bench import CHOICE, LEADS, Outcome
from policy import checklists
from policy.house_rules import Checklist

PREFIX = "q_"


def checklist_of(claim: Claim) -> Checklist | None:
    """The questions about a claim that nobody has decided yet."""
    return checklists.for_claim(claim.notice.claim_type) if claim.state in UNDECIDED else None


def given(checklist: Checklist, typed: Mapping[str, Any]) -> dict[str, str]:
    answers = {q.key: str(typed.get(PREFIX + q.key) or "") for q in checklist.questions}
    return {key: value for key, value in answers.items() if value}


def settled(claim: Claim, outcomes: list[Outcome], typed: dict[str, Any], changed: str) -> dict[str, Any]:
    """What was typed, with answers, outcome and reason brought to agree: what was changed last leads."""
    checklist = checklist_of(claim)
    if checklist is None:
        return typed
    chosen = next((o for o in outcomes if o.value == typed.get("outcome")), None)
    if changed.startswith(PREFIX) or chosen is None:
        return _by_answers(checklist, chosen, typed)
    lead = LEADS.get(chosen.side)
    if lead is None:
        return typed
    answers = checklists.agreeing(checklist, lead, str(typed.get("reason", "")), given(checklist, typed))
    return typed | fields(checklist, answers)


def _by_answers(checklist: Checklist, chosen: Outcome | None, typed: dict[str, Any]) -> dict[str, Any]:
    found = checklists.found(checklist, given(checklist, typed))
    if found is None:
        return typed
    keeps = chosen is not None and LEADS.get(chosen.side) is found.lead
    outcome = {} if keeps else {"outcome": CHOICE[found.lead]}
    return typed | outcome | ({"reason": found.reason} if found.reason else {})


def fields(checklist: Checklist, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers under the names of the form's fields; what was not answered is empty."""
    return {PREFIX + q.key: answers.get(q.key, "") for q in checklist.questions}


def answered(claim: Claim, typed: Mapping[str, Any]) -> bool:
    """Whether the merits are looked at, so that the record of the parties may be shown."""
    checklist = checklist_of(claim)
    if checklist is None or typed.get("outcome"):
        return True
    return checklists.found(checklist, given(checklist, typed)) is not None
