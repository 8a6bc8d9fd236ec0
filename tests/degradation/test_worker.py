"""The work that waited while Redis was away, and a worker that is told to end in the middle of it."""

import re
import signal
from collections import Counter

import pytest
from django.core import mail
from django.db import connection

from docket import outbox, verify
from docket.models import Delivery
from notifications.models import Notification
from tests.crew import Crew, wait_for
from tests.degradation.conftest import SIZE, Caller, waiting_for_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def letters_sent(crew: Crew) -> Counter[str]:
    """How often each letter left the worker or this process, by its Message-ID."""
    sent = "".join(path.read_text() for path in (crew.home / "mail").glob("*"))
    ours = [str(each.message()["Message-ID"]) for each in mail.outbox]
    return Counter(re.findall(r"^Message-ID: (\S+)", sent, re.MULTILINE) + ours)


def test_what_waited_for_redis_is_done_once_though_a_worker_is_told_to_end(crew: Crew) -> None:
    caller = Caller(crew)
    crew.kill("redis")
    assert [caller.file().status_code for _ in range(2 * SIZE)] == [201] * 2 * SIZE
    assert not letters_sent(crew)
    holder = connection.copy()
    with holder.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE notifications_notification IN EXCLUSIVE MODE")
        crew.start("redis", "worker")
        wait_for("letters in hand", lambda: waiting_for_locks() > 0)
        crew.signal("worker", signal.SIGTERM)
        cursor.execute("COMMIT")
    holder.close()
    assert crew.running["worker"].wait(40) == 0
    assert Delivery.objects.filter(state="done").exists()  # what was in hand was finished
    # What it had not begun is free at once: whoever comes next need not sit out its leases.
    while outbox.deliver():
        pass
    assert not Delivery.objects.exclude(state="done").exists() and caller.lost() == set()
    assert Notification.objects.filter(letter="receipt", mail_state="sent").count() == 2 * SIZE
    sent = letters_sent(crew)
    assert len(sent) == Notification.objects.count() and set(sent.values()) == {1}
    assert not [*verify.broken_chains(), *verify.mismatched_states()]
