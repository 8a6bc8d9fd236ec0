"""The rate cap towards a dependency: every call has its own moment, given out by PostgreSQL to all processes alike.

Moments are given out one after the other, so that in no second there are more calls than the cap, not even while
a backlog is drained. A process that slept past its moment asks for another.
"""

import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection

from docket import dependencies
from docket.breaker import LONGEST_REST, known
from docket.dependencies import Dependency

HORIZON = 5.0  # seconds ahead for which moments are given out: a lease must not run out while it waits for one
LATE = 0.1  # a moment missed by more seconds than this is lost
CALM = 0.9  # moments are this much further apart than the cap asks, so that late ones do not crowd a second

_mine: ContextVar["deque[float] | None"] = ContextVar("moments", default=None)

LOOK = "SELECT extract(epoch FROM next_call_at - clock_timestamp())::float FROM docket_breaker WHERE name = %s"
RESERVE = """
UPDATE docket_breaker
SET next_call_at = greatest(next_call_at, clock_timestamp()) + make_interval(secs => %(count)s * %(gap)s)
WHERE name = %(name)s RETURNING extract(epoch FROM next_call_at - clock_timestamp())::float
"""
REST = """
UPDATE docket_breaker SET next_call_at = greatest(next_call_at, clock_timestamp() + make_interval(secs => %s))
WHERE name = %s
"""


def room(dependency: Dependency, wanted: int) -> tuple[int, float]:
    """How many calls may be begun within the horizon; if none, the seconds until one may."""
    with connection.cursor() as cursor:
        cursor.execute(LOOK, [dependency.name])
        row = cursor.fetchone()
    ahead = max(0.0, row[0]) if row else 0.0
    if ahead > HORIZON:
        return 0, ahead - HORIZON
    if not dependency.rate:
        return wanted, 0.0
    return min(wanted, max(1, int((HORIZON - ahead) / gap(dependency)))), 0.0


def gap(dependency: Dependency) -> float:
    """Seconds between two moments."""
    return 1 / (dependency.rate * CALM) if dependency.rate else 0.0


def reserve(dependency: Dependency, count: int) -> list[float]:
    """Moments for so many calls, by this process's monotonic clock. Without a cap only a rest is waited for."""
    apart = gap(dependency)
    facts: Mapping[str, Any] = {"count": count, "gap": apart, "name": dependency.name}
    with connection.cursor() as cursor:
        cursor.execute(RESERVE, facts)
        row = cursor.fetchone()
    if row is None:
        known(dependency.name)
        return reserve(dependency, count)
    end = time.monotonic() + row[0]
    return [end - apart * (count - n) for n in range(count)]


def rest(dependency: Dependency, seconds: float) -> None:
    """It asked all of us for patience (429): nobody calls it before."""
    with connection.cursor() as cursor:
        cursor.execute(REST, [min(seconds, LONGEST_REST), dependency.name])
        if not cursor.rowcount:
            known(dependency.name)
            cursor.execute(REST, [min(seconds, LONGEST_REST), dependency.name])


@contextmanager
def keeping(moments: Sequence[float]) -> Iterator[None]:
    """The calls made in this block have these moments; a further one asks for its own."""
    token = _mine.set(deque(moments))
    try:
        yield
    finally:
        _mine.reset(token)


def wait(name: str) -> None:
    """Before each call: wait for its moment."""
    dependency = dependencies.get(name)
    if not dependency.rate:
        return
    mine = _mine.get()
    moment = mine.popleft() if mine else reserve(dependency, 1)[0]
    while (late := time.monotonic() - moment) > LATE:
        moment = reserve(dependency, 1)[0]
    if late < 0:
        time.sleep(-late)
