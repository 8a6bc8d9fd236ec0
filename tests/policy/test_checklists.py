"""The questions before a decision: where answers lead, and that a wrong table stops the start."""

from dataclasses import replace

import pytest

from policy import checklists, reasons
from policy.crosschecks import problems_in
from policy.house_rules import Lead
from policy.load import book
from policy.types import RightKind

KINDS = ["trademark", "counterfeit", "copyright", "patent", "design"]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_its_questions_and_every_clear_case_agrees_with_itself(kind: str) -> None:
    checklist = checklists.for_claim(kind)
    assert checklist is not None
    for side, lead in {"upheld": Lead.ON, "rejected": Lead.KEEP, "send_back": Lead.ASK}.items():
        for reason in reasons.for_outcome(side, kind):
            path = checklists.clear_path(checklist, lead, reason.code)
            assert not checklists.contradiction(checklist, lead, path), (reason.code, path)
            if lead is Lead.ON:
                assert set(path) == {question.key for question in checklist.questions}


def test_answers_lead_to_outcome_and_reason() -> None:
    checklist = checklists.for_claim("counterfeit")
    assert checklist is not None
    assert checklists.found(checklist, {"sign": "same"}) is None
    assert checklists.found(checklist, {"sign": "none"}) == checklists.Finding(Lead.KEEP, "M-05")
    shown = {"sign": "same", "allowed": "no", "use": "title"}
    assert checklists.found(checklist, shown) == checklists.Finding(Lead.ON, "TM-02")
    assert checklists.contradiction(checklist, Lead.KEEP, shown) == "use"
    assert checklists.contradiction(checklist, Lead.ON, {"allowed": "dealer"}) == "allowed"
    assert checklists.agreeing(checklist, Lead.ON, "TM-01", {"sign": "like"})["sign"] == "like"
    assert checklists.agreeing(checklist, Lead.ON, "TM-01", {"sign": "none"})["sign"] == "same"


def test_a_table_that_leads_nowhere_is_refused() -> None:
    rules = book()
    (first, *_) = rules.checklists.values()
    question = first.questions[0]
    astray = replace(question, answers=(replace(question.answers[0], reason="M-05"), *question.answers[1:]))
    wrong = replace(first, questions=(astray, *first.questions[1:]))
    said = [problem for where, problem in problems_in(replace(rules, checklists={wrong.code: wrong}))]
    assert "trademark.sign.same: M-05 does not fit" in said
    assert not [problem for where, problem in problems_in(rules)] and RightKind.PATENT
