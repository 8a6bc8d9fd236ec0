"""Signs of life: each process says now and then that it works, and what must recur leaves a mark when it did."""

import os
import socket
import time
from collections.abc import Mapping
from typing import Any

from django.db import connection

from docket import outbox
from docket.models import Mark, Pulse

BEAT_EVERY = 10.0
FORGOTTEN_AFTER = 3600  # seconds: a process that was killed cannot take its leave
_beaten: dict[str, float] = {}

BEAT = """
INSERT INTO docket_pulse (process, part, started_at, seen_at, busy, slots, skew)
VALUES (%(process)s, %(part)s, clock_timestamp(), clock_timestamp(), %(busy)s, %(slots)s,
        %(now)s - extract(epoch FROM clock_timestamp()))
ON CONFLICT (process, part) DO UPDATE SET seen_at = EXCLUDED.seen_at, busy = EXCLUDED.busy, slots = EXCLUDED.slots,
        skew = EXCLUDED.skew
"""


def process() -> str:
    """This process by its host and number."""
    return f"{socket.gethostname()[:80]}:{os.getpid()}"


def beat(part: str, busy: int = 0, slots: int = 0) -> None:
    """Say that this part of this process lives; more often than needed costs nothing."""
    now = time.monotonic()
    if _beaten.get(part, -BEAT_EVERY) > now - BEAT_EVERY:
        return
    facts: Mapping[str, Any] = {"process": process(), "part": part, "busy": busy, "slots": slots, "now": time.time()}
    with connection.cursor() as cursor:
        cursor.execute(BEAT, facts)
    _beaten[part] = now


def end(part: str) -> None:
    """Take leave: this part ends as it was told to."""
    _beaten.pop(part, None)
    Pulse.objects.filter(process=process(), part=part).delete()


def forget_the_silent() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM docket_pulse WHERE seen_at < clock_timestamp() - make_interval(secs => %s)", [FORGOTTEN_AFTER]
        )


def mark(name: str, facts: Mapping[str, Any] | None = None) -> None:
    """Note that this has just been done, and how it went."""
    told = dict(facts or {})
    if not Mark.objects.filter(name=name).update(at=outbox.NOW, facts=told):
        Mark.objects.bulk_create([Mark(name=name, facts=told)], ignore_conflicts=True)
