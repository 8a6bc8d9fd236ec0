"""The breaker of each dependency: nobody is called who does not answer, except by one probe now and then.

Its state is a row in PostgreSQL, so that all workers share it and staff see it. The times are the database's.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from docket import metrics
from docket.dependencies import Dependency
from docket.models import Breaker

log = logging.getLogger(__name__)

WINDOW_SECONDS, BUCKET_SECONDS = 30, 3
FEWEST_CALLS = 20  # in the window, before half of them failing says anything
GOOD_PROBES = 3
LONGEST_REST = 3600.0


@dataclass(frozen=True, slots=True)
class Observation:
    """How one call went, as far as the other side is to blame."""

    good: bool
    probe: bool = False
    error: str = ""
    shuts: bool = False  # no point in four more tries: a token that is refused
    rest: float = 0.0  # seconds for which it asked to be left alone


@dataclass(frozen=True, slots=True)
class Leave:
    """Whether calls may be started now: freely, as one probe, or not before so many seconds."""

    wait: float = 0.0
    probing: bool = False


ASK = """
SELECT opened_at IS NOT NULL, extract(epoch FROM probe_at - clock_timestamp())::float
FROM docket_breaker WHERE name = %s
"""


def ask(dependency: Dependency) -> Leave:
    """May we call? Taking the probe itself is a second step (`take_probe`), when there is something to probe with."""
    with connection.cursor() as cursor:
        cursor.execute(ASK, [dependency.name])
        row = cursor.fetchone()
    if row is None or not row[0]:
        return Leave()
    return Leave(wait=max(0.0, row[1] or 0.0), probing=True)


TAKE_PROBE = """
UPDATE docket_breaker SET probe_at = clock_timestamp() + make_interval(secs => %s)
WHERE name = %s AND opened_at IS NOT NULL AND probe_at <= clock_timestamp()
"""


def take_probe(dependency: Dependency) -> bool:
    """One among all workers gets it; if that one dies, the next comes when its time would have been over."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_PROBE, [dependency.probe_seconds, dependency.name])
        return bool(cursor.rowcount == 1)


def is_open(name: str) -> bool:
    return Breaker.objects.filter(name=name, opened_at__isnull=False).exists()


def observe(dependency: Dependency, seen: Sequence[Observation]) -> bool:
    """Write down how calls went; open or close. Returns whether it is open now."""
    if not seen:
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        # Losing this row's last second in a crash of the server costs nothing: do not wait for the disk.
        cursor.execute("SET LOCAL synchronous_commit = off")
        breaker = locked(dependency.name)
        cursor.execute("SELECT clock_timestamp()")
        now = cursor.fetchone()[0]
        for each in seen:
            weigh(breaker, dependency, each, now)
        breaker.save()
    return breaker.opened_at is not None


def known(name: str) -> None:
    """Make the dependency's row when it is first needed."""
    Breaker.objects.bulk_create([Breaker(name=name)], ignore_conflicts=True)


def locked(name: str) -> Breaker:
    rows = Breaker.objects.select_for_update().filter(name=name)
    found = rows.first()
    if found is None:
        known(name)
        found = rows.get()
    return found


def weigh(breaker: Breaker, dependency: Dependency, seen: Observation, now: datetime) -> None:
    if seen.good:
        breaker.last_good_at = now
    else:
        breaker.last_error, breaker.last_bad_at = seen.error[:2000], now
    if breaker.opened_at is None:
        count(breaker, seen, now)
        if seen.shuts or too_many(breaker, dependency):
            open_it(breaker, dependency, seen, now)
    elif seen.probe:  # what was under way when it opened says nothing new
        judge_probe(breaker, dependency, seen, now)


def count(breaker: Breaker, seen: Observation, now: datetime) -> None:
    breaker.failures = 0 if seen.good else breaker.failures + 1
    bucket = int(now.timestamp()) // BUCKET_SECONDS
    oldest = bucket - WINDOW_SECONDS // BUCKET_SECONDS
    kept = [each for each in breaker.window if each[0] > oldest]
    if not kept or kept[-1][0] != bucket:
        kept.append([bucket, 0, 0])
    kept[-1][1 if seen.good else 2] += 1
    breaker.window = kept


def too_many(breaker: Breaker, dependency: Dependency) -> bool:
    good, bad = (sum(each[column] for each in breaker.window) for column in (1, 2))
    return breaker.failures >= dependency.failures_in_a_row or (good + bad >= FEWEST_CALLS and bad >= good)


def open_it(breaker: Breaker, dependency: Dependency, seen: Observation, now: datetime) -> None:
    breaker.opened_at, breaker.good_probes = now, 0
    breaker.probe_at = now + timedelta(seconds=max(dependency.probe_seconds, min(seen.rest, LONGEST_REST)))
    metrics.BREAKER_OPENED.labels(dependency.name).inc()
    log.error("%s does not serve us; one probe each %g s: %s", breaker.name, dependency.probe_seconds, seen.error)


def judge_probe(breaker: Breaker, dependency: Dependency, seen: Observation, now: datetime) -> None:
    """Three good ones, each right after the other, close it; a bad one begins the wait anew."""
    if not seen.good:
        breaker.good_probes = 0
        breaker.probe_at = now + timedelta(seconds=max(dependency.probe_seconds, min(seen.rest, LONGEST_REST)))
        return
    breaker.good_probes += 1
    breaker.probe_at = now
    if breaker.good_probes >= GOOD_PROBES:
        log.warning("%s serves us again after %s", breaker.name, now - (breaker.opened_at or now))
        breaker.opened_at = breaker.probe_at = None
        breaker.failures, breaker.good_probes, breaker.window = 0, 0, []
