"""Whatever ends the work, and whoever presses at the same time: every good row becomes one claim, once."""

import os
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from docket import outbox, verify
from docket.errors import NotOpen, Refused
from docket.models import Delivery, Entry
from notices import actions as deeds
from notices.bulk import actions, checking, sending
from notices.models import Claim, Import, Notice
from tests import cast
from tests.bulk.files import checked, row, rows_for, signed, states, table, uploaded, work
from tests.notices.test_races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
SHOPS, EACH = 6, 20


def goods() -> list[Any]:
    """Many listings in several shops, made in few statements."""
    found = []
    for number in range(SHOPS):
        shop = cast.person(f"s{number}@s.example", f"S{number}", cast.organisation(f"Shop{number} Ltd", "seller"))
        found += cast.listings(EACH, start=7_800_000 + 1000 * number, seller=shop)
    return found


def due_again() -> None:
    """A failed or killed worker's part is due at once, instead of after its lease or its pause."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE docket_delivery SET lease_until = NULL, due_at = clock_timestamp(), attempts = 0"
            " WHERE state = 'due'"
        )


class Crash(Exception):
    """The process ends here."""


@pytest.fixture
def crashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """crashes(module, name, when): the function works, and the process dies right after these calls of it."""

    def plant(module: Any, name: str, when: set[int]) -> None:
        real, calls = getattr(module, name), [0]

        def deadly(*args: Any, **kwargs: Any) -> Any:
            result = real(*args, **kwargs)
            calls[0] += 1
            if calls[0] in when:
                raise Crash
            return result

        monkeypatch.setattr(module, name, deadly)

    yield plant


def whole_way(content: bytes) -> Import:
    job = uploaded(content)
    worked_out()
    job.refresh_from_db()
    signed(job)
    worked_out()
    job.refresh_from_db()
    return job


def worked_out() -> None:
    for _ in range(60):
        due_again()
        outbox.deliver()
        if not Delivery.objects.filter(state="due", subscriber__startswith="notices.bulk").exists():
            return
    raise AssertionError("the import never came to its end")


def test_a_crash_at_any_point_loses_nothing_and_repeats_nothing(crashes: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the middle of each kind of transaction, several times each: after the rows are written, the step is taken …"""
    monkeypatch.setattr(checking, "PART", 25)
    cast.right()
    lamps = goods()
    bad = [row("L-1"), row(lamps[0].external_id), row(lamps[5].external_id, right="nonsense"), ["too", "few"]]
    crashes(checking, "write", {1, 3, 5})
    crashes(checking, "conclude", {1, 2})
    crashes(sending.grouping, "plan", {1, 2})
    crashes(deeds, "submit", {1, 2, 4, 7})
    crashes(sending, "send", {2, 5})
    job = whole_way(table([*rows_for(lamps), *bad]))
    assert job.state == "done"
    filed = [number for number, state in states(job).items() if state == "filed"]
    assert filed == list(range(2, 2 + len(lamps))), "row numbers are those of the file"
    assert list(states(job).values())[-4:] == ["fix", "left_out", "fix", "fix"]
    assert Claim.objects.count() == len(lamps) == len(set(Claim.objects.values_list("listing", flat=True)))
    assert Notice.objects.count() == SHOPS == job.groups.filter(state="sent").count()
    again = checked(table([*bad, *rows_for(lamps)]))
    assert "ready" not in states(again).values(), "the same rows in another file: nothing new"
    assert not [*verify.broken_chains(), *verify.mismatched_states()]


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_kill_nine_at_twenty_points(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real processes carry the deliveries out, and each is killed a little later in its work than the one before."""
    monkeypatch.setattr(checking, "PART", 12)
    monkeypatch.setattr(sending, "SECONDS", 0.0)
    cast.right()
    lamps = goods()
    job = uploaded(table([*rows_for(lamps), row("L-1"), row(lamps[0].external_id)]))
    killed = work_under_fire(kills=10)
    job.refresh_from_db()
    assert job.state == "ready"
    signed(job)
    killed += work_under_fire(kills=10)
    job.refresh_from_db()
    assert job.state == "done" and killed == 20
    assert list(states(job).values()) == ["filed"] * len(lamps) + ["fix", "left_out"]
    assert Claim.objects.count() == len(lamps) == len(set(Claim.objects.values_list("listing", flat=True)))
    assert Entry.objects.filter(subject_type="import", step="finish").count() == 1
    assert not [*verify.broken_chains(), *verify.mismatched_states()]


def work_under_fire(kills: int) -> int:
    """One process after the other, each killed after some hundredths of a second; the last may finish."""
    for number in range(kills):
        worker = start_worker()
        time.sleep(0.01 + 0.012 * number)
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
    worked_out()
    return kills


def start_worker() -> int:
    """A child of this process with a connection of its own."""
    worker = os.fork()
    if worker == 0:
        inherited = connection.connection  # kept, so that the parent's session is not said goodbye to
        connection.connection = None
        try:
            while inherited is not None:
                due_again()
                outbox.deliver()
        finally:
            os._exit(1)
    return worker


def test_two_people_sign_at_once() -> None:
    cast.right()
    colleague = cast.person("lena@linde.example", "Lena Linde", cast.mara().organisation)
    job = checked(table(rows_for(cast.listings(3))))
    first, second = Import.objects.get(pk=job.pk), Import.objects.get(pk=job.pk)
    results = at_once(lambda: signed(first), lambda: signed(second, colleague))
    assert sum(isinstance(result, NotOpen) for result in results) == 1
    work()
    assert Notice.objects.count() == 1 and Entry.objects.filter(step="sign").count() == 1
    signer = Import.objects.get().signed_by
    assert signer is not None and Notice.objects.get().signature_name == signer.name


def test_two_workers_on_one_import_and_a_stop_between_them(monkeypatch: pytest.MonkeyPatch) -> None:
    cast.right()
    job = signed(checked(table(rows_for(goods()))))
    stopper = Import.objects.get(pk=job.pk)

    def send_all() -> int:
        return sum(1 for _ in iter(lambda: sending.send_next(job.pk), False))

    results = at_once(send_all, send_all, lambda: actions.stop(by=cast.mara().actor, job=stopper))
    assert not any(isinstance(result, Refused) and not isinstance(result, NotOpen) for result in results)
    sent = Notice.objects.count()
    job.refresh_from_db()
    assert job.state in {"interrupted", "done"} and job.groups.filter(state="sent").count() == sent
    if job.state == "interrupted":
        actions.resume(by=cast.mara().actor, job=job)
        work()
    assert Notice.objects.count() == SHOPS and Claim.objects.count() == SHOPS * EACH


def test_two_files_with_the_same_rows_are_sent_at_once() -> None:
    cast.right()
    lamps = goods()
    jobs = [checked(table(rows_for(rows))) for rows in (lamps, lamps[::-1])]
    for job in jobs:
        signed(job)

    def send_all(pk: int) -> None:
        while sending.send_next(pk):
            pass

    at_once(*[lambda pk=job.pk: send_all(pk) for job in jobs])  # type: ignore[misc]
    assert Claim.objects.count() == len(lamps) == len(set(Claim.objects.values_list("listing", flat=True)))
    told = [state for job in jobs for state in states(job).values()]
    assert sorted(told) == ["filed"] * len(lamps) + ["reported"] * len(lamps)


def test_the_same_file_arrives_twice_at_the_same_moment() -> None:
    cast.right()
    content = table(rows_for(cast.listings(30)))
    by = cast.mara()
    jobs = at_once(*[lambda: uploaded(content, by)] * 4)
    assert len({job.pk for job in jobs}) == 1  # type: ignore[attr-defined]
    assert Import.objects.get().rows.count() == 30 and Entry.objects.filter(step="upload").count() == 1
