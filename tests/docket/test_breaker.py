"""The breaker: it opens when the other side serves nobody, lets one probe through now and then, and closes again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from docket import breaker, delivering, dependencies, outbox
from docket.breaker import Observation
from docket.delivering import MAX_ATTEMPTS
from docket.dependencies import PORTAL, Dependency
from docket.errors import TryLater
from docket.models import Breaker, Delivery, Entry
from tests import cast

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
called: list[int] = []
answers: list[Exception | None] = []


class Away(Exception):
    """It does not serve us."""


def listen(entry: Entry) -> None:
    called.append(entry.pk)
    if answers and (error := answers.pop(0)) is not None:
        raise error


THERE = Dependency("there", ("tests.*",), blames=lambda error: isinstance(error, Away | TryLater))


@pytest.fixture(autouse=True)
def one_dependency(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dependencies, "_known", {PORTAL: dependencies.OWN, "there": THERE})
    monkeypatch.setattr(outbox, "_subscriptions", {("right", "register"): ("tests.docket.test_breaker.listen",)})
    called.clear()
    answers.clear()


def owed(count: int) -> list[Delivery]:
    for number in range(count):
        cast.right(title=f"MARK {number}")
    return list(Delivery.objects.order_by("pk"))


def seen(*said: bool, **more: object) -> Breaker:
    breaker.observe(THERE, [Observation(good, error="away", **more) for good in said])  # type: ignore[arg-type]
    return Breaker.objects.get(name="there")


def later(seconds: float) -> None:
    """Let time pass for the breaker, and let everything be due."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE docket_breaker SET probe_at = probe_at - make_interval(secs => %s)", [seconds])
        cursor.execute("UPDATE docket_delivery SET due_at = clock_timestamp() - interval '1 s' WHERE state = 'due'")


def test_five_failures_in_a_row_open_it_and_nothing_is_called_any_more() -> None:
    owed(9)
    answers.extend([Away("down")] * 9)
    outbox.deliver()
    tried = len(called)
    assert 5 <= tried <= 8  # those taken up together are called together
    assert breaker.is_open("there") and "down" in Breaker.objects.get().last_error
    later(0)
    assert outbox.deliver() == 0 and len(called) == tried
    untouched = Delivery.objects.filter(attempts=0)
    assert untouched.count() == 9 - tried and not Delivery.objects.exclude(state="due").exists()


def test_a_good_answer_in_between_keeps_it_closed() -> None:
    assert seen(*[False] * 4, True, *[False] * 4).opened_at is None
    assert seen(False).opened_at is not None


def test_half_of_twenty_within_half_a_minute_open_it() -> None:
    row = Breaker(name="there")
    for n in range(19):
        breaker.weigh(row, THERE, Observation(n % 2 == 0, error="away"), NOON + timedelta(seconds=n))
    assert row.opened_at is None
    breaker.weigh(row, THERE, Observation(False, error="away"), NOON + timedelta(seconds=20))
    assert row.opened_at is not None


def test_what_is_older_than_half_a_minute_does_not_count() -> None:
    row = Breaker(name="there")
    for n in range(60):
        breaker.weigh(row, THERE, Observation(n % 2 == 0, error="away"), NOON + timedelta(seconds=3 * n))
    assert row.opened_at is None
    assert len(row.window) <= 11


def test_one_probe_in_fifteen_seconds_for_all_workers_together() -> None:
    owed(3)
    seen(*[False] * 5)
    assert outbox.deliver() == 0 and called == []
    later(16)
    assert [breaker.take_probe(THERE) for _ in range(4)] == [True, False, False, False]
    assert breaker.ask(THERE).wait > 10  # also if that worker dies with its probe
    assert outbox.deliver() == 0 and called == []


def test_three_good_probes_close_it_and_the_rest_follows_in_order() -> None:
    rows = owed(6)
    seen(*[False] * 5)
    later(16)
    assert outbox.deliver() == 6
    assert called == [row.entry_id for row in rows]
    row = Breaker.objects.get()
    assert (row.opened_at, row.failures, row.good_probes) == (None, 0, 0)


def test_a_bad_probe_begins_the_wait_anew_and_costs_no_attempt() -> None:
    owed(2)
    seen(*[False] * 5)
    for _ in range(MAX_ATTEMPTS + 3):
        later(16)
        answers.append(Away("still down"))
        outbox.deliver()
    assert len(called) == MAX_ATTEMPTS + 3 and breaker.is_open("there")
    assert set(Delivery.objects.values_list("state", flat=True)) == {"due"}
    assert max(Delivery.objects.values_list("attempts", flat=True)) == 1
    answers.clear()
    later(16)
    assert outbox.deliver() == 2


def test_what_was_under_way_when_it_opened_does_not_close_it() -> None:
    seen(*[False] * 5)
    assert seen(True, True, True).opened_at is not None


def test_a_token_that_is_refused_opens_it_at_once_and_burns_nothing() -> None:
    owed(5)
    answers.append(TryLater(60, "401", shuts=True))
    answers.extend([TryLater(60, "401", shuts=True)] * 5)
    outbox.deliver()
    assert breaker.is_open("there") and len(called) <= delivering.BATCH
    assert set(Delivery.objects.values_list("state", "attempts")) == {("due", 0)}


def test_being_asked_for_patience_by_the_whole_of_it_puts_the_probe_off() -> None:
    row = seen(*[False] * 5, rest=300.0)
    assert row.probe_at is not None and row.opened_at is not None
    assert row.probe_at - row.opened_at == timedelta(seconds=300)


def test_asking_everyone_for_patience_is_no_fault_and_stops_everyone() -> None:
    owed(6)
    answers.extend([TryLater(600, "429", everyone=True)] * 6)
    outbox.deliver()
    first = len(called)
    assert first <= delivering.BATCH
    Delivery.objects.update(due_at=outbox.NOW)
    assert outbox.deliver() == 0 and len(called) == first


def test_our_own_mistakes_say_nothing_about_the_other_side() -> None:
    owed(8)
    answers.extend([KeyError("ours")] * 8)
    outbox.deliver()
    assert len(called) == 8 and not breaker.is_open("there")


def test_what_is_always_our_own_work_has_no_breaker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dependencies, "_known", {PORTAL: dependencies.OWN})
    owed(8)
    answers.extend([Away("?")] * 8)
    outbox.deliver()
    assert len(called) == 8 and not Breaker.objects.exists()
