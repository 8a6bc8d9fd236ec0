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
    ],
)
def test_a_heavy_claim_says_why(facts: WeighedFacts, code: str) -> None:
    assert [rule.code for rule in weighty.rules_met(facts)] == [code]
    assert len(why_weighty(facts)) == 1


def test_a_hundred_listings_are_not_yet_many() -> None:
    assert why_weighty(replace(LIGHT, listings=100)) == []
    assert why_weighty(replace(LIGHT, listings=101)) == ["The notice names more than 100 listings."]


def test_the_first_notice_of_a_filer_counts_only_when_switched_on(monkeypatch: pytest.MonkeyPatch) -> None:
    first = replace(LIGHT, first_time_filer=True)
    assert why_weighty(first) == []

    rules = tuple(replace(rule, enabled=True) for rule in book().thresholds.weighty)
    on = replace(book(), thresholds=replace(book().thresholds, weighty=rules))
    monkeypatch.setattr(weighty, "book", lambda: on)

    assert why_weighty(first) == ["It is the first notice of this filer."]
