"""Taking a step back before anybody has heard of it: what it owes is held for a moment, and cancelled if it is undone.

How long is a setting of the person (`Actor.undo_seconds`); which steps can be undone, the table of the procedure says.
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection

from docket import clock, take
from docket.actors import Actor
from docket.held import until
from docket.models import Delivery, Docketed, Entry
from docket.procedure import UNDO


def undo_many(subjects: Sequence[Docketed], *, by: Actor, **facts: Any) -> list[Entry]:
    """Undo the newest step of each, all or none. Raises NotAllowed if it is too late, and then nothing has changed."""
    if not subjects:
        return []
    take.lock(subjects)
    newest = newest_entries(subjects)
    in_time = mine_and_open(newest.values(), by) and cancel(newest.values())
    each = {pk: {"undone": entry.step, "undoes": entry.n} for pk, entry in newest.items()}
    return take.take_many(UNDO, subjects, by=by, each=each, in_time_to_undo=in_time, **facts)


def newest_entries(subjects: Sequence[Docketed]) -> dict[int, Entry]:
    rows = Entry.objects.filter(subject_type=subjects[0].subject_type, subject_id__in=[s.pk for s in subjects])
    return {e.subject_id: e for e in rows.order_by("subject_id", "-n").distinct("subject_id")}


def mine_and_open(entries: Collection[Entry], by: Actor) -> bool:
    now = clock.real()
    return all(e.actor_id == by.user_id and (end := until(e)) is not None and end > now for e in entries)


# A worker leases only what is due, and skips what we have locked; we cancel only what is not due and never was leased.
# Whoever comes second finds the row changed, so a delivery is sent or cancelled, and never both.
CANCEL = """
UPDATE docket_delivery SET state = 'cancelled'
WHERE entry_id = ANY(%s) AND state = 'due' AND attempts = 0 AND lease_until IS NULL AND due_at > clock_timestamp()
"""


def cancel(entries: Collection[Entry]) -> bool:
    """Cancel everything that these entries owe; False if any of it may have been heard of."""
    ids = [entry.pk for entry in entries]
    owed = Delivery.objects.filter(entry__in=ids).count()
    with connection.cursor() as cursor:
        cursor.execute(CANCEL, [ids])
        return bool(cursor.rowcount == owed)
