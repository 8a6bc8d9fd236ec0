"""When one reviewer is not enough."""

from dataclasses import dataclass

from django.utils.translation import gettext

from policy.house_rules import Weight, WeightyRule
from policy.load import book
from policy.types import RightKind


@dataclass(frozen=True, kw_only=True)
class WeighedFacts:
    """What a claim's weight depends on."""

    claim_type: str
    listings: int = 1
    registered: bool = True
    first_time_filer: bool = False
    competing_claims: bool = False
    regime_weighty: bool = False
    filer_often_wrong: bool = False


def why_weighty(facts: WeighedFacts) -> list[str]:
    """Why a second person must confirm, in words; empty when one reviewer may decide alone."""
    return [gettext(rule.says).format(limit=rule.more_than) for rule in rules_met(facts)]


def rules_met(facts: WeighedFacts) -> list[WeightyRule]:
    return [rule for rule in book().thresholds.weighty if rule.enabled and _met(rule, facts)]


def _met(rule: WeightyRule, facts: WeighedFacts) -> bool:
    return {
        Weight.REGIME: facts.regime_weighty,
        Weight.PATENT: facts.claim_type in (RightKind.PATENT, RightKind.UTILITY_MODEL),
        Weight.UNREGISTERED_DESIGN: facts.claim_type == RightKind.DESIGN and not facts.registered,
        Weight.MANY_LISTINGS: rule.more_than is not None and facts.listings > rule.more_than,
        Weight.FIRST_TIME_FILER: facts.first_time_filer,
        Weight.COMPETING_CLAIMS: facts.competing_claims,
        Weight.FILER_RECORD: facts.filer_often_wrong,
    }[rule.code]
