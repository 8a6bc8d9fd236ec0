"""The transactional outbox: what is owed is written with the deed, leased by workers, and closed only when done.

Celery and Redis carry hints (names of dependencies). Losing a hint costs time, never a delivery.
"""

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import DateTimeField, Func
from django.utils.module_loading import import_string

from docket import dependencies, metrics
from docket.models import Delivery, Entry

log = logging.getLogger(__name__)

QUIET_AFTER_FAILED_HINT = 5.0
URGENT, SEVERE, ORDINARY, PATIENT = range(4)
NOW = Func(function="clock_timestamp", output_field=DateTimeField())

Subscriber = Callable[[Entry], None]
Condition = Callable[[Entry], bool]
Priority = Callable[[str, Entry], int]

_subscriptions: dict[tuple[str, str], tuple[str, ...]] = {}
_never_given_up: set[str] = set()
_only_if: dict[str, str] = {}
_priorities: list[Priority] = []
_quiet_until = 0.0


def subscribe(
    table: Mapping[tuple[str, str], Sequence[str]],
    never_given_up: Iterable[str] = (),
    only_if: Mapping[str, str] | None = None,
    priority: Priority | None = None,
) -> None:
    """Say who hears of which step: (subject, step or "*") → dotted names of functions of one entry.

    Those never given up are tried for as long as it takes (the law sets no number of attempts); only a plain refusal
    by the other side, NeedsPerson, ends with a person. `only_if` names, for a subscriber, a function that tells from an
    entry alone whether it has anything to do with it: nothing is owed to whom it does not concern. `priority` says what
    goes first, for a subscriber and an entry (URGENT before SEVERE and so on).
    """
    _subscriptions.clear()
    _subscriptions.update({key: tuple(names) for key, names in table.items()})
    _never_given_up.clear()
    _never_given_up.update(never_given_up)
    _only_if.clear()
    _only_if.update(only_if or {})
    _priorities[:] = [priority] if priority else []


def subscriptions() -> Mapping[tuple[str, str], tuple[str, ...]]:
    return _subscriptions


def subscribers_of(subject: str, step: str) -> list[str]:
    return [*_subscriptions.get((subject, "*"), ()), *_subscriptions.get((subject, step), ())]


def is_never_given_up(subscriber: str) -> bool:
    return subscriber in _never_given_up


def concerns(subscriber: str, entry: Entry) -> bool:
    name = _only_if.get(subscriber)
    if name is None:
        return True
    condition: Condition = import_string(name)
    return condition(entry)


def owe(entries: Iterable[Entry], lanes: Mapping[int, str], held: datetime | None = None) -> set[str]:
    """Write one delivery for each subscriber of each entry; returns the dependencies that have work now.

    `held`: they are not due before this moment, so that the step can be undone until then.
    """
    due: dict[str, Any] = {"due_at": held} if held else {}
    rows = [
        Delivery(
            entry=entry,
            subscriber=name,
            lane=lanes[entry.subject_id],
            dependency=dependencies.of(name),
            priority=_priorities[0](name, entry) if _priorities else ORDINARY,
            **due,
        )
        for entry in entries
        for name in subscribers_of(entry.subject_type, entry.step)
        if concerns(name, entry)
    ]
    return {row.dependency for row in Delivery.objects.bulk_create(rows)}


def stand_by(entry: Entry, subscriber: str, lane: str) -> Delivery:
    """A delivery that is done for now and is called for again and again: its news come in a stream and are kept by the
    subscriber. However much has gathered, one row waits here, and others are not held up by looking past it."""
    return Delivery.objects.create(
        entry=entry,
        subscriber=subscriber,
        lane=lane,
        dependency=dependencies.of(subscriber),
        state=Delivery.State.DONE,
        done_at=NOW,
    )


CALL_FOR = """
UPDATE docket_delivery SET state = 'due', due_at = clock_timestamp(), done_at = NULL,
       attempts = CASE WHEN state = 'done' THEN 0 ELSE attempts END
WHERE id IN (SELECT id FROM docket_delivery WHERE id = ANY(%s) AND state IN ('due', 'done') ORDER BY id FOR UPDATE)
RETURNING dependency
"""


def call_for(deliveries: Iterable[int]) -> None:
    """There is something for these standing deliveries, written in this transaction. Each row is written in any case,
    so that whoever closes it at this moment (and has locked it before its last look) is waited for, or waits."""
    with connection.cursor() as cursor:
        cursor.execute(CALL_FOR, [sorted(deliveries)])
        called = {str(row[0]) for row in cursor.fetchall()}
    transaction.on_commit(lambda: hint(called), robust=True)


def hint(names: Iterable[str]) -> None:
    """Wake a worker. Failing is harmless; after a failure stay quiet for a while, so that no request waits twice."""
    global _quiet_until
    from docket.tasks import deliver as task  # the task imports what delivers

    wanted = sorted(set(names))
    if not wanted or is_quiet():
        return
    try:
        task.apply_async(args=(wanted,), retry=False, ignore_result=True)
    except Exception as error:
        _quiet_until = time.monotonic() + QUIET_AFTER_FAILED_HINT
        metrics.HINTS_FAILED.labels(type(error).__name__).inc()
        log.warning("no hint for %s, the sweeper will find the work: %s", ", ".join(wanted), error)


def is_quiet() -> bool:
    """Whether Redis did not take a hint a moment ago."""
    return time.monotonic() < _quiet_until


def deliver(*, limit: int = 50) -> int:
    """Deliver what is due, here and now, one after the other (tests, the demo, commands); workers have their pumps."""
    from docket import delivering  # it closes deliveries, which may take a step, which owes deliveries

    return delivering.deliver(limit=limit)
