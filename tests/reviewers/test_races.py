"""Many reviewers, one case: exactly one of them has it, exactly one decision counts."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from notices import actions, queues
from notices.models import Decision, Dossier
from notices.views.reviewers.desk import open_desk
from tests import cast
from tests.reviewers.moves import decide, seen, states

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def at_once(count: int, act: Any) -> list[Any]:
    """The same act by so many people in the same moment, each on a connection of their own."""
    gate = Barrier(count)

    def one(n: int) -> Any:
        try:
            gate.wait(20)
            return act(n)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def reviewers(count: int) -> list[Client]:
    clients = []
    for n in range(count):
        client = Client()
        client.force_login(cast.person(f"r{n}@fairmark.example", f"Reviewer {n}", staff_role="reviewer").user)
        clients.append(client)
    return clients


def test_twenty_reach_for_one_case_one_gets_it_and_the_rest_are_told() -> None:
    notice = actions.submit(by=cast.mara().actor, filing=cast.filing())
    clients = reviewers(20)
    answers = at_once(20, lambda n: clients[n].post("/review/next/", {"queue": "review"}))
    won = [a for a in answers if notice.reference in a["Location"]]
    lost = [(c, a) for c, a in zip(clients, answers, strict=True) if a not in won]
    assert len(won) == 1 and len(lost) == 19
    for client, answer in lost:
        assert "Nothing more is waiting for you" in client.get(answer["Location"]).content.decode()
    assert Dossier.objects.get().held_by is not None


def test_twenty_open_the_same_case_and_take_it_up() -> None:
    notice = actions.submit(by=cast.mara().actor, filing=cast.filing())
    clients, url = reviewers(20), f"/review/{notice.reference}/take-up/"
    at_once(20, lambda n: clients[n].post(url, {"listing": 1}))
    pages = [client.get(f"/review/{notice.reference}/").content.decode() for client in clients]
    assert sum("You hold this case" in page for page in pages) == 1
    assert sum("is working on this case" in page for page in pages) == 19


def test_two_tabs_decide_one_case_one_decision_counts_and_the_other_is_told() -> None:
    notice = actions.submit(by=cast.mara().actor, filing=cast.filing())
    queues.take_up(by=cast.amina().actor, notice=notice)
    tabs, versions = [Client(), Client()], seen(notice)
    for tab in tabs:
        tab.force_login(cast.amina().user)
    choices = [{"outcome": "remove"}, {"outcome": "keep", "reason": "M-02", "text": "An authorised dealer."}]
    answers = at_once(2, lambda n: decide(tabs[n], notice, versions=versions, **choices[n]))
    assert sorted(a.status_code for a in answers) == [303, 409]
    assert Decision.objects.count() == 1 and states(notice)[0] in {"upheld", "rejected"}
    told = next(a for a in answers if a.status_code == 409).content.decode()
    assert "Something happened since you opened this page" in told and "Your choice was" in told


def test_the_claims_are_read_last_so_that_an_overtaken_reviewer_is_told_so() -> None:
    """Read before the hold, they could be old beside a hold that is gone already: "you do not hold this case"."""
    notice = actions.submit(by=cast.mara().actor, filing=cast.filing())
    with CaptureQueriesContext(connection) as read:
        open_desk(cast.amina().actor, notice.reference)
    tables = [re.search(r'FROM "(\w+)"', query["sql"]) for query in read.captured_queries]
    in_order = [found[1] for found in tables if found]
    assert in_order.index("notices_claim") > max(map(in_order.index, ("notices_dossier", "notices_decision")))


def test_ten_reviewers_reach_for_twenty_cases_each_case_has_exactly_one_holder() -> None:
    for listing in cast.listings(20, start=7718000):
        actions.submit(by=cast.mara().actor, filing=cast.filing([listing]))
    clients = reviewers(10)
    answers = at_once(10, lambda n: [clients[n].post("/review/next/", {"queue": "review"})["Location"] for _ in "ab"])
    taken = [place.split("?")[0] for places in answers for place in places]
    assert len(taken) == len(set(taken)) == 20 and not any(place == "/review/" for place in taken)
    held = list(Dossier.objects.values_list("held_by", flat=True))
    assert None not in held and sorted(held.count(pk) for pk in set(held)) == [2] * 10
