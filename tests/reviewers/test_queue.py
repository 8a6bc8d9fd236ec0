"""The queue: what waits, in order, for whom, in how many queries."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notices import actions
from notices.models import Dossier, Notice
from tests import cast
from tests.reviewers.moves import take_up

pytestmark = pytest.mark.django_db


def test_a_waiting_notice_is_listed_with_its_right_owner_clock_and_count(sign_in: Any, notice: Notice) -> None:
    page = sign_in(cast.amina()).get("/review/")
    text = page.content.decode()
    assert page.status_code == 200
    for words in (notice.reference, "LINDE", "Studio Linde GmbH", "counterfeit goods", "left", "1 case waiting"):
        assert words in text


def test_the_queue_takes_few_queries_however_much_waits(sign_in: Any, notice: Notice) -> None:
    for n in range(12):
        actions.submit(by=cast.mara().actor, filing=cast.filing([cast.listing(7714000 + n)]))
    client = sign_in(cast.amina())
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get("/review/?q=linde")
    assert len(asked) <= 15


@pytest.mark.parametrize("q", ["N-", "LINDE", "studio linde", "nordic", "L-7713001"])
def test_search_finds_by_reference_mark_owner_shop_and_listing(sign_in: Any, notice: Notice, q: str) -> None:
    q = notice.reference if q == "N-" else q
    page = sign_in(cast.amina()).get("/review/", {"q": q}, follow=True)
    assert notice.reference in page.content.decode()


def test_a_search_without_a_match_offers_a_way_back(sign_in: Any, notice: Notice) -> None:
    text = sign_in(cast.amina()).get("/review/", {"q": "no such thing"}).content.decode()
    assert "No case matches" in text and "Clear filters" in text


@pytest.mark.parametrize(
    "query", ["after=x", "after=2026-01-01_1", "after=2026-01-01T00:00:00+00:00_9" + "9" * 30, "claim=x", "queue=x"]
)
def test_a_broken_address_shows_the_queue_all_the_same(sign_in: Any, notice: Notice, query: str) -> None:
    assert sign_in(cast.amina()).get(f"/review/?{query}").status_code == 200


def test_pages_follow_one_another_without_gap_or_repetition(sign_in: Any, notice: Notice) -> None:
    first = Dossier.objects.get()
    others = [cast.filing([cast.listing(7715000 + n)]) for n in range(53)]
    for filing in others:
        actions.submit(by=cast.mara().actor, filing=filing)
    Dossier.objects.update(due_at=first.due_at + timedelta(hours=1))  # equal clocks: the id decides
    client, found, url = sign_in(cast.amina()), [], "/review/"
    while url:
        context = client.get(url).context
        found += [row.dossier.pk for row in context["rows"]]
        url = f"/review/{context['next_url']}" if context["next_url"] else ""
    assert len(found) == len(set(found)) == 54


def test_start_next_takes_the_most_urgent_case_that_nobody_holds(sign_in: Any, notice: Notice) -> None:
    answer = sign_in(cast.amina()).post("/review/next/", {"queue": "review"})
    assert answer.status_code == 303 and notice.reference in answer["Location"]
    other = sign_in(cast.tomas()).post("/review/next/", {"queue": "review"}, follow=True)
    assert "Nothing more is waiting for you" in other.content.decode()


def test_others_see_who_works_on_it(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    assert "Amina Keller is working on it" in sign_in(cast.tomas()).get("/review/").content.decode()
    assert "You hold this case" in sign_in(cast.amina()).get("/review/").content.decode()
    assert notice.reference in sign_in(cast.amina()).get("/review/mine/").content.decode()


def test_an_empty_queue_says_so_and_where_there_is_work(sign_in: Any, notice: Notice) -> None:
    text = sign_in(cast.amina()).get("/review/?queue=appeals").content.decode()
    assert "Nobody has appealed." in text and "To decide (1)" in text


@pytest.mark.parametrize("who", [cast.mara, cast.nils, cast.jon])
def test_who_does_not_review_finds_no_such_page(sign_in: Any, notice: Notice, who: Any) -> None:
    client = sign_in(who())
    for url in ("/review/", "/review/mine/", f"/review/{notice.reference}/", "/review/images/" + "0" * 64 + "/"):
        assert client.get(url).status_code == 404
    assert client.post("/review/next/").status_code == 404
    assert client.post(f"/review/{notice.reference}/decide/").status_code == 404


def test_a_stranger_signs_in_first_and_comes_back(client: Any, notice: Notice) -> None:
    answer = client.get(f"/review/{notice.reference}/")
    assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/?next=/review/")
