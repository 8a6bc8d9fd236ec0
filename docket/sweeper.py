"""The sweeper: finds what hints missed, and runs the periodic jobs by the clock. One leads, others stand by."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import close_old_connections, connection

from docket import dependencies, outbox, pulse
from docket.database import is_away, is_gone

log = logging.getLogger(__name__)

LEADER_KEY = 72_512_001  # any constant: the name of the advisory lock
HINT_AFTER, RUN_AFTER, HINT_AGAIN = 1.0, 10.0, 30.0
MARK_EVERY = 5.0
CANARY_EVERY = 30.0


@dataclass
class Job:
    """Something done every so many seconds; `aside`, in a thread of its own and counted over restarts."""

    every: float
    run: Callable[[], object]
    aside: bool = False
    next_at: float = field(default=0.0)
    thread: threading.Thread | None = None

    @property
    def name(self) -> str:
        """As its mark is called; two parts of the dotted name tell them apart."""
        place = getattr(self.run, "__module__", "").rpartition(".")[2]
        return f"{place}.{getattr(self.run, '__name__', 'job')}"[:32]


def leads() -> bool:
    """Whether this process holds the leader's lock; it falls with the connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LEADER_KEY])
        held: bool = cursor.fetchone()[0]
    return held


# The first that could be taken now; what waits behind another in its lane could not.
WAITING = """
SELECT extract(epoch FROM clock_timestamp() - d.due_at)::float FROM docket_delivery d
WHERE d.state = 'due' AND d.dependency = %s AND d.due_at < clock_timestamp() - make_interval(secs => %s)
  AND (d.lease_until IS NULL OR d.lease_until < clock_timestamp())
  AND NOT EXISTS (SELECT 1 FROM docket_delivery e WHERE e.subscriber = d.subscriber AND e.lane = d.lane
                  AND e.id < d.id AND e.state IN ('due', 'stuck'))
ORDER BY d.priority, d.due_at, d.id LIMIT 1
"""
_hinted: dict[str, tuple[float, float]] = {}


def sweep(run: Callable[[Iterable[str]], object] | None = None) -> None:
    """Hint again where something is due and nobody holds it; do it here where hints moved nothing (Redis away)."""
    waiting = {each.name: age for each in dependencies.all() if (age := waits(each.name)) is not None}
    for name in [known for known in _hinted if known not in waiting]:
        del _hinted[name]
    outbox.hint(name for name in waiting if may_hint(name))
    overdue = [name for name, age in waiting.items() if age > RUN_AFTER or outbox.is_quiet()]
    if overdue:
        (run or in_this_thread)(overdue)


def waits(name: str) -> float | None:
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [name, HINT_AFTER])
        row = cursor.fetchone()
    return row[0] if row else None


def may_hint(name: str) -> bool:
    """At once, then after longer and longer: with no worker alive, hints must not pile up in the queue."""
    now = time.monotonic()
    at, pause = _hinted.get(name, (0.0, 0.5))
    if now < at + pause:
        return False
    _hinted[name] = now, min(HINT_AGAIN, 2 * pause)
    return True


def in_this_thread(_names: Iterable[str]) -> None:
    outbox.deliver()


def aside(names: Iterable[str]) -> None:
    """In threads of their own: the clocks run in this process too, and a call outside may take long."""
    from docket import pumps

    pumps.wake(names, look_every=None)


def loop(jobs: Sequence[Job], *, pause: float = 1.0, stop: Callable[[], bool] = lambda: False) -> None:
    """Run until told to stop. A database that is away is waited for, not died of."""
    leader = False
    own = (Job(MARK_EVERY, say_alive), Job(CANARY_EVERY, send_canary), Job(600.0, pulse.forget_the_silent))
    while not stop():
        try:
            leader = leader or leads()
            pulse.beat("sweeper", int(leader), 1)
            if leader:
                run_due([*own, *jobs])
                sweep(aside)
        except Exception as error:
            if not is_away(error):
                raise
            log.warning("the database is away, trying again: %s", error)
            leader = False
            connection.close()
        time.sleep(pause)
        if not leader:
            close_old_connections()


def say_alive() -> None:
    pulse.mark("sweeper", {"by": pulse.process()})


def send_canary() -> None:
    """Through the queue and back: its mark in the database grows old when Redis or the workers are not well."""
    from docket.tasks import canary

    if outbox.is_quiet():
        return
    try:
        canary.apply_async(retry=False, ignore_result=True)
    except Exception as error:
        log.warning("no canary: %s", error)


def run_due(jobs: Sequence[Job]) -> None:
    for job in jobs:
        if job.next_at > time.monotonic() or (job.thread and job.thread.is_alive()):
            continue
        job.next_at = time.monotonic() + (min(60.0, job.every) if job.aside else job.every)
        if not job.aside:
            run(job)
        elif is_time_for(job):
            job.thread = threading.Thread(target=run_aside, args=[job], daemon=True, name=job.name)
            job.thread.start()


def is_time_for(job: Job) -> bool:
    """By its mark: a restart of the sweeper neither repeats it nor puts it off."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM docket_mark WHERE name = %s AND at > clock_timestamp() - make_interval(secs => %s)",
            [job.name, job.every - 1],
        )
        return cursor.fetchone() is None


def run_aside(job: Job) -> None:
    try:
        pulse.mark(job.name)
        run(job)
    except Exception as error:
        log.warning("%s was cut short: %s", job.name, error)
    finally:
        connection.close()


def run(job: Job) -> None:
    try:
        job.run()
    except Exception as error:
        if is_gone(error):
            raise
        log.exception("a periodic job failed: %s", job.run)


def backlog() -> dict[str, int]:
    """How many deliveries are due and stuck, for the pages of staff."""
    from docket.models import Delivery

    return {state: Delivery.objects.filter(state=state).count() for state in ("due", "stuck")}
