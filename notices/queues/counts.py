"""How much waits in each queue: bounded, for nobody waits for a page while a million rows are counted."""

from collections import Counter
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Func, Q, QuerySet, Value

from docket.models import Delivery
from notices import threads
from notices.models import Dossier
from notices.queues.table import BY_KEY
from rights.models import IPRight

MOST_COUNTED = 1000
THIS_MOMENT = Func(function="clock_timestamp", output_field=DateTimeField())  # leases are judged by it
# Nobody works on it, and it waits for nobody in particular.
UNASSIGNED = (Q(held_until__isnull=True) | Q(held_until__lte=THIS_MOMENT)) & Q(assigned_to__isnull=True)
# The order is there for the planner: it leads to the index, and not to a scan in search of what is rare.
COUNTS = """
SELECT q.queue, (SELECT count(*) FROM (
    SELECT FROM notices_dossier d WHERE d.queue = q.queue ORDER BY d.due_at LIMIT %s) AS found)
FROM unnest(%s::text[]) AS q(queue)
"""


def counts(me: int | None = None) -> dict[str, int]:
    """How much waits under each key of the table, up to MOST_COUNTED. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [MOST_COUNTED, list(BY_KEY)])
        found: dict[str, int] = dict(cursor.fetchall())
    lists: dict[str, QuerySet[Any, Any]] = {
        "unassigned": Dossier.objects.filter(UNASSIGNED, queue="review").order_by("due_at"),
        "mine": Dossier.objects.filter(held_by=me, held_until__gt=THIS_MOMENT),
        "talks": threads.unanswered(),
        "rights": IPRight.objects.to_verify(),
        "deliveries": Delivery.objects.filter(state=Delivery.State.STUCK),
    }
    of_each = [rows.annotate(of=Value(key)).values_list("of")[:MOST_COUNTED] for key, rows in lists.items()]
    waiting = Counter(key for (key,) in of_each[0].union(*of_each[1:], all=True))
    return found | {key: waiting[key] for key in lists}
