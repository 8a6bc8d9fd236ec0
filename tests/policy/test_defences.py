"""What a seller can say: something for every kind of claim, in short words, with the proof that helps."""

import re

import pytest

from policy import defences, reasons
from policy.types import Defence, Side

CLAIM_TYPES = ["trademark", "counterfeit", "copyright", "patent", "design"]
EVERY = pytest.mark.parametrize("defence", defences.all(), ids=lambda each: each.code)
# Who may say what: the table that a lawyer checks.
OFFERED = {
    "counterfeit": "genuine authorised licence own_design different descriptive right_ended",
    "trademark": "genuine authorised licence own_design different prior_use lawful_use descriptive right_ended",
    "copyright": "genuine authorised licence own_design different prior_use lawful_use right_ended not_protectable",
    "design": "genuine authorised licence own_design different prior_use right_ended not_protectable",
    "patent": "genuine authorised licence own_design not_in_claim prior_use right_ended",
}


@pytest.mark.parametrize("claim_type", CLAIM_TYPES)
def test_each_kind_of_claim_has_its_defences_and_the_open_ones_last(claim_type: str) -> None:
    offered = [each.code for each in defences.for_claim(claim_type)]
    assert offered == [*OFFERED[claim_type].split(), "wrong_listing", "already_gone", "other"]


@EVERY
def test_words_are_short_and_blame_nobody(defence: Defence) -> None:
    for words in (defence.label, defence.hint, *defence.helps):
        assert len(words.split()) <= 16, words
        assert not re.search(r"infring|violat|guilty", words, re.IGNORECASE)
    assert 1 <= len(defence.helps) <= 3


@EVERY
def test_a_defence_leads_to_a_reason_for_keeping_the_listing_in_each_of_its_kinds(defence: Defence) -> None:
    for kind in defence.kinds:
        found = [reasons.get(code) for code in defences.reasons_for(defence.code, kind)]
        assert defence.code == "other" or found, (defence.code, kind)
        assert all(each.side is Side.REJECTED for each in found)


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(defences.UnknownDefence):
        defences.get("magic")
