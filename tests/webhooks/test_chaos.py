"""Receivers that fail and workers that die between call and record: every event arrives all the same, rightly signed.

Small here; for a release run with WEBHOOK_CHAOS_EVENTS=10000.
"""

import os
import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from docket import delivering, outbox
from notifications.webhooks import events
from notifications.webhooks.events import News
from notifications.webhooks.kinds import TYPES
from notifications.webhooks.models import Attempt, Dispatch, Endpoint, Event
from tests import cast
from tests.webhooks.receiver import Arrived, Receiver, Reply
from tests.webhooks.stories import endpoint, pass_time

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
EVENTS = int(os.environ.get("WEBHOOK_CHAOS_EVENTS", "150"))
FAULTS, KILLS, WORKERS = 0.25, 0.1, 4
REPLIES = (Reply(500), Reply(503, headers={"Retry-After": "1"}), Reply(302, headers={"Location": "/"}), Reply(429))


class Killed(BaseException):
    """The worker is gone at this very moment: nothing is written down, its lease runs out."""


def write_events() -> None:
    organisation = cast.mara().organisation
    assert organisation is not None
    kinds = [kind for kind in TYPES if kind != "webhook.test"]
    for number in range(-(-EVENTS // len(kinds))):
        entry = cast.right(cast.hansen(), title=f"MARK {number}").entries().get(step="verify")
        with transaction.atomic():
            events.write([News(entry, organisation.pk, kind, {"id": f"{number}"}) for kind in kinds])


def test_nothing_is_missing_and_every_signature_is_right(hook: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    made, secret = endpoint(hook, "/one")
    _, other = endpoint(hook, "/two")
    chance, lock, taken = random.Random(5), threading.Lock(), Counter[tuple[str, str]]()

    def answer(message: Arrived) -> Reply:
        with lock:
            if chance.random() < FAULTS:
                return chance.choice(REPLIES)
            taken[message.path, message.name] += 1
            return Reply()

    settle, killed = delivering.settle, []

    def dying(works: object, dependency: object) -> int:
        with lock:
            dies = chance.random() < KILLS
        if dies:
            killed.append(1)
            raise Killed
        return settle(works, dependency)  # type: ignore[arg-type]

    hook.answer = answer
    monkeypatch.setattr(delivering, "settle", dying)
    write_events()

    def work(_: int) -> None:
        try:
            outbox.deliver(limit=40)
        except Killed:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        for _ in range(400):
            list(pool.map(work, range(WORKERS)))
            if not Dispatch.objects.filter(state="due").exists():
                break
            time_passes()
    mine = Event.objects.filter(feed__organisation=cast.mara().organisation)
    wanted = set(mine.exclude(type="webhook.test").values_list("public_id", flat=True))
    assert len(wanted) >= EVENTS
    for path in ("/hook/one", "/hook/two"):
        assert {name for at, name in taken if at == path} == wanted
    assert not Dispatch.objects.exclude(state="delivered").exists()
    for message in hook.events:
        assert message.is_signed_with(secret if message.path == "/hook/one" else other)
    assert killed and Attempt.objects.exclude(outcome="taken").exists()  # else the test was blind
    assert Endpoint.objects.get(pk=made.pk).state == "alive"


def time_passes() -> None:
    """A day, in which leases run out and waits end."""
    pass_time(days=1.5)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE docket_delivery SET lease_until = clock_timestamp() WHERE lease_until IS NOT NULL")
        cursor.execute("UPDATE webhooks_endpoint SET failing_since = NULL")
