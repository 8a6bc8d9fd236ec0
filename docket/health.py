"""How the work goes, in one look at the database: what readiness, the staff's banner and the metrics tell."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from docket import dependencies

OLDEST_SECONDS = 60.0  # due and not done: longer than that and somebody should know
CANARY_SECONDS = 60.0  # sent each 30 s
SWEEPER_SECONDS = 30.0
SKEW_SECONDS = 5.0
SILENT_SECONDS = 60.0

# What stands behind another row of its lane (stopped, tried again later, held to be undone) could not be done now.
LOOK = """
SELECT clock_timestamp(),
  (SELECT extract(epoch FROM clock_timestamp() - d.due_at)::float FROM docket_delivery d
   WHERE d.state = 'due' AND d.due_at <= clock_timestamp()
     AND NOT EXISTS (SELECT 1 FROM docket_breaker b WHERE b.name = d.dependency AND b.opened_at IS NOT NULL)
     AND NOT EXISTS (SELECT 1 FROM docket_delivery e WHERE e.state IN ('due', 'stuck')
                     AND e.subscriber = d.subscriber AND e.lane = d.lane AND e.id < d.id)
   ORDER BY d.due_at LIMIT 1),
  (SELECT array_agg(name ORDER BY name) FROM docket_breaker WHERE opened_at IS NOT NULL),
  (SELECT extract(epoch FROM clock_timestamp() - at)::float FROM docket_mark WHERE name = 'canary'),
  (SELECT extract(epoch FROM clock_timestamp() - at)::float FROM docket_mark WHERE name = 'sweeper'),
  (SELECT max(abs(skew)) FROM docket_pulse WHERE seen_at > clock_timestamp() - make_interval(secs => %s))
"""


@dataclass(frozen=True)
class Health:
    """What one look found."""

    at: datetime
    oldest: float = 0.0  # seconds for which the oldest delivery that could be done is due
    shut: list[str] = field(default_factory=list)  # dependencies whose breaker is open
    canary: float | None = None  # seconds since the last one came through the queue
    sweeper: float | None = None
    skew: float = 0.0

    def faults(self, never: float = math.inf) -> Iterator[str]:
        """What is not as it should be, in single words. `never` is the age of what has not been heard of at all."""
        yield from self.shut
        if (never if self.sweeper is None else self.sweeper) > SWEEPER_SECONDS:
            yield "sweeper"
        if (never if self.canary is None else self.canary) > CANARY_SECONDS:
            yield "queue"
        if self.oldest > OLDEST_SECONDS:
            yield "backlog"
        if self.skew > SKEW_SECONDS:
            yield "clock"


def look() -> Health:
    """One statement; each part of it reads a row or the beginning of an index."""
    with connection.cursor() as cursor:
        cursor.execute(LOOK, [SILENT_SECONDS])
        at, oldest, shut, canary, sweeper, skew = cursor.fetchone()
    known = {each.name for each in dependencies.all()}
    return Health(at, oldest or 0.0, [name for name in shut or [] if name in known], canary, sweeper, skew or 0.0)
