"""The outbox: owed until done, in order, by one holder at a time, and a person where trying again cannot help."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection

from docket import outbox, sweeper
from docket.errors import NeedsPerson, TryLater
from docket.models import Delivery, Entry
from tests import cast

pytestmark = pytest.mark.django_db
heard: list[str] = []
fails: list[Exception] = []


def listen(entry: Entry) -> None:
    """A subscriber that fails as often as the test has said."""
    if fails:
        raise fails.pop(0)
    heard.append(entry.step)


@pytest.fixture(autouse=True)
def ears(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(outbox, "_subscriptions", {("right", "*"): ("tests.docket.test_outbox.listen",)})
    heard.clear()
    fails.clear()
    yield


def due_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE docket_delivery SET due_at = clock_timestamp(), lease_until = NULL WHERE state = 'due'")


def test_deliveries_of_one_subject_arrive_in_order() -> None:
    cast.right()
    assert outbox.deliver() == 2
    assert heard == ["register", "verify"]
    assert outbox.deliver() == 0


def test_a_failure_is_kept_and_holds_up_only_its_own_lane() -> None:
    first, second = cast.right(title="FIRST"), cast.right(title="SECOND")
    fails.append(ConnectionError("away"))
    outbox.deliver()
    assert heard == ["register", "verify"]
    stuck = Delivery.objects.filter(state="due").order_by("id")
    assert {d.entry.subject_id for d in stuck} <= {first.pk, second.pk}
    assert "away" in stuck[0].last_error
    due_now()
    outbox.deliver()
    assert heard == ["register", "verify", "register", "verify"]


def test_waiting_grows_with_each_failure() -> None:
    cast.right()
    held = outbox.lease(limit=1)[0]
    outbox.record_failure(held, "once")
    delivery = Delivery.objects.get(pk=held.id)
    assert delivery.attempts == 1
    late = outbox.Lease(held.id, held.entry_id, held.subscriber, held.lane, 9, held.token)
    Delivery.objects.filter(pk=held.id).update(lease_token=held.token)
    outbox.record_failure(late, "nine times")
    waits = Delivery.objects.get(pk=held.id).due_at - delivery.due_at
    assert waits > timedelta(minutes=2)


def test_retry_after_is_honoured() -> None:
    cast.right()
    fails.append(TryLater(600, "busy"))
    outbox.deliver()
    waiting = Delivery.objects.filter(last_error="busy").get()
    assert waiting.due_at - waiting.entry.at > timedelta(minutes=4)


@pytest.mark.parametrize("last", [NeedsPerson("refused for good"), ValueError("twelve times")])
def test_it_ends_with_a_person_and_not_in_silence(last: Exception) -> None:
    cast.right()
    Delivery.objects.update(attempts=outbox.MAX_ATTEMPTS - 1)
    fails.append(last)
    outbox.deliver()
    stuck = Delivery.objects.get(state="stuck")
    assert str(last) in stuck.last_error
    assert heard == []  # what comes behind it in its lane waits
    outbox.retry(stuck.pk)
    outbox.deliver()
    assert heard == ["register", "verify"]


def test_a_lost_lease_cannot_close_the_delivery() -> None:
    """A worker that slept longer than its lease must not speak for the one that took over (fencing)."""
    cast.right()
    zombie = outbox.lease(limit=1)[0]
    due_now()
    holder = outbox.lease(limit=1)[0]
    assert holder.id == zombie.id
    assert outbox.record_done(zombie) is False
    assert Delivery.objects.get(pk=zombie.id).state == "due"
    assert outbox.record_done(holder) is True


def test_what_is_leased_is_left_alone() -> None:
    cast.right()
    assert outbox.lease(limit=1)
    assert outbox.deliver() == 0
    assert heard == []


def test_the_sweeper_finds_what_no_hint_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    cast.right()
    monkeypatch.setattr(sweeper, "HINT_AFTER", 0.0)
    monkeypatch.setattr(sweeper, "RUN_AFTER", 0.0)
    sweeper.sweep()
    assert heard == ["register", "verify"]


def test_no_broker_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Redis away: the deed stands, the hint is dropped, and nobody waits twice for it."""
    from docket import tasks

    calls: list[int] = []

    def refuse(**_: object) -> None:
        calls.append(1)
        raise ConnectionError("no Redis")

    monkeypatch.undo()
    monkeypatch.setattr(tasks.deliver, "apply_async", refuse)
    monkeypatch.setattr(outbox, "_quiet_until", 0.0)
    send: Callable[[list[int]], None] = outbox.hint
    send([1, 2])
    send([3])
    assert len(calls) == 1


def test_being_asked_to_wait_is_no_failure() -> None:
    """A marketplace that says 503 for an hour must not use up the attempts."""
    cast.right()
    for _ in range(outbox.MAX_ATTEMPTS + 3):
        fails.append(TryLater(0, "busy"))
        due_now()
        outbox.deliver(limit=1)
    waiting = Delivery.objects.order_by("id")[0]
    assert (waiting.state, waiting.attempts) == ("due", 0)


def test_what_the_law_owes_is_never_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "_never_given_up", {"tests.docket.test_outbox.listen"})
    cast.right()
    Delivery.objects.update(attempts=500)
    fails.append(ConnectionError("still away"))
    outbox.deliver(limit=1)
    assert Delivery.objects.order_by("id")[0].state == "due"
    due_now()
    outbox.deliver()
    assert heard == ["register", "verify"]
