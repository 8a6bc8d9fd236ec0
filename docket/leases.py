"""Taking deliveries that are due for a while, and closing them: only by whom holds them, by the database's clock."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

LEASE_SECONDS = 60  # a worker that lives renews it; three of the longest outside calls fit into it


@dataclass(frozen=True, slots=True)
class Lease:
    """A delivery that is ours until the lease ends by the database's clock."""

    id: int
    entry_id: int
    subscriber: str
    lane: str
    attempts: int
    dependency: str
    token: uuid.UUID

    @property
    def may_be_known(self) -> bool:
        """An earlier attempt did not end well: it may have had its effect all the same."""
        return self.attempts > 1


LEASED = ("id", "entry_id", "subscriber", "lane", "attempts", "dependency")

# Only the first open delivery of a lane may be leased: order holds per (subscriber, lane). Materialized: as a plain
# subquery it may be run once for each row that is joined to it, and then takes more than its limit.
LEASE = """
WITH taken AS MATERIALIZED (
    SELECT d.id FROM docket_delivery d
    WHERE d.state = 'due' AND d.dependency = %(dependency)s AND d.due_at <= clock_timestamp()
      AND (d.lease_until IS NULL OR d.lease_until < clock_timestamp())
      AND NOT EXISTS (SELECT 1 FROM docket_delivery e WHERE e.subscriber = d.subscriber AND e.lane = d.lane
                      AND e.id < d.id AND e.state IN ('due', 'stuck'))
    ORDER BY d.priority, d.due_at, d.id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
UPDATE docket_delivery o SET lease_until = clock_timestamp() + make_interval(secs => %(seconds)s),
       lease_token = %(token)s, attempts = o.attempts + 1
FROM taken WHERE o.id = taken.id
RETURNING o.id, o.entry_id, o.subscriber, o.lane, o.attempts, o.dependency
"""


def lease(dependency: str, limit: int) -> list[Lease]:
    """Take what is due there, urgent ones first and then the oldest; rows another worker holds are passed over."""
    token = uuid.uuid4()
    facts: Mapping[str, Any] = {"seconds": LEASE_SECONDS, "token": token, "dependency": dependency, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(LEASE, facts)
        rows = cursor.fetchall()
    return sorted((Lease(**dict(zip(LEASED, row, strict=True)), token=token) for row in rows), key=lambda held: held.id)


@dataclass(frozen=True, slots=True)
class Closing:
    """What becomes of one leased delivery."""

    held: Lease
    state: str = "done"
    wait: float | None = None  # seconds until it is due again; None: as it was
    attempts: int = 0  # as they are to be written
    error: str = ""
    exactly: bool = False  # the wait is no pause after a failure: no chance is mixed in

    @property
    def said(self) -> str:
        """The error as it can be kept: the other side may send any bytes, and PostgreSQL takes no NUL."""
        return self.error[:2000].replace("\x00", "")


# Fencing: whoever lost its lease meanwhile does not match, and the new holder's word counts.
# Half of a wait is fixed and half is chance, so that a crowd of failures does not come back as a crowd.
CLOSE = """
UPDATE docket_delivery d SET state = v.state, attempts = v.attempts, last_error = v.error,
       lease_until = NULL, lease_token = NULL,
       done_at = CASE WHEN v.state = 'done' THEN clock_timestamp() END,
       due_at = coalesce(clock_timestamp()
                         + make_interval(secs => v.wait * CASE WHEN v.exactly THEN 1 ELSE 0.5 + random() END), d.due_at)
FROM unnest(%(ids)s::bigint[], %(tokens)s::uuid[], %(states)s::text[], %(waits)s::float8[], %(attempts)s::int[],
            %(errors)s::text[], %(exactly)s::bool[]) AS v(id, token, state, wait, attempts, error, exactly)
WHERE d.id = v.id AND d.lease_token = v.token AND d.state = 'due'
RETURNING d.id
"""


def close(closings: Sequence[Closing]) -> set[int]:
    """Write down how these went, in one statement; returns which of them were still ours."""
    if not closings:
        return set()
    facts: Mapping[str, Any] = {
        "ids": [c.held.id for c in closings],
        "tokens": [str(c.held.token) for c in closings],
        "states": [c.state for c in closings],
        "waits": [c.wait for c in closings],
        "attempts": [c.attempts for c in closings],
        "errors": [c.said for c in closings],
        "exactly": [c.exactly for c in closings],
    }
    with connection.cursor() as cursor:
        cursor.execute(CLOSE, facts)
        return {row[0] for row in cursor.fetchall()}


def give_back(held: Sequence[Lease]) -> None:
    """Not begun: due at once for others, and no attempt is counted."""
    close([Closing(each, "due", attempts=each.attempts - 1) for each in held])


RENEW = """
UPDATE docket_delivery SET lease_until = clock_timestamp() + make_interval(secs => %(seconds)s)
WHERE id = ANY(%(ids)s) AND lease_token = ANY(%(tokens)s::uuid[]) AND state = 'due'
"""


def renew(held: Sequence[Lease]) -> None:
    """We are alive and still at it."""
    tokens = list({str(each.token) for each in held})
    with connection.cursor() as cursor:
        cursor.execute(RENEW, {"seconds": LEASE_SECONDS, "ids": [each.id for each in held], "tokens": tokens})
