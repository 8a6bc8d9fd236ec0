"""The rate cap: every call of every process has a moment of its own, and no second has more than the cap."""

import time
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection

from docket import clock, dependencies, pace
from docket.dependencies import Dependency
from docket.models import Breaker

pytestmark = pytest.mark.django_db
CAPPED = Dependency("capped", rate=50.0)
GAP = pace.gap(CAPPED)


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(dependencies._known, "capped", CAPPED)


def test_moments_are_as_far_apart_as_the_cap_asks_whoever_asks_for_them() -> None:
    """As two workers would, each for a handful: by the database's clock, whatever the workers' clocks say."""
    pace.reserve(CAPPED, 100)
    before = next_call()
    moments = [pace.reserve(CAPPED, count) for count in (3, 1, 8, 2)]
    assert (next_call() - before).total_seconds() == pytest.approx(14 * GAP, abs=1e-5)
    assert [later - earlier for earlier, later in pairwise(moments[2])] == [pytest.approx(GAP)] * 7


def test_no_second_has_more_than_the_cap_even_if_every_call_is_as_late_as_it_may_be() -> None:
    assert (1 + pace.LATE) / pace.gap(CAPPED) <= CAPPED.rate


def next_call() -> datetime:
    return Breaker.objects.get(name="capped").next_call_at


def test_after_a_quiet_time_nothing_has_been_saved_up() -> None:
    """An hour without calls must not be followed by a second with thousands."""
    pace.reserve(CAPPED, 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE docket_breaker SET next_call_at = clock_timestamp() - interval '1 hour'")
    before = time.monotonic()
    moments = pace.reserve(CAPPED, 50)
    assert moments[0] > before - 0.01
    assert moments[-1] - moments[0] == pytest.approx(49 * GAP)


def test_no_more_are_taken_up_than_have_their_moment_soon() -> None:
    slow = Dependency("slow", rate=1.0)
    assert pace.room(slow, 16) == (4, 0.0)
    pace.reserve(slow, 12)
    room, wait = pace.room(slow, 16)
    assert room == 0 and 5 < wait < 10
    assert pace.room(Dependency("free"), 16) == (16, 0.0)


def test_a_call_waits_for_its_own_moment_and_a_further_one_asks_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    now = time.monotonic()
    with pace.keeping([now + 3, now + 4]):
        pace.wait("capped")
        pace.wait("capped")
        assert slept == [pytest.approx(3, abs=0.5), pytest.approx(4, abs=0.5)]
        before = clock.real()
        pace.wait("capped")
    with connection.cursor() as cursor:
        cursor.execute("SELECT next_call_at FROM docket_breaker WHERE name = 'capped'")
        assert cursor.fetchone()[0] - before < timedelta(seconds=1)


def test_who_slept_past_its_moment_gets_another_one() -> None:
    """A process that was stopped for a while must not send all it held back at once."""
    with pace.keeping([time.monotonic() - 10] * 3):
        pace.wait("capped")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM docket_breaker WHERE name = 'capped'")
        assert cursor.fetchone()[0] == 1


def test_without_a_cap_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "reserve", lambda *_: pytest.fail("asked for a moment"))
    pace.wait("portal")
