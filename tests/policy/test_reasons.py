"""The reason catalogue: complete, kind, and never with an empty place."""

import re

import pytest

from policy import reasons
from policy.crosschecks import FROM_CLAIM, TYPED
from policy.load import book
from policy.types import Reason

CLAIM_TYPES = ["trademark", "counterfeit", "copyright", "patent", "design"]
FACTS = {name: f"<{name}>" for name in FROM_CLAIM | TYPED}
EVERY = pytest.mark.parametrize("reason", reasons.all(), ids=lambda each: each.code)

CODES = {
    "TM": 8,
    "CR": 5,
    "PT": 3,
    "DS": 3,
    "X": 4,
    "F": 11,
    "R": 9,
    "M": 12,
    "L": 7,
    "A": 6,
}


def test_the_catalogue_is_complete() -> None:
    wanted = {f"{group}-{n:02}" for group, count in CODES.items() for n in range(1, count + 1)}

    assert {each.code for each in reasons.all()} == wanted


@EVERY
def test_every_reason_renders_when_all_is_known(reason: Reason) -> None:
    text = reasons.render(reason, FACTS)
    cure = reasons.render_cure(reason, FACTS)

    assert text.endswith((".", "?"))
    assert cure.endswith(".")
    assert "{" not in text + cure


@EVERY
def test_an_empty_place_is_refused(reason: Reason) -> None:
    for name in reasons.facts_needed(reason):
        for nothing in (None, "", "  ", []):
            with pytest.raises(reasons.MissingFact) as refusal:
                reasons.render(reason, {**FACTS, name: nothing})
            assert refusal.value.names == [name]


@EVERY
def test_no_reason_calls_people_names(reason: Reason) -> None:
    said = f"{reason.title} {reason.text} {reason.cure}".lower()

    assert not re.search(r"infring|violat|offend|strike|guilt|crimin|illegal", said)


@EVERY
def test_sentences_are_short(reason: Reason) -> None:
    for sentence in re.split(r"(?<=[.?:])\s", f"{reason.text} {reason.cure}"):
        assert len(sentence.split()) <= 28, sentence


@EVERY
def test_titles_are_short(reason: Reason) -> None:
    assert len(reason.title) <= 70
    assert not reason.title.endswith(".")


def test_a_list_of_facts_reads_as_a_list() -> None:
    text = reasons.render(reasons.get("R-03"), {**FACTS, "territory": ["DE", "FR"]})

    assert "DE, FR" in text


def test_a_brace_in_a_fact_is_only_text() -> None:
    assert "{owner}" in reasons.render(reasons.get("F-06"), {"listing": "Lamp {owner}"})


@pytest.mark.parametrize("kind", CLAIM_TYPES)
def test_every_claim_can_be_decided_either_way_or_sent_back(kind: str) -> None:
    for side in ("upheld", "rejected", "send_back"):
        found = reasons.for_outcome(side, kind)
        assert found
        assert all(kind in each.kinds for each in found)


def test_a_copyright_claim_is_not_upheld_for_a_trademark_reason() -> None:
    groups = {each.group for each in reasons.for_outcome("upheld", "copyright")}

    assert groups == {"copyright", "any"}


def test_sending_back_offers_only_what_the_filer_can_add() -> None:
    for each in reasons.for_outcome("send_back", "trademark"):
        assert each.needs_info
        assert each.refile


def test_points_follow_the_ladder() -> None:
    points = {code: reasons.get(code).points for code in ("CR-03", "TM-02", "TM-04", "CR-02", "PT-01", "TM-01", "X-04")}

    assert points == {"CR-03": 2, "TM-02": 3, "TM-04": 4, "CR-02": 6, "PT-01": 6, "TM-01": 16, "X-04": 24}
    assert book().ladder.severities["counterfeit"].days == 365


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(reasons.UnknownReason):
        reasons.get("ZZ-01")
