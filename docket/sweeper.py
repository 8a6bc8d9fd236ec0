"""The sweeper: finds what hints missed, and runs the periodic jobs by the clock. One leads, others stand by."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import OperationalError, close_old_connections, connection

from docket import outbox
from docket.models import Delivery

log = logging.getLogger(__name__)

LEADER_KEY = 72_512_001  # any constant: the name of the advisory lock
HINT_AFTER, RUN_AFTER, HINT_AGAIN = 1.0, 10.0, 30.0


@dataclass
class Job:
    """Something done every so many seconds."""

    every: float
    run: Callable[[], object]
    next_at: float = field(default=0.0)


def leads() -> bool:
    """Whether this process holds the leader's lock; it falls with the connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LEADER_KEY])
        held: bool = cursor.fetchone()[0]
    return held


def sweep() -> None:
    """Hint again for what is due and unheld; run ourselves what hints did not move (Redis away)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM docket_delivery WHERE state = 'due'"
            " AND due_at < clock_timestamp() - make_interval(secs => %s)"
            " AND (lease_until IS NULL OR lease_until < clock_timestamp()) ORDER BY due_at LIMIT 500",
            [HINT_AFTER],
        )
        ids = [row[0] for row in cursor.fetchall()]
    outbox.hint(fresh(ids))
    if ids:
        # Few at a time: the clocks run in this process too, and an outside call may take long.
        outbox.deliver(older=RUN_AFTER, limit=2)


_hinted: dict[int, float] = {}


def fresh(ids: Sequence[int]) -> list[int]:
    """Those not hinted lately: with no worker alive, hints must not pile up in the queue."""
    now = time.monotonic()
    for old in [pk for pk, at in _hinted.items() if at < now - HINT_AGAIN]:
        del _hinted[old]
    new = [pk for pk in ids if pk not in _hinted]
    _hinted.update(dict.fromkeys(new, now))
    return new


def loop(jobs: Sequence[Job], *, pause: float = 1.0, stop: Callable[[], bool] = lambda: False) -> None:
    """Run until told to stop. A database that is away is waited for, not died of."""
    leader = False
    while not stop():
        try:
            leader = leader or leads()
            if leader:
                run_due(jobs)
                sweep()
        except OperationalError as error:
            log.warning("the database is away, trying again: %s", error)
            leader = False
            connection.close()
        time.sleep(pause)
        if not leader:
            close_old_connections()


def run_due(jobs: Sequence[Job]) -> None:
    for job in jobs:
        if job.next_at <= time.monotonic():
            job.next_at = time.monotonic() + job.every
            try:
                job.run()
            except OperationalError:
                raise
            except Exception:
                log.exception("a periodic job failed: %s", job.run)


def backlog() -> dict[str, int]:
    """How many deliveries are due and stuck, for the status page."""
    return {state: Delivery.objects.filter(state=state).count() for state in ("due", "stuck")}
