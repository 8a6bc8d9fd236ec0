"""What is counted in the database when somebody asks: the status page and /metrics show the same figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from docket import clock, dependencies
from docket.models import Mark
from notices.deadlines import DECIDING
from notices.tasks import WHEN_ENDED

DELIVERIES = """
SELECT dependency, count(*) FILTER (WHERE state = 'due'), count(*) FILTER (WHERE state = 'stuck'),
       extract(epoch FROM clock_timestamp() - min(due_at) FILTER (WHERE state = 'due'))::float
FROM docket_delivery WHERE state IN ('due', 'stuck') GROUP BY 1
"""
# The clock of the law is the docket's; in a demo it runs ahead.
CLOCKS = """
SELECT key, count(*) FILTER (WHERE due_at <= docket_now()), count(*) FILTER (WHERE due_at > docket_now()),
       count(*) FILTER (WHERE not_after <= docket_now() + interval '24 hours')
FROM notices_timer
WHERE state = 'running' AND key = ANY(%s) AND due_at <= docket_now() + interval '24 hours' GROUP BY 1 ORDER BY 1
"""
MAIL = """
SELECT count(*), extract(epoch FROM docket_now() - min(created_at))::float
FROM notifications_notification WHERE mail_state = 'due'
"""


@dataclass(frozen=True)
class Owed:
    """What one dependency still is to hear."""

    name: str
    due: int = 0
    stuck: int = 0
    oldest: float = 0.0  # seconds that the oldest is due; 0 while nothing is


def owed() -> list[Owed]:
    """One for each dependency, also where nothing is owed."""
    with connection.cursor() as cursor:
        cursor.execute(DELIVERIES)
        rows = cursor.fetchall()
    found = {name: Owed(name, due, stuck, max(0.0, oldest or 0.0)) for name, due, stuck, oldest in rows}
    known = {each.name: Owed(each.name) for each in dependencies.all()}
    return list((known | found).values())


@dataclass(frozen=True)
class Clocks:
    """The clocks of one kind that should have ended already, and those that end within a day."""

    key: str
    overdue: int
    due: int
    last_day: int  # those that the law lets run no longer than another day


def clocks() -> list[Clocks]:
    """Those on which somebody here must act; when a party's time is over, nothing has to happen."""
    with connection.cursor() as cursor:
        cursor.execute(CLOCKS, [[*WHEN_ENDED, *DECIDING]])
        return [Clocks(*row) for row in cursor.fetchall()]


def mail() -> tuple[int, float]:
    """Letters that have not left yet, and the age of the oldest in seconds."""
    with connection.cursor() as cursor:
        cursor.execute(MAIL)
        count, oldest = cursor.fetchone()
    return count, max(0.0, oldest or 0.0)


def marks() -> Mapping[str, tuple[datetime, dict[str, Any]]]:
    """When what must recur was last done, and how it went."""
    return {mark.name: (mark.at, mark.facts) for mark in Mark.objects.all()}


def age(at: datetime) -> float:
    return (clock.real() - at).total_seconds()
