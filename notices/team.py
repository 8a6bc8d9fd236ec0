"""The team's day in figures: what waits and breaches in each queue, and what each reviewer has in hand. No ranking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from accounts.models import User
from docket import clock
from notices import colleagues, queues
from notices.models import Dossier
from notices.queues import MOST_COUNTED, QUEUES, Queue

AHEAD = timedelta(hours=4)

# Every count ends at MOST_COUNTED and follows the index of the queue; nobody waits while a million rows are counted.
# A queue of the courts has no clock of ours and cannot breach.
LOAD = """
SELECT q.queue, count(f.due_at), count(*) FILTER (WHERE f.due_at <= docket_now()),
    count(*) FILTER (WHERE f.due_at > docket_now() AND f.due_at <= docket_now() + interval '1 hour'),
    count(*) FILTER (WHERE f.due_at > docket_now() + interval '1 hour'
                     AND f.due_at <= docket_now() + interval '4 hours'),
    count(*) FILTER (WHERE f.due_at <= docket_now() + interval '4 hours' AND f.assigned_to_id IS NULL
                     AND (f.held_until IS NULL OR f.held_until < clock_timestamp())),
    min(f.received_at)
FROM unnest(%(queues)s::text[]) AS q(queue) LEFT JOIN LATERAL (
    SELECT d.due_at, d.received_at, d.assigned_to_id, d.held_until FROM notices_dossier d
    WHERE d.queue = q.queue ORDER BY d.due_at LIMIT %(most)s) f ON true
GROUP BY q.queue
"""


@dataclass(frozen=True)
class Load:
    """One queue: how much waits, what has breached or will within four hours, and how much of that nobody has."""

    queue: Queue
    waiting: int
    late: int
    in_1_h: int
    in_4_h: int
    nobodys: int
    oldest: datetime | None

    @property
    def more(self) -> bool:
        """Whether there is more than was counted."""
        return self.waiting >= MOST_COUNTED

    @property
    def breaches(self) -> int:
        return self.late + self.in_1_h + self.in_4_h


def load() -> list[Load]:
    """Every queue with its forecast. One query."""
    keys = [queue.key for queue in QUEUES]
    with connection.cursor() as cursor:
        cursor.execute(LOAD, {"queues": keys, "most": MOST_COUNTED})
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    return [Load(queue, *found[queue.key]) for queue in QUEUES]


def soon(most: int) -> list[Dossier]:
    """What breaches first, in all queues with clocks of ours: late, or within four hours. One query."""
    rows = queues.dossiers("").filter(due_at__lte=clock.now() + AHEAD).exclude(queue=Dossier.Queue.COURT)
    return list(rows[:most])


@dataclass(frozen=True)
class Hands:
    """One reviewer: here, on a break or away, what they work on now, and how much waits for them."""

    user: User
    working: Sequence[Dossier]
    given: int
    resting: bool
    seen_at: datetime | None
    here: bool


def hands() -> list[Hands]:
    """Every reviewer by name. Three queries."""
    real = clock.real()
    working: dict[int, list[Dossier]] = {}
    for case in Dossier.objects.filter(held_until__gt=real, held_by__isnull=False).select_related("notice"):
        working.setdefault(case.held_by_id or 0, []).append(case)
    given = Count("assigned", filter=Q(assigned__held_by__isnull=True) | ~Q(assigned__held_by=F("pk")))
    return [
        Hands(user, working.get(user.pk, []), user.given, *standing(user, real))
        for user in colleagues.reviewers().annotate(given=given)
    ]


def standing(user: User, real: datetime) -> tuple[bool, datetime | None, bool]:
    """On a break, last seen, and whether that was within the last half hour."""
    row = getattr(user, "reviewer", None)
    if row is None:
        return False, None, False
    return row.on_break_since is not None, row.seen_at, real - row.seen_at < timedelta(minutes=30)


def in_hands_of(user: User) -> "QuerySet[Dossier]":
    """What this person holds or was given, the most urgent first."""
    held = Q(held_by=user, held_until__gt=clock.real())
    return Dossier.objects.filter(held | Q(assigned_to=user)).order_by(*queues.ORDER)
