"""Telling the past in order: the demo's clock is set back, and moves to each moment before its deeds are done.

Where the clock stands is also how far the telling has come: an interrupted one goes on from there.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from docket import clock, outbox, transaction
from monitoring import looking, telling
from notices import tasks
from rights.tasks import see_to_mandates

HOUR = 3600.0
TICK = 12.0  # hours; at least this often the clocks of the law are looked at, so that they end when they should
ROUNDS = 40


@dataclass(frozen=True)
class Moment:
    """Some hours before now, and what is done then."""

    hours_ago: float
    deed: Callable[[], object]


def tell(moments: Iterable[Moment], since: float, *, begun: bool) -> None:
    """Do everything that has not been done yet, in order, and end in the present."""
    told = sorted(moments, key=lambda moment: -moment.hours_ago)
    position = where() if begun else since + 1
    for hours_ago in _beats([moment.hours_ago for moment in told], since):
        if hours_ago < position - 1 / HOUR:
            _live_through(hours_ago, [m.deed for m in told if m.hours_ago == hours_ago])
    deliver()


def _beats(hours: Sequence[float], since: float) -> list[float]:
    """The moments and the ticks between them, from the past to now."""
    ticks = [since - TICK * n for n in range(int(since / TICK))]
    return sorted({*hours, *ticks, 0.0}, reverse=True)


def _live_through(hours_ago: float, deeds: Sequence[Callable[[], object]]) -> None:
    """The clock moves in the transaction of the deeds: both happen, or neither."""
    with transaction.atomic():
        _set_clock(hours_ago)
        for deed in deeds:
            deed()
    tasks.fire_due_timers()
    see_to_mandates()
    looking.look()
    telling.tell_owners()
    deliver()


def where() -> float:
    """How many hours ago the telling has reached."""
    return -(_ahead() or 0.0) / HOUR


def _ahead() -> float | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM ahead)::float8 FROM docket_demo_clock")
        row = cursor.fetchone()
    return None if row is None else float(row[0])


def _set_clock(hours_ago: float) -> None:
    clock.advance(-hours_ago * HOUR - (_ahead() or 0.0))


def deliver() -> None:
    """Send the letters and tell the marketplace now, so that they carry the day of their deed."""
    for _ in range(ROUNDS):
        if not outbox.deliver(limit=200):
            return
