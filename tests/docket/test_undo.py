"""Undo: what a step owes is held for a moment, and is sent or cancelled, and never both."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection, connections, transaction

from docket import held, leases, outbox, undo
from docket.actors import Actor
from docket.dependencies import PORTAL
from docket.errors import NotAllowed, NotOpen
from docket.models import Delivery, Entry
from docket.procedure import START, Procedure, step
from docket.take import take
from enforcement.models import Restriction
from enforcement.procedure import RESTRICTION
from tests import cast

HEARD: list[str] = []


def listen(entry: Entry) -> None:
    HEARD.append(entry.step)


@pytest.fixture(autouse=True)
def ears(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(outbox, "_subscriptions", {("restriction", "*"): ("tests.docket.test_undo.listen",)})
    HEARD.clear()
    yield


def amina(seconds: int = 30) -> Actor:
    return replace(cast.amina().actor, undo_seconds=seconds)


def ordered(by: Actor) -> Restriction:
    made = Restriction.objects.create(listing=cast.listing(), territories=["*"], reason_code="TM-01", ground="terms")
    with transaction.atomic():
        take("order", made, by=by)
    return made


def undone(made: Restriction, by: Actor) -> list[Entry]:
    with transaction.atomic():
        return undo.undo_many([made], by=by)


def let_pass() -> None:
    """The time to undo is over."""
    Delivery.objects.update(due_at=outbox.NOW)


@pytest.mark.django_db
def test_what_is_owed_waits_as_long_as_the_person_has_set() -> None:
    ordered(amina(120))
    owed = Delivery.objects.get()
    assert owed.due_at == held.until(owed.entry)
    assert outbox.deliver() == 0 and HEARD == []
    let_pass()
    assert outbox.deliver() == 1 and HEARD == ["order"]


@pytest.mark.django_db
def test_undone_in_time_nobody_ever_hears_of_it() -> None:
    made = ordered(amina())
    (entry,) = undone(made, amina())
    assert (made.state, entry.step, entry.facts["undone"]) == ("cancelled", "undo", "order")
    assert Delivery.objects.get().state == "cancelled"
    let_pass()
    assert outbox.deliver() == 0 and HEARD == []
    assert [e.step for e in Entry.objects.filter(subject_type="restriction").stood()] == ["undo"]


@pytest.mark.django_db
def test_undoing_leads_back_to_where_it_stood() -> None:
    made = ordered(amina(0))
    with transaction.atomic():
        take("confirm", made, by=Actor("marketplace"))
        take("lift", made, by=amina())
    undone(made, amina())
    assert made.state == "in_force"


@pytest.mark.django_db
@pytest.mark.parametrize("why", ["another person", "never held", "over", "leased", "something happened"])
def test_too_late_or_not_yours_changes_nothing(why: str) -> None:
    made = ordered(amina(0 if why == "never held" else 30))
    if why in {"over", "leased"}:
        let_pass()
    if why == "leased":
        assert leases.lease(PORTAL, 1)
        Delivery.objects.update(due_at=held.until(Entry.objects.get(step="order")))
    if why == "something happened":
        with transaction.atomic():
            take("confirm", made, by=Actor("marketplace"))
    before = (made.state, made.version, Entry.objects.count())
    with pytest.raises((NotAllowed, NotOpen)):
        undone(made, cast.tomas().actor if why == "another person" else amina())
    made.refresh_from_db()
    assert (made.state, made.version, Entry.objects.count()) == before
    assert not Delivery.objects.filter(state="cancelled").exists()


def test_a_table_says_what_could_never_be_undone() -> None:
    def table(**how: str) -> Procedure:
        first = step("begin", frm=START, to="there", by="reviewer", says="It begins.", undoable=True)
        return Procedure("thing", "Things", {"there": "x", "gone": "x"}, frozenset({"there", "gone"}), (first,), **how)  # type: ignore[arg-type]

    with pytest.raises(ValueError, match="no state says that it was undone"):
        table()
    assert table(undone="gone")["undo"].sources == ("there",)
    assert RESTRICTION.ends_of(RESTRICTION["undo"], "lifting") == {"ordered", "in_force"}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_thousand_races_between_a_worker_and_whoever_undoes() -> None:
    """Each delivery falls due while both reach for it: it is leased or cancelled, and never both."""
    made = ordered(amina())
    entry = Entry.objects.get(step="order", subject_id=made.pk)
    Delivery.objects.all().delete()
    owed = [Delivery(entry=entry, subscriber=f"s{n}", lane=f"l{n}", dependency=PORTAL) for n in range(1000)]
    ids = [row.pk for row in Delivery.objects.bulk_create(owed)]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE docket_delivery SET due_at = clock_timestamp() + (random() * 1.5) * interval '1 second'")

    def work() -> set[int]:
        leased: set[int] = set()
        try:
            while Delivery.objects.filter(state="due", lease_until=None).exists():
                leased |= {each.id for each in leases.lease(PORTAL, 3)}
        finally:
            connections.close_all()
        return leased

    def think_twice() -> set[int]:
        cancelled: set[int] = set()
        try:
            with connection.cursor() as cursor:
                for pk in ids:
                    cursor.execute(undo.CANCEL.replace("entry_id", "id"), [[pk]])
                    cancelled |= {pk} if cursor.rowcount else set()
        finally:
            connections.close_all()
        return cancelled

    with ThreadPoolExecutor(2) as pool:
        worker, person = pool.submit(work), pool.submit(think_twice)
        leased, cancelled = worker.result(), person.result()
    assert not leased & cancelled
    assert leased | cancelled == set(ids)
    states = dict(Delivery.objects.values_list("pk", "state"))
    assert {states[pk] for pk in leased} <= {"due"} and {states[pk] for pk in cancelled} <= {"cancelled"}
