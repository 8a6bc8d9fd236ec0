"""The first page: what needs somebody comes first, and how often one was right leads to the reasons."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from docket import clock
from notices import actions
from notices.views.owners import needs
from tests import cast
from tests.notices import stories
from tests.sellers.test_cases import read, signed_in

pytestmark = pytest.mark.django_db


def lines(person: cast.Person) -> list[str]:
    assert person.organisation is not None
    return [str(need["text"]) for need in needs.of(person.organisation, person.user)]


def test_an_empty_house_says_so() -> None:
    words = read(signed_in(cast.hansen()), "/home/")
    assert "Nothing waits for you." in words and "Save your first right" in words and "Right in 90 days" not in words


def test_what_ends_first_comes_first_and_messages_follow() -> None:
    stories.countered()
    stories.pass_days(6)
    claims = stories.incomplete()
    actions.reply(by=cast.amina().actor, notice=claims[0].notice, text="Hello.", key=uuid.uuid4())
    assert lines(cast.mara()) == [
        "The seller answered: tell us if you go to court",
        "Answer our question",
        "A reviewer wrote to you",
    ]
    assert lines(cast.hansen()) == []
    assert "A reviewer wrote to you" in read(signed_in(cast.mara()), "/home/")


def test_days_and_moments_stand_in_one_order() -> None:
    """A mandate ends with a day, an answer is due at a moment."""
    cast.mandate(cast.mara(), cast.paul(), ends_on=clock.now().date() + timedelta(days=2))
    stories.incomplete()
    assert lines(cast.mara()) == ["This mandate ends soon", "Answer our question"]
    assert signed_in(cast.mara()).get("/home/").status_code == 200


def test_a_right_that_ends_soon_is_named() -> None:
    cast.right(title="OLD LINDE", valid_until=clock.now().date() + timedelta(days=9))
    assert "Ends in 9 days" in " ".join(lines(cast.mara()))


def test_the_figure_leads_to_the_reasons() -> None:
    stories.rejected()
    page = signed_in(cast.mara()).get("/home/").content.decode()
    assert "0 of 1" in page and 'href="/standing/"' in page


def test_the_page_asks_the_same_for_few_and_many() -> None:
    stories.incomplete()
    client = signed_in(cast.mara())
    client.get("/home/")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/home/")
        counts.append(len(queries))
        for n in range(4):
            filing = cast.filing(cast.listings(5, start=7723000 + 10 * n), claim_type="copyright")
            claims = stories.taken_up(stories.claims_of(actions.submit(by=cast.mara().actor, filing=filing)))
            actions.send_back(by=cast.amina().actor, claims=claims, question="Which one?")
    assert counts[0] == counts[1]
