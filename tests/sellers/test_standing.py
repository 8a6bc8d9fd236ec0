"""What a shop reads of its points: what they come from, when they end, what one more would do, and what undoes them."""

from typing import Any

import pytest
from django.test import Client

from notices import actions
from tests import cast
from tests.notices import stories
from tests.sellers.test_cases import BLAME, read, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/cases/standing/"


@pytest.fixture
def seller(db: None) -> Client:
    return signed_in(cast.nils())


def upheld(number: int, verdict: Any = stories.WRONG, **how: Any) -> Any:
    """Upheld as counterfeit, which weighs sixteen points, against one listing of Nordic Mugs."""
    lamp = cast.listing(number, market="GB")
    filing = cast.filing([lamp], claim_type="counterfeit", **how)
    claims = stories.taken_up(stories.claims_of(actions.submit(by=cast.mara().actor, filing=filing)))
    actions.uphold(by=cast.amina().actor, claims=claims, verdict=verdict)
    return stories.again(claims)


def test_a_shop_without_decisions_stands_well(seller: Client) -> None:
    words = read(seller, PAGE)
    assert "0 points" in words
    assert "You can sell as usual" in words
    assert "There are none. That is good." in words


def test_the_first_small_one_teaches(seller: Client) -> None:
    stories.upheld(market="GB")
    words = read(seller, PAGE)
    assert "The first small one brings no points" in words
    assert "Uses someone else" in words
    assert "0 points" in words
    assert not BLAME.search(words)


def test_points_their_end_the_next_step_and_what_one_more_would_do(seller: Client) -> None:
    upheld(7700001)
    stories.pass_days(2)  # one day brings no more than its cap
    words = read(seller, PAGE)
    for part in (
        "16 points",
        "until",
        "We write to you and offer a short course",
        "The next step comes at 24 points. You are 8 away from it.",
        "You would have 16 points. Nothing else changes.",  # the first small one
        "You would have 32 points. For some days you cannot list",
        "If a decision falls, its points go at once",
    ):
        assert part in words, part


def test_an_open_answer_stops_the_next_step_and_says_so(seller: Client) -> None:
    claims = upheld(7700001)
    actions.appeal(by=cast.nils().actor, claims=claims, grounds="It is real.", defence="genuine")
    words = read(seller, PAGE)
    assert "this waits until your answer is decided: We write to you" in words
    assert "You asked for another look" in words


def test_a_decision_that_falls_takes_its_points_with_it(seller: Client) -> None:
    claims = upheld(7700001)
    stories.reversed_by_two(claims)
    words = read(seller, PAGE)
    assert "0 points" in words
    assert "What was taken away again" in words


def test_points_end_by_themselves(seller: Client) -> None:
    upheld(7700001)
    stories.pass_days(366)
    assert "0 points" in read(seller, PAGE)


def test_other_shops_see_their_own_and_owners_nothing(seller: Client) -> None:
    upheld(7700001)
    assert "0 points" in read(signed_in(cast.yara()), PAGE)
    assert signed_in(cast.mara()).get(PAGE).status_code == 404
    assert Client().get(PAGE).status_code == 302


def test_many_decisions_come_in_pages_and_few_queries(seller: Client, django_assert_max_num_queries: Any) -> None:
    for n in range(23):
        right = cast.right(title=f"LINDE {n}", number=f"0182245{n:02}")
        upheld(7700100 + n, right=right)
    with django_assert_max_num_queries(16):
        words = read(seller, PAGE)
    assert words.count("Carries the mark") == 20
    assert "Older ones" in words
    for nonsense in ("x", "-1", "9" * 40):
        assert seller.get(PAGE, {"before": nonsense}).status_code == 200
