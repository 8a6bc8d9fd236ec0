"""When one reviewer is not enough."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from policy.house_rules import Weight, WeightyRule
from policy.load import book
from policy.types import RightKind


@dataclass(frozen=True, kw_only=True)
class WeighedFacts:
    """What a claim's weight depends on; `listings` is how many its notice names."""

    claim_type: str
    listings: int = 1
    registered: bool = True
    decided_before: int | None = None  # claims of this filer; None: not asked, for no rule wants to know
    competing_claims: bool = False
    regime_weighty: bool = False
    filer_often_wrong: bool = False
    tier: str = ""
    deviates: bool = False
    account_measure: bool = False


def why_weighty(facts: WeighedFacts) -> list[str]:
    """Why a second person must confirm, in words; empty when one reviewer may decide alone."""
    return [said(rule) for rule in rules_met(facts)]


def rules_met(facts: WeighedFacts) -> list[WeightyRule]:
    return [rule for rule in book().thresholds.weighty if rule.enabled and _met(rule, facts)]


def in_words(codes: Iterable[str]) -> list[str]:
    """What the docket kept as codes, in words; a rule that is gone says nothing."""
    known = {str(rule.code): rule for rule in book().thresholds.weighty}
    return [said(known[code]) for code in codes if code in known]


def said(rule: WeightyRule) -> str:
    return gettext(rule.says).format(limit=rule.more_than)


def rule_for(code: Weight) -> WeightyRule | None:
    """This rule if it is switched on."""
    return next((rule for rule in book().thresholds.weighty if rule.code is code and rule.enabled), None)


def _met(rule: WeightyRule, facts: WeighedFacts) -> bool:
    many = rule.more_than is None or facts.listings > rule.more_than
    known = rule.decided_below is None or facts.decided_before is None or facts.decided_before >= rule.decided_below
    return {
        Weight.REGIME: facts.regime_weighty,
        Weight.PATENT: facts.claim_type in (RightKind.PATENT, RightKind.UTILITY_MODEL),
        Weight.UNREGISTERED_DESIGN: facts.claim_type == RightKind.DESIGN and not facts.registered,
        Weight.MANY_LISTINGS: many,
        Weight.FIRST_TIME_FILER: many and not known,
        Weight.COMPETING_CLAIMS: facts.competing_claims,
        Weight.FILER_RECORD: facts.filer_often_wrong,
        Weight.LOW_TIER: many and facts.tier in rule.tiers,
        Weight.DEVIATION: facts.deviates,
        Weight.ACCOUNT_MEASURE: facts.account_measure,
        Weight.REVERSAL: False,  # asked where a removal is undone (notices/actions/reverse.py)
    }[rule.code]
