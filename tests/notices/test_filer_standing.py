"""A filer's record: what counts as right, what as wrong, what is left out, and what follows from it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notices import actions, queues, weighing
from notices.standing import filers
from policy.tiers import Line, line_of
from tests import cast
from tests.notices import stories

pytestmark = pytest.mark.django_db
REPORTED_BEFORE = actions.Verdict("L-05", "This listing was reported before.")


def standing() -> filers.Standing:
    filer = cast.mara().organisation
    assert filer is not None
    return filers.of(filer)


def counted() -> tuple[int, int]:
    return standing().record.right, standing().record.decided


def test_undecided_claims_do_not_count() -> None:
    stories.submitted()
    stories.held()
    assert counted() == (0, 0) and standing().record.precision is None


@pytest.mark.parametrize(
    ("state", "right", "decided"),
    [
        ("upheld", 1, 1),
        ("rejected", 0, 1),
        ("mended", 1, 1),
        ("countered", 1, 1),
        ("in_court", 1, 1),
        ("appealed_takedown", 1, 1),
        ("appealed_rejection", 0, 1),
        ("restored", 0, 1),
        ("removed_for_good", 1, 1),
        ("retracted", 0, 0),
        ("lapsed", 0, 0),
    ],
)
def test_each_end_counts_as_defined(state: str, right: int, decided: int) -> None:
    stories.TO_STATE[state]()
    assert counted() == (right, decided)


def test_an_appeal_turns_the_count_round() -> None:
    claims = stories.appealed_takedown()
    queues.take_up(by=cast.tomas().actor, notice=claims[0].notice, queue="appeals")
    actions.decide_appeal(by=cast.tomas().actor, claims=claims, keep_it=False, verdict=stories.NOT_SHOWN)
    assert counted() == (0, 1) and standing().came_back == 1


def test_a_listing_that_its_seller_mended_was_reported_rightly() -> None:
    claims = stories.mended()
    stories.taken_up(claims, queue="mended")
    actions.clear(by=cast.amina().actor, claims=claims, verdict=stories.NOT_SHOWN)
    assert stories.again(claims)[0].state == "restored"
    assert counted() == (1, 1)


def test_taking_back_early_is_free_and_late_is_not() -> None:
    actions.retract(by=cast.mara().actor, claims=stories.upheld())
    assert (counted(), standing().left_out) == ((0, 0), 1)
    actions.retract(by=cast.mara().actor, claims=stories.countered())
    assert (counted(), standing().taken_back) == ((0, 1), 1)


def test_what_was_reported_before_is_left_out() -> None:
    claims = stories.taken_up(stories.submitted())
    actions.reject(by=cast.amina().actor, claims=claims, verdict=REPORTED_BEFORE)
    assert (counted(), standing().left_out) == ((0, 0), 1)


def test_only_the_last_ninety_days_count() -> None:
    stories.rejected()
    stories.pass_days(89)
    assert counted() == (0, 1)
    stories.pass_days(2)
    assert counted() == (0, 0)


def test_notices_of_others_do_not_count() -> None:
    stories.rejected()
    other = cast.hansen().organisation
    assert other is not None and filers.of(other).record.decided == 0


def test_the_very_decisions_that_count_against_a_filer() -> None:
    restored, _stands, rejected = stories.restored(), stories.upheld(), stories.rejected()
    filer = cast.mara().organisation
    assert filer is not None
    moved = filers.moved_by(filer)
    assert [d.claim_id for d in moved] == [rejected[0].pk, restored[0].pk]
    assert [d.pk for d in filers.moved_by(filer, before=moved[0].pk)] == [moved[1].pk]


def test_a_filer_often_wrong_needs_a_second_person() -> None:
    claims = stories.submitted(count=22)
    stories.taken_up(claims)
    actions.reject(by=cast.amina().actor, claims=claims, verdict=stories.NOT_SHOWN)
    assert line_of(standing().record) is Line.AT_RISK
    fresh = stories.submitted(market="DE")
    assert "Many of this filer's notices were wrong lately." in weighing.why(fresh)


def test_queries_do_not_grow_with_claims() -> None:
    stories.rejected()
    filer = cast.mara().organisation
    assert filer is not None
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            filers.of(filer)
            assert all(d.claim.notice.subject_title for d in filers.moved_by(filer))
        counts.append(len(queries))
        claims = stories.taken_up(stories.submitted(count=10))
        actions.reject(by=cast.amina().actor, claims=claims, verdict=stories.NOT_SHOWN)
    assert counts[0] == counts[1]
