"""A queue that is open tells what is new and how its rows stand, and ticked cases are taken up together."""

import gzip
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from docket.models import Entry
from notices import actions, queues
from notices.models import Dossier, Notice
from tests import cast
from tests.reviewers.moves import take_up

pytestmark = pytest.mark.django_db


def arrives(number: int) -> Notice:
    return actions.submit(by=cast.mara().actor, filing=cast.filing([cast.listing(number)]))


def asks(client: Any, page: Any, mark: str = "") -> Any:
    rows = ",".join(re.findall(r'data-tags="(\d+)"', page.content.decode()))
    return client.get(f"{page.context['live_url']}&rows={rows}&mark={mark}")


def test_nothing_new_is_a_word_less(sign_in: Any, notice: Notice) -> None:
    client = sign_in(cast.amina())
    page = client.get("/review/")
    first = asks(client, page)
    assert first.status_code == 200 and "new case" not in first.content.decode()
    again = asks(client, page, mark=first["Mark"])
    assert again.status_code == 204 and not again.content


def test_new_cases_are_counted_and_rows_keep_their_tags(sign_in: Any, notice: Notice) -> None:
    client = sign_in(cast.amina())
    page = client.get("/review/")
    arrives(7735001), arrives(7735002)
    take_up(cast.tomas(), notice)
    said = asks(client, page).content.decode()
    assert "2 new cases." in said and "Tomás Rey is working on it" in said and said.count("<template") == 1
    actions.retract(by=cast.mara().actor, claims=list(notice.claims.all()), reason="Sold out.")
    assert "No longer in this queue" in asks(client, page).content.decode()


def test_only_what_fits_the_filters_is_new(sign_in: Any, notice: Notice) -> None:
    client = sign_in(cast.amina())
    page = client.get("/review/?market=DE")
    arrives(7735001)
    assert "new case" not in asks(client, page).content.decode()


@pytest.mark.parametrize("query", ["", "since=x&rows=1,y,,9&mark=z", "queue=x&rows=" + "9" * 40, "since=-1"])
def test_no_question_breaks_it(sign_in: Any, notice: Notice, query: str) -> None:
    assert sign_in(cast.amina()).get(f"/review/changes/?{query}").status_code == 200


def test_a_full_page_is_light_and_asks_little(sign_in: Any, notice: Notice) -> None:
    for n in range(50):
        arrives(7736000 + n)
    client = sign_in(cast.amina())
    client.get("/review/")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/review/?q=lamp&market=us&right=trademark")
    assert len(page.context["rows"]) == 50 and len(asked) <= 15
    assert len(gzip.compress(page.content)) <= 12 * 1024
    with CaptureQueriesContext(connection) as asked:
        asks(client, page)
    assert len(asked) <= 10


def test_ticked_cases_are_taken_up_and_the_list_stays_as_it_was(sign_in: Any, notice: Notice) -> None:
    other, third = arrives(7735001), arrives(7735002)
    take_up(cast.tomas(), other)
    client = sign_in(cast.amina())
    ticked = [notice.reference, other.reference, third.reference, "N-ZZZZZZZZ"]
    form = {"queue": "review", "back": "queue=review&market=US&next=//evil", "case": ticked}
    answer = client.post("/review/take/", form)
    assert answer.status_code == 303 and answer["Location"] == "/review/?queue=review&market=US"
    page = client.get(answer["Location"]).content.decode()
    assert "You hold 2 cases more. 2 are not open to you now." in page
    assert queues.holder(notice) == queues.holder(third) == cast.amina().user.pk
    assert queues.holder(other) == cast.tomas().user.pk


def test_a_party_takes_up_nothing_and_nothing_ticked_is_said(sign_in: Any, notice: Notice) -> None:
    clerk = cast.person("clerk@linde.example", "Clerk", cast.mara().organisation, staff_role="reviewer")
    before = Entry.objects.count()
    client = sign_in(cast.amina())
    assert "Tick the cases" in client.post("/review/take/", {"queue": "review"}, follow=True).content.decode()
    mine = queues.open_to(user=clerk.user.pk, dossiers=[Dossier.objects.get().pk])
    assert mine == set() and queues.holder(notice) is None and Entry.objects.count() == before
