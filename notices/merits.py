"""What a deed must know of the merits: what was answered, whether it agrees, and what was decided before."""

from collections.abc import Mapping, Sequence
from typing import Any

from notices import precedents
from notices.actions.verdict import Verdict
from notices.models import Claim
from notices.procedure import UNDECIDED
from policy import checklists
from policy.house_rules import Lead


def weighed(claims: Sequence[Claim], verdict: Verdict, lead: Lead) -> dict[str, Any]:
    """The facts about the merits that the docket keeps and the guards read, for claims not decided before."""
    if claims[0].state not in UNDECIDED:
        return {}
    checklist = checklists.for_claim(claims[0].notice.claim_type)
    if checklist is None or not verdict.answers:
        return {}
    answers = {q.key: verdict.answers[q.key] for q in checklist.questions if verdict.answers.get(q.key)}
    against = checklists.contradiction(checklist, lead, answers)
    facts: dict[str, Any] = {"checklist": f"{checklist.code}/{checklist.version}", "answers": answers}
    return facts | ({"answers_against": against} if against else {})


def deviating(claims: Sequence[Claim], verdict: Verdict, lead: Lead) -> dict[int, Mapping[str, Any]]:
    """Claim → the earlier decisions from which this one deviates, if any, and whether the note says why."""
    if claims[0].state not in UNDECIDED:
        return {}
    explained = bool(verdict.private_note.strip())
    found = precedents.against(claims, upheld=lead is Lead.ON, reason=verdict.reason_code)
    return {pk: {"deviates_from": decisions, "explained": explained} for pk, decisions in found.items()}
