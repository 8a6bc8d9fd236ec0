"""The legal path that the portal picks: every regime, every kind of right, every state a seller can be in."""

from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from docket import clock
from notices import ways
from notices.cases import Case
from notices.models import Claim, Notice, Timer
from notices.procedure import CLAIM
from policy import regimes
from policy.paths import seller_path
from policy.types import CounterName, RightKind
from tests import cast
from tests.notices import stories

KINDS = [RightKind(each) for each in Notice.ClaimType.values]
# What each law calls it, and what the owner is told of the seller. The table that a lawyer checks.
NAMES = {
    "us-dmca-512": (CounterName.COUNTER_NOTICE, True),
    "cn-ecl": (CounterName.DECLARATION, True),
    "us-trademark-policy": (CounterName.ANSWER, False),
    "us-patent-policy": (CounterName.ANSWER, False),
    "uk-ecr": (CounterName.ANSWER, False),
    "eu-dsa": (CounterName.APPEAL, False),
    "default-policy": (CounterName.APPEAL, False),
}
GOVERNS = {
    ("US", "copyright"): "us-dmca-512",
    ("US", "trademark"): "us-trademark-policy",
    ("US", "counterfeit"): "us-trademark-policy",
    ("US", "patent"): "us-patent-policy",
    ("US", "design"): "us-patent-policy",
    **{("CN", kind.value): "cn-ecl" for kind in KINDS},
    **{("GB", kind.value): "uk-ecr" for kind in KINDS},
    **{("DE", kind.value): "eu-dsa" for kind in KINDS},
    **{("NO", kind.value): "eu-dsa" for kind in KINDS},
    **{("JP", kind.value): "default-policy" for kind in KINDS},
}
LEGAL = {CounterName.COUNTER_NOTICE, CounterName.DECLARATION}


@pytest.mark.parametrize(("market", "kind"), list(GOVERNS))
def test_the_law_follows_from_market_and_kind(market: str, kind: str) -> None:
    regime = regimes.regime_for(market=market, kind=kind)
    assert regime.code == GOVERNS[market, kind]
    path = seller_path(regime, kind)
    name, passed_on = NAMES[regime.code]
    assert (path.kind, path.identity_passed_on) == (name, passed_on)
    assert path.step == ("counter" if name in LEGAL else "appeal_takedown")
    assert (path.put_back is not None) == (name in LEGAL)


def test_the_table_is_whole() -> None:
    assert {each.code for each in regimes.all()} == set(NAMES)
    reached = {(regimes.regime_for(market=market, kind=kind).code, kind) for market, kind in GOVERNS}
    covered = {(r.code, k.value) for r, k in product(regimes.all(), KINDS) if k in r.kinds}
    assert reached == covered


def case_in(state: str, regime: Any, kind: str) -> Case:
    notice: Any = SimpleNamespace(claim_type=kind, pk=1, reference="N-00000000")
    claim: Any = SimpleNamespace(pk=1, state=state, regime=regime.code, notice_id=1)
    return Case(notice, [claim])


@pytest.mark.django_db
@pytest.mark.parametrize(("regime", "kind"), sorted({(code, kind) for (_, kind), code in GOVERNS.items()}))
def test_every_state_opens_its_own_ways(regime: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Heard first while nothing is decided; contested while hidden; nothing to answer anywhere else."""
    rules = regimes.get(regime)
    monkeypatch.setattr(ways, "_last_days", lambda claims: {})
    monkeypatch.setattr(ways, "_appealed", lambda claims: set())
    for state in CLAIM.states:
        found = ways.open_ways(case_in(state, rules, kind))
        expected = {"awaiting_seller": [ways.HEARING], "upheld": [str(NAMES[regime][0])]}.get(state, [])
        assert [str(way.kind) for way in found] == expected, state
        for way in found:
            assert way.paper == (state == "upheld" and regime == "us-dmca-512"), "only there is it a counter-notice"
            assert way.ordinary == (state == "upheld" and NAMES[regime][0] in LEGAL)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("market", "claim_type", "days"), [("DE", "copyright", 181), ("GB", "copyright", 30), ("US", "counterfeit", 30)]
)
def test_the_last_day_is_the_laws_or_our_own(market: str, claim_type: str, days: int) -> None:
    claims = stories.upheld(market=market, claim_type=claim_type)
    (way,) = ways.open_ways(Case(claims[0].notice, claims))
    assert way.until is not None
    assert days <= (way.until - clock.now()).days + 1 <= days + 6


@pytest.mark.django_db
def test_a_patent_is_heard_first_and_contested_after() -> None:
    claims = stories.awaiting_seller()
    (way,) = ways.open_ways(Case(claims[0].notice, claims))
    assert way.hearing and not way.declarations(ordinary=False)
    assert Timer.objects.filter(claim=claims[0], key="hear_seller", state="running").exists()


@pytest.mark.django_db
def test_two_laws_in_one_case_give_two_ways() -> None:
    from notices import actions

    reported = [cast.listing(7713001, market="US"), cast.listing(7713002, market="DE")]
    filing = cast.filing(reported, claim_type="copyright")
    claims = stories.taken_up(stories.claims_of(actions.submit(by=cast.mara().actor, filing=filing)))
    actions.uphold(by=cast.amina().actor, claims=claims, verdict=stories.COPIED)
    claims = stories.again(claims)
    found = ways.open_ways(Case(claims[0].notice, claims))
    assert [way.key for way in found] == ["counter_notice-us-dmca-512", "appeal-eu-dsa"]
    assert [[c.listing.market for c in way.claims] for way in found] == [["US"], ["DE"]]
    assert {type(c) for way in found for c in way.claims} == {Claim}
