"""One turn of one endpoint: what is due there, read together; then called one after the other over one line."""

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q

from docket import clock
from notifications.webhooks import events, signing
from notifications.webhooks.client import Line, Outcome
from notifications.webhooks.models import Attempt, Endpoint

AT_ONCE = 100  # events a turn
TURN_SECONDS = 5.0  # after this none is begun: others wait for the slot
IN_A_ROW = 5  # errors answered in a row, before they say something about the address and not about single events
PATIENCE_ASKED = (429, 503)


@dataclass(frozen=True)
class Letter:
    """One event that is due."""

    dispatch_id: int
    tries: int
    name: str
    body: str


@dataclass(frozen=True)
class Turn:
    """What one endpoint is to get now. Times are the database's, carried on by a clock that only counts."""

    url: str
    secrets: Sequence[str]
    failures: int
    letters: Sequence[Letter]
    at: datetime
    counted: float

    def moment(self) -> datetime:
        return self.at + timedelta(seconds=time.monotonic() - self.counted)


@dataclass(frozen=True)
class Tried:
    """One call, and when it was begun."""

    letter: Letter
    outcome: Outcome
    at: datetime


DUE = """
SELECT d.endpoint_id, d.id, d.tries, e.public_id, e.type, e.at, e.data
FROM unnest(%s::bigint[]) AS asked(id)
CROSS JOIN LATERAL (
    SELECT * FROM webhooks_dispatch w
    WHERE w.endpoint_id = asked.id AND w.state = 'due' AND w.due_at <= clock_timestamp()
    ORDER BY w.due_at, w.id LIMIT %s) AS d
JOIN webhooks_event e ON e.id = d.event_id
ORDER BY d.due_at, d.id
"""


def planned(endpoints: Iterable[int]) -> Mapping[int, Turn]:
    """What may be sent now to which of these endpoints. Three queries."""
    now, counted = clock.real(), time.monotonic()
    ready = Q(resting_until=None) | Q(resting_until__lte=now)
    rows = {each.pk: each for each in Endpoint.objects.filter(ready, pk__in=list(endpoints), state="alive")}
    return {
        pk: Turn(rows[pk].url, secrets_of(rows[pk], now), rows[pk].failures, letters, now, counted)
        for pk, letters in due(rows.keys()).items()
    }


def due(endpoints: Iterable[int]) -> Mapping[int, list[Letter]]:
    found: dict[int, list[Letter]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(DUE, [list(endpoints), AT_ONCE])
        for endpoint, pk, tries, name, kind, at, data in cursor.fetchall():
            found[endpoint].append(Letter(pk, tries, name, events.body(kind, at, json.loads(data))))
    return found


def secrets_of(endpoint: Endpoint, now: datetime) -> list[str]:
    """The one that counts, and for a time the one before it."""
    known = [endpoint.secret]
    if endpoint.previous_until is not None and endpoint.previous_until > now:
        known.append(endpoint.previous_secret)
    return [signing.opened(each) for each in known if each]


def carried_out(turn: Turn) -> list[Tried]:
    """Call until all is sent, time is over, or the other side is plainly not well. Nothing is written here."""
    tried: list[Tried] = []
    ends, failures = time.monotonic() + TURN_SECONDS, turn.failures
    with Line() as line:
        for letter in turn.letters:
            at = turn.moment()
            outcome = line.post(turn.url, letter.body, signing.headers(letter.name, at, letter.body, turn.secrets))
            tried.append(Tried(letter, outcome, at))
            failures = 0 if outcome.good else failures + 1
            if must_rest(outcome, failures) or time.monotonic() > ends:
                break
    return tried


def must_rest(outcome: Outcome, failures: int) -> bool:
    """Whether to leave the whole address alone for a while, and not only this event."""
    if outcome.good:
        return False
    away = not outcome.reached or outcome.kind == Attempt.Outcome.GONE or outcome.status in PATIENCE_ASKED
    return away or failures >= IN_A_ROW
