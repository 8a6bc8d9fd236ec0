"""What came back from a turn: each call kept, the next try fixed, and how the endpoint is doing."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from django.db import connection

from docket import outbox, transaction
from docket.actors import SYSTEM
from docket.errors import MoreToDo, TryLater
from docket.models import Delivery
from docket.take import take
from notifications.webhooks.models import Attempt, Dispatch, Endpoint
from notifications.webhooks.rules import rules
from notifications.webhooks.turns import IN_A_ROW, PATIENCE_ASKED, Tried

LONGEST_REST, LONGEST_PATIENCE = 300.0, 86_400.0
SPREAD = 0.2  # of a wait is added by chance, so that a crowd of failures does not come back as a crowd
DUE, DELIVERED, FAILED = (state.value for state in Dispatch.State)
HEALTH = ("failures", "failing_since", "resting_until", "succeeded_at", "warned")


@dataclass(frozen=True)
class Next:
    """What becomes of one dispatch."""

    dispatch_id: int
    before: int  # tries, as they were when it was begun
    state: str
    wait: float = 0.0


def record(tried: Mapping[int, Sequence[Tried]]) -> Mapping[int, Exception]:
    """Write down these turns, by endpoint, inside the transaction that closes their deliveries.

    Returns for each endpoint why it is not done: more is due at once, or at a known moment. Endpoint and delivery are
    locked before that last look, so that whoever writes an event meanwhile either is seen or calls again after us.
    """
    endpoints = {e.pk: e for e in Endpoint.objects.select_for_update(no_key=True).filter(pk__in=tried).order_by("pk")}
    list(Delivery.objects.select_for_update().filter(pk__in=[e.errand_id for e in endpoints.values()]).order_by("pk"))
    keep_attempts(tried)
    move_on([what_next(each) for calls in tried.values() for each in calls])
    for pk, calls in tried.items():
        for each in calls:
            note(endpoints[pk], each)
    Endpoint.objects.bulk_update([endpoints[pk] for pk, calls in tried.items() if calls], HEALTH)
    for pk, calls in tried.items():
        if any(each.outcome.kind == Attempt.Outcome.GONE for each in calls):
            give_up(endpoints[pk], "gone")
    return left({pk: e for pk, e in endpoints.items() if e.state == "alive"})


@transaction.atomic
def record_one(endpoint: int, tried: Sequence[Tried]) -> Exception | None:
    return record({endpoint: tried}).get(endpoint)


def keep_attempts(tried: Mapping[int, Sequence[Tried]]) -> None:
    Attempt.objects.bulk_create(
        Attempt(
            endpoint_id=pk,
            dispatch_id=each.letter.dispatch_id,
            at=each.at,
            outcome=each.outcome.kind,
            status=each.outcome.status,
            ms=each.outcome.ms,
            answer=each.outcome.answer,
        )
        for pk, calls in tried.items()
        for each in calls
    )


def what_next(tried: Tried) -> Next:
    """Delivered; again after the next wait of the rule book, or after what the other side asks; or no more."""
    letter, outcome = tried.letter, tried.outcome
    if outcome.good:
        return Next(letter.dispatch_id, letter.tries, DELIVERED)
    waits = rules().retry_seconds
    if letter.tries >= len(waits):
        return Next(letter.dispatch_id, letter.tries, FAILED)
    wait = waits[letter.tries] * (1 + SPREAD * random.random())  # noqa: S311 (a pause, not a secret)
    return Next(letter.dispatch_id, letter.tries, DUE, max(wait, patience(outcome.retry_after, tried.at)))


# Taken is taken, whoever heard of it first. Everything else counts only if nobody has moved it on meanwhile.
MOVE_ON = """
UPDATE webhooks_dispatch d SET state = v.state, tries = v.before + 1,
       due_at = clock_timestamp() + make_interval(secs => v.wait),
       done_at = CASE WHEN v.state <> 'due' THEN clock_timestamp() END
FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::float8[]) AS v(id, before, state, wait)
WHERE d.id = v.id AND (v.state = 'delivered' OR (d.state = 'due' AND d.tries = v.before))
"""


def move_on(found: Sequence[Next]) -> None:
    if found:
        columns = ([n.dispatch_id for n in found], [n.before for n in found], [n.state for n in found])
        with connection.cursor() as cursor:
            cursor.execute(MOVE_ON, [*columns, [n.wait for n in found]])


def note(endpoint: Endpoint, tried: Tried) -> None:
    """How the endpoint is doing after this call."""
    if tried.outcome.good:
        endpoint.failures, endpoint.warned = 0, 0
        endpoint.failing_since = endpoint.resting_until = None
        endpoint.succeeded_at = tried.at
        return
    endpoint.failures += 1
    endpoint.failing_since = endpoint.failing_since or tried.at
    rest = rest_after(tried, endpoint.failures)
    endpoint.resting_until = tried.at + timedelta(milliseconds=tried.outcome.ms, seconds=rest) if rest else None


def rest_after(tried: Tried, failures: int) -> float:
    """For how long to leave the address alone: longer each time, five minutes at most unless it asks for more."""
    outcome = tried.outcome
    asked = patience(outcome.retry_after, tried.at) if outcome.status in PATIENCE_ASKED else 0.0
    counted = failures if not outcome.reached else failures - IN_A_ROW + 1
    own = min(LONGEST_REST, 5.0 * 2.0 ** min(counted - 1, 10)) if counted > 0 else 0.0
    return max(asked, own)


def patience(said: str, at: datetime) -> float:
    """Seconds of a Retry-After in either spelling; none if it says nothing that we understand."""
    if said.isascii() and said.isdecimal() and len(said) < 10:
        seconds = float(said)
    else:
        try:
            until = parsedate_to_datetime(said)
            seconds = ((until if until.tzinfo else until.replace(tzinfo=UTC)) - at).total_seconds()
        except (ValueError, TypeError, OverflowError):
            return 0.0
    return min(max(seconds, 0.0), LONGEST_PATIENCE)


def give_up(endpoint: Endpoint, why: str) -> None:
    """Switch it off by ourselves, and with it what waits for it."""
    if endpoint.state == "alive":
        take("give_up", endpoint, by=SYSTEM, why=why)
        abandon([endpoint.pk])


def abandon(endpoints: Iterable[int]) -> int:
    """What still waits for these will not be sent, unless somebody asks for it again."""
    waiting = Dispatch.objects.filter(endpoint__in=list(endpoints), state=DUE)
    return waiting.update(state=FAILED, done_at=outbox.NOW)


LEFT = """
SELECT endpoint_id, extract(epoch FROM min(due_at) - clock_timestamp())::float FROM webhooks_dispatch
WHERE endpoint_id = ANY(%s) AND state = 'due' GROUP BY endpoint_id
"""
REST = """
SELECT id, extract(epoch FROM resting_until - clock_timestamp())::float FROM webhooks_endpoint WHERE id = ANY(%s)
"""


def left(endpoints: Mapping[int, Endpoint]) -> Mapping[int, Exception]:
    """When each of these has something to do again; those that have nothing are left out."""
    with connection.cursor() as cursor:
        cursor.execute(LEFT, [list(endpoints)])
        waits = dict(cursor.fetchall())
        cursor.execute(REST, [list(waits)])
        rests = dict(cursor.fetchall())
    after = {pk: max(wait, rests.get(pk) or 0.0) for pk, wait in waits.items()}
    return {
        pk: TryLater(wait, "The next try is not due yet.", exactly=True) if wait > 0 else MoreToDo()
        for pk, wait in after.items()
    }
