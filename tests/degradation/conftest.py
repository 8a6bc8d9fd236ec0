"""The processes that these tests starve and stop, and somebody who uses them over the wire.

`PORTAL_DEGRADATION_SIZE=140` files that many notices where a test files some; the tier of who files allows 300 a day.
"""

import os
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.db import connection
from django.test import Client

from notices.models import Notice
from tests import cast
from tests.api.partner import Partner, notice_body
from tests.crew import Crew, wait_for

SIZE = int(os.environ.get("PORTAL_DEGRADATION_SIZE", "4"))


class Caller:
    """A partner's key and a person's cookie, in use over the wire."""

    def __init__(self, crew: Crew) -> None:
        self.crew, self.secret = crew, Partner(cast.mara()).secret
        self.body = notice_body()
        client = Client()
        client.force_login(cast.mara().user)
        self.cookie = f"portal_session_{crew.web_port}={client.session.session_key}"
        self.acknowledged: list[str] = []

    def file(self) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.secret}", "Idempotency-Key": str(uuid.uuid4())}
        answer = self.ask("POST", "/api/v1/notices", json=self.body, headers=headers)
        if answer.is_success:
            self.acknowledged.append(answer.json()["id"])
        return answer

    def page(self, path: str, **headers: str) -> httpx.Response:
        return self.ask("GET", path, headers={"Cookie": self.cookie, **headers})

    def guess(self) -> httpx.Response:
        """Sign in with a wrong password."""
        form = self.ask("GET", "/sign-in/")
        token = form.text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        said = {"csrfmiddlewaretoken": token, "login": "mara@linde.example", "password": "wrong"}
        cookie = form.headers["set-cookie"].partition(";")[0]
        return self.ask("POST", "/sign-in/", data=said, headers={"Cookie": cookie, "Origin": self.crew.web})

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        with httpx.Client(trust_env=False, timeout=30) as client:
            return client.request(method, self.crew.web + path, **more)

    def lost(self) -> set[str]:
        return set(self.acknowledged) - set(Notice.objects.values_list("public_id", flat=True))


def waiting_for_locks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        count: int = cursor.fetchone()[0]
    return count


@pytest.fixture(scope="package")
def processes(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Crew]:
    """Started once: each test leaves them as they were, or ended."""
    made = Crew(tmp_path_factory.mktemp("crew"), LOCK_TIMEOUT_MS="20000", STATEMENT_TIMEOUT_MS="4000")
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture
def crew(processes: Crew, transactional_db: None) -> Crew:
    processes.wire.mend()
    for name in ("redis", "web"):
        if name not in processes.running or processes.running[name].poll() is not None:
            processes.start(name)
    wait_for("the web server", lambda: processes.answers(f"{processes.web}/healthz/live"))
    return processes
