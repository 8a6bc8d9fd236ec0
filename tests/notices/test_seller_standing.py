"""A seller's record follows from what was decided, and from what was undone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notices import actions, queues
from notices.models import Claim
from notices.standing import sellers
from tests import cast
from tests.notices import stories

pytestmark = pytest.mark.django_db
PRINTED = actions.Verdict("CR-02", "The mug carries the owner's print.")


def printed(number: int) -> list[Claim]:
    """A print on goods, upheld: six points."""
    filing = cast.filing([cast.listing(number)], claim_type="copyright")
    claims = stories.taken_up(stories.claims_of(actions.submit(by=cast.mara().actor, filing=filing)))
    actions.uphold(by=cast.amina().actor, claims=claims, verdict=PRINTED)
    return stories.again(claims)


def standing() -> sellers.Standing:
    return sellers.of(cast.shop_of(cast.nils()))


def test_a_shop_nobody_decided_against_has_no_points() -> None:
    stories.rejected()
    stories.held()
    assert (standing().record.points, standing().findings) == (0, ())


def test_findings_say_which_listing_and_why() -> None:
    claims = printed(7712101)
    found = standing()
    assert (found.record.points, len(found.record.events)) == (6, 1)
    assert found.claim(found.findings[0]) == claims[0]
    assert found.decisions[claims[0].pk].reason_code == "CR-02"


def test_the_same_right_within_three_days_counts_once() -> None:
    printed(7712101)
    printed(7712102)
    assert (standing().record.points, len(standing().record.events)) == (6, 1)
    stories.pass_days(4)
    printed(7712103)
    assert (standing().record.points, len(standing().record.events)) == (12, 2)
    assert standing().record.rung is not None


def test_taking_a_notice_back_takes_the_points_back() -> None:
    claims = printed(7712101)
    actions.retract(by=cast.mara().actor, claims=claims)
    assert standing().record.points == 0
    assert [finding.id for finding in standing().record.reversed] == [claims[0].pk]


def test_an_appeal_holds_the_rung_and_its_success_takes_the_points() -> None:
    printed(7712101)
    stories.pass_days(4)
    claims = printed(7712102)
    actions.appeal(by=cast.nils().actor, claims=claims, grounds="It is my own drawing.")
    record = standing().record
    assert record.points == 12 and record.rung is None and record.paused is not None
    queues.take_up(by=cast.tomas().actor, notice=claims[0].notice, queue="appeals")
    actions.decide_appeal(by=cast.tomas().actor, claims=claims, keep_it=False, verdict=stories.NOT_SHOWN)
    assert (standing().record.points, standing().record.paused) == (6, None)


def test_a_decision_that_is_kept_on_appeal_keeps_its_day() -> None:
    claims = printed(7712101)
    before = standing().findings[0].at
    stories.pass_days(2)
    actions.appeal(by=cast.nils().actor, claims=claims, grounds="It is my own drawing.")
    queues.take_up(by=cast.tomas().actor, notice=claims[0].notice, queue="appeals")
    actions.decide_appeal(by=cast.tomas().actor, claims=claims, keep_it=True, verdict=stories.COPIED)
    assert [finding.at for finding in standing().findings] == [before]


def test_a_counter_notice_nobody_answers_in_court_takes_the_points() -> None:
    stories.restored()
    assert (standing().record.points, len(standing().record.reversed)) == (0, 1)


def test_mending_the_listing_does_not_undo_the_finding() -> None:
    claims = stories.mended()
    before = standing().record
    stories.taken_up(claims, queue="mended")
    actions.clear(by=cast.amina().actor, claims=claims, verdict=stories.NOT_SHOWN)
    assert stories.again(claims)[0].state == "restored"
    assert standing().record.events == before.events and standing().record.reversed == ()


def test_another_shop_stands_on_its_own() -> None:
    printed(7712101)
    assert sellers.of(cast.shop_of(cast.yara())).record.points == 0


def test_queries_do_not_grow_with_findings() -> None:
    printed(7712101)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            standing_of = cast.shop_of(cast.nils())
            found = sellers.of(standing_of)
            assert all(found.claim(finding).notice.subject_title for finding in found.findings)
        counts.append(len(queries))
        for number in range(7712102, 7712108):
            printed(number)
    assert counts[0] == counts[1]
