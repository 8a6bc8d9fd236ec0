"""When a second person must confirm."""

from dataclasses import replace

import pytest

from policy import weighty
from policy.load import book
from policy.weighty import WeighedFacts, why_weighty

LIGHT = WeighedFacts(claim_type="trademark")


def test_an_ordinary_claim_is_decided_by_one() -> None:
    assert why_weighty(LIGHT) == []


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(LIGHT, claim_type="patent"), "patent"),
        (replace(LIGHT, claim_type="design", registered=False), "unregistered_design"),
        (replace(LIGHT, listings=101), "many_listings"),
        (replace(LIGHT, competing_claims=True), "competing_claims"),
        (replace(LIGHT, regime_weighty=True), "regime"),
        (replace(LIGHT, filer_often_wrong=True), "filer_record"),
        (replace(LIGHT, tier="T0", listings=3), "low_tier"),
        (replace(LIGHT, deviates=True), "deviation"),
        (replace(LIGHT, account_measure=True), "account_measure"),
        (replace(LIGHT, decided_before=9, listings=51), "first_time_filer"),
    ],
)
def test_a_heavy_claim_says_why(facts: WeighedFacts, code: str) -> None:
    assert [rule.code for rule in weighty.rules_met(facts)] == [code]
    assert len(why_weighty(facts)) == 1


def test_a_hundred_listings_are_not_yet_many() -> None:
    assert why_weighty(replace(LIGHT, listings=100)) == []
    assert why_weighty(replace(LIGHT, listings=101)) == ["The notice names more than 100 listings."]


@pytest.mark.parametrize(
    "facts",
    [
        replace(LIGHT, decided_before=0, listings=50),  # it hides little
        replace(LIGHT, decided_before=10, listings=51),  # we know the filer
        replace(LIGHT, tier="T0", listings=2),
        replace(LIGHT, tier="T1", listings=3),
    ],
)
def test_a_new_filer_is_not_held_up_where_little_is_at_stake(facts: WeighedFacts) -> None:
    assert why_weighty(facts) == []


def test_a_rule_that_is_switched_off_weighs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = tuple(replace(rule, enabled=False) for rule in book().thresholds.weighty)
    off = replace(book(), thresholds=replace(book().thresholds, weighty=rules))
    monkeypatch.setattr(weighty, "book", lambda: off)

    assert why_weighty(replace(LIGHT, claim_type="patent", listings=101, deviates=True)) == []
    assert weighty.rule_for(weighty.Weight.REVERSAL) is None
    assert weighty.in_words(["patent", "gone"]) == ["Patent claims always need a second person."]
