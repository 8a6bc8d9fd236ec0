"""The transactional outbox: what is owed is written with the deed, leased by workers, and closed only when done.

Celery and Redis carry hints (ids). Losing a hint costs time, never a delivery: the sweeper finds what is due.
"""

import logging
import time
import traceback
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.module_loading import import_string

from docket.errors import MoreToDo, NeedsPerson, TryLater
from docket.models import Delivery, Entry

log = logging.getLogger(__name__)

LEASE_SECONDS = 90  # a batch of the longest outside calls fits into it (enforcement.marketplace, smtp)
MAX_ATTEMPTS = 12  # with the backoff below about an hour; then a person must look
BACKOFF_SECONDS, BACKOFF_CAP = 2.0, 900.0
CHUNK = 10  # deliveries a hint
BATCH = 1  # deliveries a lease: two rounds of the longest outside call must fit into it
QUIET_AFTER_FAILED_HINT = 5.0

Subscriber = Callable[[Entry], None]
Condition = Callable[[Entry], bool]
_subscriptions: dict[tuple[str, str], tuple[str, ...]] = {}
_never_given_up: set[str] = set()
_only_if: dict[str, str] = {}
_quiet_until = 0.0


def subscribe(
    table: Mapping[tuple[str, str], Sequence[str]],
    never_given_up: Iterable[str] = (),
    only_if: Mapping[str, str] | None = None,
) -> None:
    """Say who hears of which step: (subject, step or "*") → dotted names of functions of one entry.

    Those never given up are tried for as long as it takes (the law sets no number of attempts); only a plain refusal
    by the other side, NeedsPerson, ends with a person. `only_if` names, for a subscriber, a function that tells from an
    entry alone whether it has anything to do with it: nothing is owed to whom it does not concern.
    """
    _only_if.clear()
    _only_if.update(only_if or {})
    _never_given_up.clear()
    _never_given_up.update(never_given_up)
    _subscriptions.clear()
    _subscriptions.update({key: tuple(names) for key, names in table.items()})


def subscriptions() -> Mapping[tuple[str, str], tuple[str, ...]]:
    return _subscriptions


def subscribers_of(subject: str, step: str) -> list[str]:
    return [*_subscriptions.get((subject, "*"), ()), *_subscriptions.get((subject, step), ())]


def concerns(subscriber: str, entry: Entry) -> bool:
    name = _only_if.get(subscriber)
    if name is None:
        return True
    condition: Condition = import_string(name)
    return condition(entry)


def owe(entries: Iterable[Entry], lanes: Mapping[int, str]) -> list[int]:
    """Write one delivery for each subscriber of each entry; returns their ids."""
    rows = [
        Delivery(entry=entry, subscriber=name, lane=lanes[entry.subject_id])
        for entry in entries
        for name in subscribers_of(entry.subject_type, entry.step)
        if concerns(name, entry)
    ]
    return [row.pk for row in Delivery.objects.bulk_create(rows)]


def hint(ids: Sequence[int]) -> None:
    """Wake a worker. Failing is harmless; after a failure stay quiet for a while, so that no request waits twice."""
    global _quiet_until
    from docket.tasks import deliver  # the task imports this module

    if not ids or time.monotonic() < _quiet_until:
        return
    try:
        for start in range(0, len(ids), CHUNK):
            deliver.apply_async(args=(list(ids[start : start + CHUNK]),), retry=False, ignore_result=True)
    except Exception as error:
        _quiet_until = time.monotonic() + QUIET_AFTER_FAILED_HINT
        log.warning("no hint for %d deliveries, the sweeper will find them: %s", len(ids), error)


@dataclass(frozen=True, slots=True)
class Lease:
    """A delivery that is ours until the lease ends by the database's clock."""

    id: int
    entry_id: int
    subscriber: str
    lane: str
    attempts: int
    token: uuid.UUID


LEASED = ("id", "entry_id", "subscriber", "lane", "attempts")

# Only the first open delivery of a lane may be leased: order holds per (subscriber, lane).
LEASE = """
UPDATE docket_delivery SET lease_until = clock_timestamp() + make_interval(secs => %(seconds)s),
       lease_token = %(token)s, attempts = attempts + 1
WHERE id IN (
    SELECT d.id FROM docket_delivery d
    WHERE d.state = 'due' AND d.due_at <= clock_timestamp() - make_interval(secs => %(older)s)
      AND (d.lease_until IS NULL OR d.lease_until < clock_timestamp())
      {chosen}
      AND NOT EXISTS (SELECT 1 FROM docket_delivery e WHERE e.subscriber = d.subscriber AND e.lane = d.lane
                      AND e.id < d.id AND e.state <> 'done')
    ORDER BY d.due_at, d.id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
RETURNING id, entry_id, subscriber, lane, attempts
"""


def lease(
    *,
    ids: Sequence[int] | None = None,
    lanes: Sequence[tuple[str, str]] | None = None,
    older: float = 0,
    limit: int = 50,
) -> list[Lease]:
    """Take deliveries that are due, of these ids or lanes if given; rows another worker holds are passed over."""
    token = uuid.uuid4()
    chosen = ""
    params: dict[str, Any] = {"seconds": LEASE_SECONDS, "token": token, "older": older, "limit": limit}
    if ids is not None:
        chosen, params["ids"] = "AND d.id = ANY(%(ids)s)", list(ids)
    if lanes is not None:
        chosen, params["lanes"] = "AND (d.subscriber, d.lane) IN %(lanes)s", tuple(lanes)
    with connection.cursor() as cursor:
        cursor.execute(LEASE.format(chosen=chosen), params)
        rows = cursor.fetchall()
    return sorted((Lease(**dict(zip(LEASED, row, strict=True)), token=token) for row in rows), key=lambda held: held.id)


def run(held: Lease) -> bool:
    """Call the subscriber outside any transaction and record how it went. True if done."""
    try:
        entry = Entry.objects.get(pk=held.entry_id)
        subscriber: Subscriber = import_string(held.subscriber)
        subscriber(entry)
    except NeedsPerson as error:
        record_stuck(held, str(error))
    except MoreToDo:
        record_more(held)
    except TryLater as error:
        record_failure(held, str(error), wait=error.seconds)
    except Exception as error:
        log.warning("%s of entry %s failed (attempt %s): %s", held.subscriber, held.entry_id, held.attempts, error)
        record_failure(held, "".join(traceback.format_exception_only(error)).strip())
    else:
        return record_done(held)
    return False


def record_done(held: Lease) -> bool:
    """Close it, unless the lease was lost meanwhile: then the new holder's word counts (fencing)."""
    return _record(held, "state = 'done', done_at = clock_timestamp(), last_error = ''", [])


def record_more(held: Lease) -> None:
    """The next part is due now. The hint goes to the end of the queue, so that long work lets the others through."""
    if _record(held, "due_at = clock_timestamp(), attempts = 0, last_error = ''", []):
        hint([held.id])


def record_stuck(held: Lease, why: str) -> None:
    log.error("%s of entry %s needs a person: %s", held.subscriber, held.entry_id, why)
    _record(held, "state = 'stuck', last_error = %s", [why[:2000]])


def record_failure(held: Lease, why: str, wait: float | None = None) -> None:
    if wait is None and held.attempts >= MAX_ATTEMPTS and held.subscriber not in _never_given_up:
        return record_stuck(held, why)
    seconds = wait if wait is not None else min(BACKOFF_CAP, BACKOFF_SECONDS * 2.0 ** min(held.attempts - 1, 30))
    # Half of the wait is fixed and half is chance, so that a crowd of failures does not come back as a crowd.
    due = "due_at = clock_timestamp() + make_interval(secs => %s * (0.5 + random()))"
    patience = "" if wait is None else ", attempts = attempts - 1"  # being asked to wait is no failure
    _record(held, f"{due}, last_error = %s{patience}", [seconds, why[:2000]])
    return None


def _record(held: Lease, change: str, params: list[Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE docket_delivery SET {change}, lease_until = NULL, lease_token = NULL"  # noqa: S608 (fixed texts)
            " WHERE id = %s AND lease_token = %s AND state = 'due'",
            [*params, held.id, held.token],
        )
        return bool(cursor.rowcount == 1)


def deliver(ids: Sequence[int] | None = None, *, older: float = 0, limit: int = 50) -> int:
    """Deliver what is due (of these ids if given), each followed by what waited behind it in its lane."""
    done = tried = 0
    lanes: list[tuple[str, str]] = []
    while tried < limit:
        # A few at a time: the last of a batch must still be ours when its turn comes.
        batch = (lease(lanes=lanes, limit=BATCH) if lanes else []) or lease(ids=ids, older=older, limit=BATCH)
        if not batch:
            break
        finished = [held for held in batch if run(held)]
        tried, done = tried + len(batch), done + len(finished)
        ids = None if ids is None else [pk for pk in ids if all(pk != held.id for held in batch)]  # one part a hint
        lanes = [(held.subscriber, held.lane) for held in finished]
    return done


def retry(delivery_id: int) -> None:
    """A person has looked: try a stuck delivery again, from the first attempt."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE docket_delivery SET state = 'due', attempts = 0, due_at = clock_timestamp()"
            " WHERE id = %s AND state = 'stuck'",
            [delivery_id],
        )
    hint([delivery_id])
