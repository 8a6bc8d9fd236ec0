"""The outbox: owed until done, in order, by one holder at a time, and a person where trying again cannot help."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection

from docket import delivering, dependencies, leases, outbox, sweeper
from docket.dead_letters import actions as dead_letters
from docket.delivering import MAX_ATTEMPTS
from docket.dependencies import PORTAL
from docket.errors import MoreToDo, NeedsPerson, NotAllowed, NotOpen, TryLater
from docket.leases import Closing
from docket.models import DeadLetter, Delivery, Entry
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
    held = leases.lease(PORTAL, 1)[0]
    waits = []
    for attempts in (1, 9, 40):
        late = leases.Lease(held.id, held.entry_id, held.subscriber, held.lane, attempts, PORTAL, held.token)
        waits.append(delivering.failure(late, ConnectionError("away"), spared=True).wait)
    assert waits == [2, 512, 900]
    before = Delivery.objects.get(pk=held.id).due_at
    assert leases.close([Closing(held, "due", wait=512, attempts=9)]) == {held.id}
    assert Delivery.objects.get(pk=held.id).due_at - before > timedelta(minutes=4)  # half is fixed, half is chance


def test_retry_after_is_honoured() -> None:
    cast.right()
    fails.append(TryLater(600, "busy"))
    outbox.deliver()
    waiting = Delivery.objects.filter(last_error="busy").get()
    assert waiting.due_at - waiting.entry.at > timedelta(minutes=4)


@pytest.mark.parametrize(
    "last", [NeedsPerson("refused for good"), ValueError("twelve times"), NeedsPerson("sent \x00 in its answer")]
)
def test_it_ends_with_a_person_and_not_in_silence(last: Exception) -> None:
    cast.right()
    Delivery.objects.update(attempts=MAX_ATTEMPTS - 1)
    fails.append(last)
    outbox.deliver()
    stuck = Delivery.objects.get(state="stuck")
    assert str(last).replace("\x00", "") in stuck.last_error
    assert heard == []  # what comes behind it in its lane waits
    dead_letters.retry(by=cast.jon().actor, deliveries=[stuck.pk])
    outbox.deliver()
    assert heard == ["register", "verify"]
    told = [(entry.step, entry.role) for entry in stuck.dead_letter.entries()]
    assert told == [("stick", "system"), ("retry", "operations")]


def test_given_up_with_a_reason_it_lets_through_what_waited_behind_it() -> None:
    cast.right()
    fails.append(NeedsPerson("no such mailbox"))
    outbox.deliver()
    stuck = Delivery.objects.get(state="stuck")
    with pytest.raises(NotAllowed):
        dead_letters.give_up(by=cast.jon().actor, delivery=stuck.pk, reason="  ")
    with pytest.raises(NotAllowed):
        dead_letters.give_up(by=cast.amina().actor, delivery=stuck.pk, reason="I am only a reviewer")
    assert Delivery.objects.get(pk=stuck.pk).state == "stuck"
    dead_letters.give_up(by=cast.jon().actor, delivery=stuck.pk, reason="The firm is gone.")
    outbox.deliver()
    assert heard == ["verify"]
    assert stuck.dead_letter.entries().get(step="give_up").facts["reason"] == "The firm is gone."
    with pytest.raises(NotOpen):
        dead_letters.give_up(by=cast.jon().actor, delivery=stuck.pk, reason="Twice")


def test_stopped_again_after_a_retry_is_one_letter_with_its_whole_story() -> None:
    cast.right()
    for _ in range(2):
        fails.append(NeedsPerson("refused"))
        outbox.deliver()
        dead_letters.retry(by=cast.jon().actor, deliveries=[Delivery.objects.get(state="stuck").pk])
    letter = DeadLetter.objects.get()
    assert [entry.step for entry in letter.entries()] == ["stick", "retry", "stick_again", "retry"]


def test_many_are_tried_again_at_once_but_not_all_of_a_storm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dead_letters, "AT_ONCE", 2)
    for number in range(3):
        cast.right(title=f"MARK {number}")
        fails.append(NeedsPerson("refused"))
    outbox.deliver()
    stuck = list(Delivery.objects.filter(state="stuck").values_list("pk", flat=True))
    assert len(stuck) == 3
    assert len(dead_letters.retry(by=cast.jon().actor, deliveries=stuck)) == 2
    assert Delivery.objects.filter(state="stuck").count() == 1


def test_a_lost_lease_cannot_close_the_delivery() -> None:
    """A worker that slept longer than its lease must not speak for the one that took over (fencing)."""
    cast.right()
    zombie = leases.lease(PORTAL, 1)[0]
    due_now()
    holder = leases.lease(PORTAL, 1)[0]
    assert holder.id == zombie.id
    assert leases.close([Closing(zombie)]) == set()
    assert Delivery.objects.get(pk=zombie.id).state == "due"
    leases.renew([zombie])
    leases.give_back([zombie])
    assert leases.lease(PORTAL, 1) == []
    assert leases.close([Closing(holder)]) == {holder.id}


def test_what_is_leased_is_left_alone_and_what_is_given_back_is_not() -> None:
    cast.right()
    held = leases.lease(PORTAL, 1)
    assert outbox.deliver() == 0
    assert heard == []
    leases.give_back(held)
    assert Delivery.objects.get(pk=held[0].id).attempts == 0
    outbox.deliver()
    assert heard == ["register", "verify"]


def test_no_plan_of_the_database_takes_more_than_was_asked_for() -> None:
    """A subquery that is run again for each row it is joined to would take other rows each time."""
    for number in range(9):
        cast.right(title=f"MARK {number}")
    with connection.cursor() as cursor:
        for way in ("hashjoin", "mergejoin", "hashagg", "sort", "material"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    assert len(leases.lease(PORTAL, 4)) == 4
    assert Delivery.objects.filter(lease_token__isnull=False).count() == 4


def test_urgent_ones_go_first_and_then_the_oldest() -> None:
    rights = [cast.right(title=f"MARK {number}") for number in range(3)]
    Delivery.objects.exclude(entry__step="register").delete()
    ids = [Delivery.objects.get(entry__subject_id=right.pk).pk for right in rights]
    Delivery.objects.filter(pk=ids[2]).update(priority=outbox.URGENT)
    assert [leases.lease(PORTAL, 1)[0].id for _ in range(3)] == [ids[2], ids[0], ids[1]]


def test_each_dependency_is_leased_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """A backlog at one must not stand in the way of another's."""
    there = dependencies.Dependency("there", ("tests.*",))
    monkeypatch.setattr(dependencies, "_known", {PORTAL: dependencies.OWN, "there": there})
    cast.right()
    assert set(Delivery.objects.values_list("dependency", flat=True)) == {"there"}
    assert leases.lease(PORTAL, 10) == []
    assert len(leases.lease("there", 10)) == 1


def test_long_work_goes_on_in_parts_without_using_up_its_attempts() -> None:
    cast.right()
    fails.extend(MoreToDo() for _ in range(MAX_ATTEMPTS + 3))
    outbox.deliver()
    assert heard == ["register", "verify"]


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
    send: Callable[[list[str]], None] = outbox.hint
    send(["mail", "marketplace"])
    send(["mail"])
    assert len(calls) == 1


def test_being_asked_to_wait_is_no_failure() -> None:
    """A marketplace that says 503 for an hour must not use up the attempts."""
    cast.right()
    for _ in range(MAX_ATTEMPTS + 3):
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
