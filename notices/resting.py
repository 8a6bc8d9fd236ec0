"""Clocks that rest while a claim is paused, and go on with what was left of them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from notices.models import Claim, Timer

# What must go on when the claim does; all else has ended or belongs to a decision.
KEYS = ("decide", "cure", "hear_seller")

# Our own clock goes on with what was left of it, at least an hour. A party's clock, which ends with a day, moves by
# whole days, so that it still ends with a day.
GO_ON = """
INSERT INTO notices_timer (claim_id, key, due_at, not_after, regime, rule_version, calendar, calendar_version, state,
                           started_at)
SELECT claim_id, key, CASE WHEN key = 'decide' THEN %(at)s + greatest(due_at - ended_at, interval '1 hour')
                           ELSE due_at + ceil(extract(epoch FROM %(at)s - ended_at) / 86400) * interval '1 day' END,
       NULL, regime, rule_version, calendar, calendar_version, 'running', %(at)s
FROM notices_timer WHERE claim_id = ANY(%(claims)s) AND state = 'resting'
"""


def rest(claims: Sequence[Claim], at: datetime) -> None:
    """Stop these claims' clocks where they stand."""
    running = Timer.objects.filter(claim__in=claims, key__in=KEYS, state=Timer.State.RUNNING)
    running.update(state=Timer.State.RESTING, ended_at=at)


def go_on(claims: Sequence[Claim], at: datetime) -> None:
    """Let them go on. Two queries, however many claims."""
    with connection.cursor() as cursor:
        cursor.execute(GO_ON, {"at": at, "claims": [claim.pk for claim in claims]})
    end(claims)


def end(claims: Sequence[Claim]) -> None:
    """They will not go on in these rows any more."""
    Timer.objects.filter(claim__in=claims, state=Timer.State.RESTING).update(state=Timer.State.CANCELLED)
