"""The owner's own record: the figure, what is behind it, and what would change it."""

import pytest

from notices import actions
from notices.views.owners.standing import share_of
from policy.tiers import FilerRecord
from tests import cast
from tests.notices import stories
from tests.sellers.test_cases import read, signed_in

pytestmark = pytest.mark.django_db


def page_of(person: cast.Person) -> str:
    return read(signed_in(person), "/standing/")


def test_a_new_filer_reads_how_to_begin() -> None:
    words = page_of(cast.hansen())
    assert "0 of 0" in words and "T0" in words
    assert "A reviewer confirms one of your rights" in words and "→ T1, Confirmed" in words
    assert "None. Every decision of this time stands." in words


def test_the_listing_that_counts_is_named_with_its_reason_and_the_way_to_appeal() -> None:
    claims = stories.rejected()
    words = page_of(cast.mara())
    assert "LINDE table lamp brass" in words and claims[0].notice.reference in words
    assert "The evidence does not show" in words and "private words" not in words
    assert "Ask for another look" in words
    actions.appeal(by=cast.mara().actor, claims=claims, grounds="Look at the seam.")
    assert "the count follows its result" in page_of(cast.mara())
    stories.pass_days(91)
    assert "LINDE table lamp" not in page_of(cast.mara())


def test_with_enough_decisions_there_is_a_share_and_a_forecast() -> None:
    claims = stories.taken_up(stories.submitted(count=60))
    actions.reject(by=cast.amina().actor, claims=claims[:2], verdict=stories.NOT_SHOWN)
    actions.hold(by=cast.amina().actor, claims=claims[2:], verdict=stories.COPIED)
    actions.confirm(by=cast.tomas().actor, claims=claims[2:])  # so many of a new filer need two people
    words = page_of(cast.mara())
    assert "97%" in words and "58 of 60 decided listings" in words and "T2" in words
    assert "more reversals → a second person confirms" in words
    assert "looked at in the ordinary way" in words


def test_who_is_often_wrong_reads_the_way_out() -> None:
    claims = stories.taken_up(stories.submitted(count=30))
    actions.reject(by=cast.amina().actor, claims=claims[:14], verdict=stories.NOT_SHOWN)
    actions.uphold(by=cast.amina().actor, claims=claims[14:], verdict=stories.COPIED)
    words = page_of(cast.mara())
    assert "A second person confirms every removal" in words
    assert "right decisions in a row → no second look any more" in words


def test_many_come_in_pages() -> None:
    claims = stories.taken_up(stories.submitted(count=30))
    actions.reject(by=cast.amina().actor, claims=claims, verdict=stories.NOT_SHOWN)
    client = signed_in(cast.mara())
    first = client.get("/standing/")
    assert len(first.context["rows"]) == 25
    assert len(client.get("/standing/" + first.context["next_url"]).context["rows"]) == 5
    assert client.get("/standing/?before=%C2%B2").status_code == 200


def test_it_is_nobody_elses_page() -> None:
    stories.rejected()
    assert "LINDE table lamp" not in page_of(cast.hansen())
    for stranger in (cast.nils(), cast.amina()):
        assert signed_in(stranger).get("/standing/").status_code == 404


@pytest.mark.parametrize(("right", "decided", "share"), [(19, 19, None), (20, 20, 100), (999, 1000, 99), (1, 300, 0)])
def test_a_share_is_not_flattered(right: int, decided: int, share: int | None) -> None:
    assert share_of(FilerRecord(right=right, decided=decided)) == share
