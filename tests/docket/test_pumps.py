"""Pumps: the threads of a worker. Side by side, each dependency in slots of its own, and leaving nothing behind."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import OperationalError, connection

from docket import breaker, delivering, dependencies, leases, outbox, pumps, tracing
from docket.dependencies import PORTAL, Dependency
from docket.models import Delivery, Entry, Pulse
from docket.pumps import Pump
from tests import cast
from tests.waiting import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


class Side:
    """One outside system that answers when it is let."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.called: list[int] = []
        self.requests: list[str] = []
        self.at_once = self.most = 0
        self.lock = threading.Lock()
        self.fails: Callable[[], Exception | None] = lambda: None

    def call(self, entry: Entry) -> None:
        with self.lock:
            self.called.append(entry.pk)
            self.requests.append(tracing.request_id.get())
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        self.open.wait(20)
        with self.lock:
            self.at_once -= 1
        if (error := self.fails()) is not None:
            raise error


SLOW, QUICK = Side(), Side()


def slow(entry: Entry) -> None:
    SLOW.call(entry)


def quick(entry: Entry) -> None:
    QUICK.call(entry)


class Away(Exception):
    """It does not serve us."""


HANGS = Dependency("hangs", ("*.slow",), slots=3, blames=lambda error: isinstance(error, Away))
WORKS = Dependency("works", ("*.quick",), slots=3)


@pytest.fixture(autouse=True)
def two_sides(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    SLOW.__init__()  # type: ignore[misc]
    QUICK.__init__()  # type: ignore[misc]
    QUICK.open.set()
    heard = {("right", "register"): ("tests.docket.test_pumps.slow", "tests.docket.test_pumps.quick")}
    monkeypatch.setattr(outbox, "_subscriptions", heard)
    monkeypatch.setattr(dependencies, "_known", {PORTAL: dependencies.OWN, "hangs": HANGS, "works": WORKS})
    yield
    SLOW.open.set()
    pumps.stop_all(within=20)


def owed(count: int) -> None:
    for number in range(count):
        cast.right(title=f"MARK {number}")


def left(name: str) -> int:
    return Delivery.objects.filter(dependency=name).exclude(state="done").count()


def test_what_hangs_holds_its_own_slots_and_nobody_elses() -> None:
    owed(10)
    pumps.wake(["hangs", "works"])
    until(lambda: left("works") == 0)
    assert left("hangs") == 10 and SLOW.most == HANGS.slots
    SLOW.open.set()
    until(lambda: left("hangs") == 0)
    assert sorted(SLOW.called) == sorted(QUICK.called)  # each once, however many were under way


def test_calls_go_side_by_side_and_are_written_down_together(monkeypatch: pytest.MonkeyPatch) -> None:
    owed(6)
    SLOW.open.set()
    QUICK.open.clear()
    settled: list[int] = []
    settle = delivering.settle
    monkeypatch.setattr(delivering, "settle", lambda works, of: (settled.append(len(works)), settle(works, of))[1])
    pumps.wake(["works"])
    until(lambda: QUICK.at_once == 3)
    QUICK.open.set()
    until(lambda: left("works") == 0)
    assert QUICK.most == 3 and sum(settled) == 6 and max(settled) > 1


def test_a_deliverys_calls_belong_to_the_request_that_caused_it() -> None:
    actor = cast.mara().actor
    right = cast.right()
    Entry.objects.filter(pk=0).exists()
    Delivery.objects.all().delete()
    entry = right.entries()[0]
    Delivery.objects.create(entry=entry, subscriber="tests.docket.test_pumps.quick", lane="x", dependency="works")
    pumps.wake(["works"])
    until(lambda: left("works") == 0)
    assert QUICK.requests == [entry.request_id or tracing.NOBODY] and actor


def test_what_waits_behind_failures_in_a_row_is_not_called() -> None:
    """The breaker opens when they are written down; what had been leased ahead must not still go out."""
    SLOW.fails = lambda: Away("down")
    owed(12)
    pumps.wake(["hangs"])
    until(lambda: SLOW.at_once == 3)
    SLOW.open.set()
    until(lambda: breaker.is_open("hangs"))
    until(lambda: not Delivery.objects.filter(dependency="hangs", lease_until__isnull=False).exists())
    assert len(SLOW.called) <= HANGS.failures_in_a_row + HANGS.slots - 1
    untouched = Delivery.objects.filter(dependency="hangs", attempts=0)
    assert untouched.count() == 12 - len(SLOW.called)


def test_told_to_end_it_finishes_what_it_began_and_gives_back_the_rest() -> None:
    owed(8)
    pump = Pump(HANGS).start()
    pump.wake()
    until(lambda: SLOW.at_once == 3)
    assert Delivery.objects.filter(dependency="hangs", lease_until__isnull=False).count() == 6
    pump.end()
    SLOW.open.set()
    pump.thread.join(20)
    assert not pump.thread.is_alive()
    assert left("hangs") == 5 and len(SLOW.called) == 3
    rest = Delivery.objects.filter(dependency="hangs").exclude(state="done")
    assert set(rest.values_list("attempts", "lease_token")) == {(0, None)}
    assert not Pulse.objects.filter(part="hangs").exists()


def test_a_long_call_keeps_its_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pumps, "RENEW_EVERY", 0.0)
    monkeypatch.setattr(pumps, "AGAIN", 0.01)
    owed(1)
    pumps.wake(["hangs"])
    until(lambda: SLOW.at_once == 1)
    Delivery.objects.filter(dependency="hangs").update(lease_until=None)
    until(lambda: Delivery.objects.filter(dependency="hangs", lease_until__isnull=False).exists())
    assert leases.lease("hangs", 1) == []
    SLOW.open.set()
    until(lambda: left("hangs") == 0)


def test_what_was_called_is_written_down_when_the_database_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other side said yes while PostgreSQL restarted: that yes must not be forgotten."""
    owed(1)
    gone = [OperationalError("server closed the connection unexpectedly")] * 2
    settle = delivering.settle

    def away(*facts: object) -> int:
        if gone:
            raise gone.pop()
        return settle(*facts)  # type: ignore[arg-type]

    monkeypatch.setattr(delivering, "settle", away)
    monkeypatch.setattr(pumps, "AGAIN", 0.01)
    pumps.wake(["works"])
    until(lambda: left("works") == 0)
    assert len(QUICK.called) == 1 and not gone


def test_each_part_of_a_worker_shows_that_it_lives() -> None:
    pumps.wake(["works"])
    until(lambda: Pulse.objects.filter(part="works").exists())
    pulse = Pulse.objects.get(part="works")
    assert pulse.slots == 3 and abs(pulse.skew) < 60
    connection.close()
