"""The web process while Redis or PostgreSQL is away, hangs or comes back, and while it is told to end."""

import signal
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from docket.models import Delivery
from notices.models import Notice
from tests.crew import Crew, wait_for
from tests.degradation.conftest import SIZE, Caller, waiting_for_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def test_redis_is_not_needed_to_accept(crew: Crew) -> None:
    """Hung, then dead: everything is accepted, nobody is signed out, and the limit on sign-ins holds."""
    caller = Caller(crew)
    assert caller.file().status_code == 201
    crew.signal("redis", signal.SIGSTOP)
    assert [caller.file().status_code for _ in range(SIZE)] == [201] * SIZE
    assert caller.page("/notices/").status_code == 200
    crew.kill("redis")
    assert [caller.file().status_code for _ in range(SIZE)] == [201] * SIZE
    assert caller.page("/notices/").status_code == 200
    assert caller.lost() == set()
    owed = Delivery.objects.filter(entry__subject_type="claim", subscriber="notices.letters.tell")
    assert owed.count() == 1 + 2 * SIZE and set(owed.values_list("state", flat=True)) == {"due"}
    # What counts failed sign-ins is in PostgreSQL: without Redis nobody gets more guesses.
    assert 429 in [caller.guess().status_code for _ in range(12)]


def test_postgresql_away_is_said_honestly_and_nothing_accepted_is_lost(crew: Crew) -> None:
    caller = Caller(crew)
    assert caller.file().status_code == 201 and caller.page("/notices/").status_code == 200
    crew.wire.cut()
    refused = caller.file()
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["type"].endswith("/problems/dependency-unavailable") and refused.json()["request_id"]
    page = caller.page("/notices/")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "10")
    assert "We cannot reach our records right now" in page.text and 'href="/static/app' in page.text
    assert caller.ask("GET", "/").status_code == 200 and caller.ask("GET", "/help/").status_code == 200
    assert caller.ask("GET", "/healthz/live").status_code == 200
    ready = caller.ask("GET", "/healthz/ready")
    assert ready.status_code == 503 and ready.json()["faults"] == ["database"]
    crew.wire.mend()
    assert caller.file().status_code == 201 and caller.page("/notices/").status_code == 200
    assert len(caller.acknowledged) == 2 and caller.lost() == set()
    assert Notice.objects.count() == 2  # the one that was refused is not there


def test_a_postgresql_that_hangs_is_not_waited_for(crew: Crew) -> None:
    """Neither by a connection that was open nor by a new one; afterwards all is as before."""
    caller = Caller(crew)
    assert caller.file().status_code == 201
    crew.wire.hold()
    with ThreadPoolExecutor(4) as pool:  # as many as the server has threads
        answers = list(pool.map(lambda _: caller.page("/notices/").status_code, range(4)))
    assert answers == [503] * 4
    crew.wire.cut()
    crew.wire.mend()
    assert caller.page("/notices/").status_code == 200 and caller.file().status_code == 201


def test_a_database_that_only_reads_is_read_and_not_written(crew: Crew) -> None:
    caller = Caller(crew)
    assert caller.page("/notices/").status_code == 200
    name = connection.settings_dict["NAME"]
    try:
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
        crew.wire.cut()  # so that new connections are made
        crew.wire.mend()
        assert caller.page("/notices/").status_code == 200
        assert caller.ask("GET", "/healthz/live").status_code == 200
        refused = caller.file()
        assert refused.status_code == 503 and refused.json()["type"].endswith("dependency-unavailable")
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
    crew.wire.cut()
    crew.wire.mend()
    assert caller.file().status_code == 201 and Notice.objects.count() == 1


def test_told_to_end_it_finishes_the_requests_in_hand(crew: Crew) -> None:
    """A deed waits for a lock that we hold; the server is told to end; the deed is done and answered all the same."""
    caller = Caller(crew)
    assert caller.file().status_code == 201
    holder = connection.copy()
    with ThreadPoolExecutor(1) as pool, holder.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE notices_notice IN EXCLUSIVE MODE")
        under_way = pool.submit(caller.file)
        wait_for("the deed", lambda: waiting_for_locks() > 0)
        crew.signal("web", signal.SIGTERM)
        wait_for("the door to close", lambda: not crew.answers(f"{crew.web}/healthz/live"))
        cursor.execute("COMMIT")
        assert under_way.result().status_code == 201
    holder.close()
    assert crew.running["web"].wait(30) == 0
    assert caller.lost() == set() and len(caller.acknowledged) == 2
