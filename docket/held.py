"""Holding back what a step owes, for as long as whoever took it may still undo it."""

from datetime import datetime

from django.db import connection

from docket.actors import Actor
from docket.models import Entry
from docket.procedure import Step

UNTIL = "undo_until"  # the fact of an entry that says until when it could be undone


def held_until(step: Step, by: Actor) -> datetime | None:
    """Until when this person's step holds back what it owes; by the database's clock, as leases are judged."""
    if not step.undoable or not by.undo_seconds:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp() + make_interval(secs => %s)", [by.undo_seconds])
        moment: datetime = cursor.fetchone()[0]
    return moment


def until(entry: Entry) -> datetime | None:
    """Until when this step could be undone; None if it never could."""
    told = entry.facts.get(UNTIL)
    return datetime.fromisoformat(told) if told else None
