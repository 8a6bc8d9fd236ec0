"""What time does to webhooks: who takes nothing hears of it and is switched off at last; what is old is forgotten."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from docket import clock, transaction
from docket.actors import CLOCK
from docket.take import take
from notifications.webhooks import recording, signing
from notifications.webhooks.models import Endpoint
from notifications.webhooks.rules import rules

AT_ONCE, A_HANDFUL = 100, 5000


def look_after() -> int:
    """Periodic job. Tell administrators after an hour and a day; after days, switch off."""
    return warn_due() + give_up_due()


@transaction.atomic
def warn_due() -> int:
    """Once each. By the real clock: calls are made in it, also in a demo."""
    now, warned = clock.real(), 0
    for number, hours in enumerate(rules().mail_after_hours):
        for endpoint in failing(now - timedelta(hours=hours)):
            if endpoint.warned == number:
                take("warn", endpoint, by=CLOCK, hours=hours)
                Endpoint.objects.filter(pk=endpoint.pk).update(warned=number + 1)
                warned += 1
    return warned


@transaction.atomic
def give_up_due() -> int:
    over = failing(clock.real() - timedelta(days=rules().disable_after_days))
    for endpoint in over:
        take("give_up", endpoint, by=CLOCK, why="failing")
    recording.abandon([endpoint.pk for endpoint in over])
    return len(over)


def failing(since: datetime) -> list[Endpoint]:
    """Those that have taken nothing since then; one that is being called at this moment waits for the next round."""
    rows = Endpoint.objects.filter(state="alive", failing_since__lte=since)
    return list(rows.select_for_update(skip_locked=True, no_key=True).order_by("pk")[:AT_ONCE])


def renew_secrets() -> int:
    """Periodic job. Write with the SECRET_KEY of now what an older one encrypted, so that the older one can go."""
    if not settings.SECRET_KEY_FALLBACKS:
        return 0
    count = 0
    for pk, *lying in Endpoint.objects.order_by("pk").values_list("pk", "secret", "previous_secret"):
        fresh = [signing.renewed(each) if each else "" for each in lying]
        if fresh != lying:  # and only if nobody has given out another one meanwhile
            same = Endpoint.objects.filter(pk=pk, secret=lying[0], previous_secret=lying[1])
            count += same.update(secret=fresh[0], previous_secret=fresh[1])
    return count


OLD = "SELECT id FROM webhooks_event WHERE written_at < %s ORDER BY written_at LIMIT %s"
OF_EVENTS = (
    "DELETE FROM webhooks_attempt WHERE dispatch_id IN (SELECT id FROM webhooks_dispatch WHERE event_id = ANY(%s))",
    "DELETE FROM webhooks_dispatch WHERE event_id = ANY(%s)",
    "DELETE FROM webhooks_event WHERE id = ANY(%s)",
)
CHALLENGES = "DELETE FROM webhooks_attempt WHERE dispatch_id IS NULL AND at < %s"


def forget_old() -> int:
    """Periodic job, a handful at a time: events with all that became of them, and the calls that were challenges."""
    before, total = clock.real() - timedelta(days=rules().kept_days), 0
    while gone := forget_some(before):
        total += gone
    with connection.cursor() as cursor:
        cursor.execute(CHALLENGES, [before])
    return total


@transaction.atomic
def forget_some(before: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(OLD, [before, A_HANDFUL])
        ids = [row[0] for row in cursor.fetchall()]
        for statement in OF_EVENTS:
            cursor.execute(statement, [ids])
    return len(ids)
