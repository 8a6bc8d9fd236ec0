"""What time does to events: what is old is forgotten."""

from datetime import datetime, timedelta

from django.db import connection

from docket import clock, transaction
from notifications.webhooks.rules import rules

A_HANDFUL = 5000
OLD = "SELECT id FROM webhooks_event WHERE written_at < %s ORDER BY written_at LIMIT %s"
OF_EVENTS = ("DELETE FROM webhooks_event WHERE id = ANY(%s)",)


def forget_old() -> int:
    """Periodic job, a handful at a time. By the real clock: a demo's leap must not empty the feed."""
    before, total = clock.real() - timedelta(days=rules().kept_days), 0
    while gone := forget_some(before):
        total += gone
    return total


@transaction.atomic
def forget_some(before: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(OLD, [before, A_HANDFUL])
        ids = [row[0] for row in cursor.fetchall()]
        for statement in OF_EVENTS:
            cursor.execute(statement, [ids])
    return len(ids)
