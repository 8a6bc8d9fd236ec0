"""Many at once: one wins, the rest are told, and the docket shows one walk through the table."""

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from docket import outbox, verify
from docket.errors import NotAllowed, NotOpen, Refused
from docket.models import Delivery, Entry
from notices import actions, queues, tasks
from notices.models import Claim, Decision, Message, Notice, Thread
from tests import cast
from tests.notices import stories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Run all deeds at the same moment, each on a connection of its own; a refusal is a result."""
    gate = threading.Barrier(len(deeds))

    def one(deed: Callable[[], object]) -> object:
        gate.wait()
        try:
            return deed()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def reviewers(count: int) -> list[cast.Person]:
    return [cast.person(f"r{n}@fairmark.example", f"Reviewer {n}", staff_role="reviewer") for n in range(count)]


def test_twenty_reviewers_start_next_and_each_case_has_one_holder() -> None:
    for n in range(8):
        actions.submit(by=cast.mara().actor, filing=cast.filing([cast.listing(7000 + n)], claim_type="copyright"))
    people = [person.actor for person in reviewers(20)]
    taken = at_once(*[lambda by=by: queues.start_next(by=by) for by in people])
    got = [dossier.pk for dossier in taken if dossier is not None]
    assert len(got) == len(set(got)) == 8
    assert taken.count(None) == 12


def test_twenty_clients_race_for_one_claim() -> None:
    claims = stories.submitted()
    people = [person.actor for person in reviewers(20)]
    results = at_once(*[lambda by=by: queues.take_up(by=by, notice=claims[0].notice) for by in people])
    refused = [r for r in results if isinstance(r, NotAllowed)]
    assert len(refused) == 19
    assert all("is working on this case" in r.reason for r in refused)


def test_two_decisions_at_once_are_one_decision() -> None:
    for n in range(10):
        notice = actions.submit(
            by=cast.mara().actor, filing=cast.filing([cast.listing(7100 + n)], claim_type="copyright")
        )
        claims = stories.taken_up(stories.claims_of(notice))
        by = cast.amina().actor
        results = at_once(
            lambda by=by, claims=claims: actions.uphold(by=by, claims=claims, verdict=stories.COPIED),
            lambda by=by, claims=claims: actions.reject(by=by, claims=claims, verdict=stories.NOT_SHOWN),
        )
        assert sum(isinstance(r, Refused) for r in results) == 1
        assert Decision.objects.filter(claim__notice=notice).count() == 1
    assert not [*verify.broken_chains(), *verify.mismatched_states()]


def test_the_clock_restores_once_however_many_sweepers() -> None:
    claims = stories.countered(count=3)
    stories.pass_days(25)
    results = at_once(*[tasks.fire_due_timers] * 4)
    assert sorted(results)[-1] == 3
    assert sum(int(r) for r in results) == 3  # type: ignore[call-overload]
    assert Entry.objects.filter(step="restore").count() == len(claims)


def test_a_court_action_at_the_last_moment_wins_or_comes_too_late_but_never_both() -> None:
    from datetime import date

    claims = stories.countered()
    stories.pass_days(25)
    by = cast.mara().actor
    suit, fired = at_once(
        lambda: actions.file_suit(by=by, claims=claims, court="SDNY", case_number="1", filed_on=date(2026, 1, 1)),
        tasks.fire_due_timers,
    )
    state = Claim.objects.get().state
    if isinstance(suit, NotOpen):
        assert (state, fired) == ("restored", 1)
    else:
        assert (state, fired) == ("in_court", 0)


def test_a_hundred_deliveries_and_four_workers_each_heard_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "_subscriptions", {("claim", "*"): ("tests.notices.test_races.hear",)})
    actions.submit(by=cast.mara().actor, filing=cast.filing(cast.listings(100), claim_type="copyright"))
    heard.clear()
    at_once(*[outbox.deliver] * 4)
    while outbox.deliver():
        pass
    assert len(heard) == len(set(heard)) == Delivery.objects.filter(state="done").count() == 100
    assert Notice.objects.count() == 1


heard: list[int] = []


def hear(entry: Entry) -> None:
    heard.append(entry.pk)


def test_first_messages_written_at_once_meet_in_one_thread() -> None:
    notice = stories.submitted()[0].notice
    by, key = cast.mara().actor, uuid.uuid4()
    keys = [key, key, key, uuid.uuid4(), uuid.uuid4()]
    written = at_once(*[lambda k=k: actions.write(by=by, notice=notice, text="hello", key=k) for k in keys])
    assert all(isinstance(message, Message) for message in written), written
    assert Thread.objects.count() == 1
    assert Message.objects.count() == 3  # one form sent three times, and two others
    assert not [*verify.broken_chains(), *verify.mismatched_states()]
