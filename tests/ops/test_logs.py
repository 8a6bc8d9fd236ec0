"""Log lines: one line each, with the request that caused what happened, also days later in a worker."""

import json
import logging
from typing import Any

import pytest
from django.test import Client

from docket import outbox, tracing
from docket.models import Delivery, Entry
from ipr_portal import celery
from ipr_portal.logs import JsonFormatter, LineFormatter, RequestIdFilter
from tests import cast
from tests.cast import Person

log = logging.getLogger("tests.ops")


class Kept(logging.Handler):
    """Keeps the lines as they would be written."""

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__()
        self.addFilter(RequestIdFilter())
        self.setFormatter(formatter)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(params=[LineFormatter, JsonFormatter])
def kept(request: Any) -> Any:
    handler = Kept(request.param())
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


def test_what_a_client_wrote_cannot_begin_a_line_of_its_own(kept: Kept) -> None:
    with tracing.following("req_12345678"):
        log.warning("agent %s", "Mozilla\r\n2026 ERROR forged \x1b[31m")
    (line,) = kept.lines
    assert "\n" not in line and "\r" not in line and "req_12345678" in line


def test_json_has_the_same_names_everywhere_and_what_was_added() -> None:
    handler = Kept(JsonFormatter())
    logging.getLogger().addHandler(handler)
    try:
        with tracing.following("req_12345678", 77):
            log.error("no %s", "room", extra={"claims": 3, "secret": object()})
        try:
            raise ValueError("why")
        except ValueError:
            log.exception("broken")
    finally:
        logging.getLogger().removeHandler(handler)
    first, second = (json.loads(line) for line in handler.lines)
    assert first["at"].endswith("Z") and first.pop("process") and first.pop("at")
    assert first == {
        "level": "error", "logger": "tests.ops", "message": "no room", "request_id": "req_12345678", "delivery": 77,
        "claims": 3,
    }  # fmt: skip
    assert "ValueError: why" in second["error"] and "delivery" not in second


heard: list[tuple[str, int | None]] = []


def listen(entry: Entry) -> None:
    log.warning("telling")
    heard.append((tracing.request_id.get(), tracing.delivery_id.get()))


@pytest.mark.django_db
def test_the_request_of_a_page_is_named_when_its_delivery_is_carried_out(
    monkeypatch: pytest.MonkeyPatch, kept: Kept
) -> None:
    monkeypatch.setattr(outbox, "_subscriptions", {("right", "withdraw"): ("tests.ops.test_logs.listen",)})
    right, mara = cast.right(), cast.mara()
    heard.clear()
    client = signed_in(mara)
    answer = client.post(f"/rights/{right.public_id}/withdraw/", headers={"X-Request-Id": "from-the-page-1"})
    assert answer.status_code in {302, 303} and answer["X-Request-Id"] == "from-the-page-1"
    outbox.deliver()
    assert heard == [("from-the-page-1", Delivery.objects.get().pk)]
    assert any("from-the-page-1" in line and "telling" in line for line in kept.lines)
    assert tracing.request_id.get() == tracing.NOBODY


def test_a_task_carries_the_request_that_sent_it() -> None:
    headers: dict[str, Any] = {}
    with tracing.following("req_12345678"):
        celery.send_the_request_along(headers=headers)
    assert headers == {"X-Request-Id": "req_12345678"}
    celery.send_the_request_along(headers=headers)
    task = type("Task", (), {"request": headers})
    celery.belong_to_the_request(task=task)
    assert tracing.request_id.get() == "req_12345678"
    celery.belong_to_the_request(task=type("Task", (), {"request": {}}))
    assert tracing.request_id.get() == tracing.NOBODY


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client
