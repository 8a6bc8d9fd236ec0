"""Readiness: 503 only where nothing can be served, `degraded` where people should know, and why."""

import pytest
from django.db import OperationalError, connection
from django.test import Client

from docket import health, pulse
from docket.models import Delivery, Pulse
from ipr_portal.ops import health as doors
from tests import cast
from tests.ops.conftest import aged, all_well, shut

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def durable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The servers of the tests write nothing through to disk, and readiness would say so."""
    monkeypatch.setattr(doors, "DURABLE", {})


def ready() -> tuple[int, dict[str, object]]:
    answer = Client().get("/healthz/ready")
    return answer.status_code, answer.json()


def test_all_well() -> None:
    all_well()
    assert ready() == (200, {"status": "ready", "faults": [], "degraded": []})


def test_a_new_house_without_sweeper_and_workers_is_degraded() -> None:
    assert ready() == (200, {"status": "degraded", "faults": [], "degraded": ["sweeper", "queue"]})


@pytest.mark.parametrize(("mark", "seconds", "word"), [("canary", 61, "queue"), ("sweeper", 31, "sweeper")])
def test_what_has_not_been_heard_of_for_long_is_named(mark: str, seconds: float, word: str) -> None:
    all_well()
    aged("docket_mark", "at", f"name = '{mark}'", seconds)
    assert ready()[1]["degraded"] == [word]


def test_work_that_nobody_does_is_named_within_a_minute() -> None:
    all_well()
    cast.right()
    assert ready()[1]["degraded"] == []
    aged("docket_delivery", "due_at", "true", 61)
    assert ready()[1]["degraded"] == ["backlog"]


@pytest.mark.parametrize("later", [False, True], ids=["stopped", "tried again later"])
def test_what_waits_behind_another_in_its_lane_is_no_backlog(later: bool) -> None:
    all_well()
    cast.right()
    first = Delivery.objects.order_by("pk")[0]
    Delivery.objects.exclude(subscriber=first.subscriber).update(state="done")
    aged("docket_delivery", "due_at", "true", 61)
    assert ready()[1]["degraded"] == ["backlog"]
    if later:
        aged("docket_delivery", "due_at", f"id = {first.pk}", -600)
    else:
        Delivery.objects.filter(pk=first.pk).update(state="stuck")
    assert ready()[1]["degraded"] == []


def test_an_open_breaker_is_named_and_its_backlog_is_not_named_again() -> None:
    all_well()
    cast.right()
    Delivery.objects.update(dependency="mail")
    aged("docket_delivery", "due_at", "true", 600)
    shut("mail")
    assert ready()[1]["degraded"] == ["mail"]


def test_a_clock_that_is_off_is_named_until_its_process_is_silent() -> None:
    all_well()
    pulse._beaten.clear()
    pulse.beat("mail")
    Pulse.objects.update(skew=-172800.0)
    assert ready()[1]["degraded"] == ["clock"]
    aged("docket_pulse", "seen_at", "true", 61)
    assert ready()[1]["degraded"] == []


def test_a_database_that_only_reads_still_serves() -> None:
    all_well()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_read_only = on")
    assert ready()[1]["degraded"] == ["read-only"]


def test_without_the_database_it_is_not_ready_and_still_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(health, "look", away)
    answer = Client().get("/healthz/ready")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert answer.json() == {"status": "not ready", "faults": ["database"], "degraded": []}
    assert Client().get("/healthz/live").status_code == 200


def test_a_database_that_would_forget_in_a_power_cut_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "DURABLE", {"fsync": {"never heard of"}})
    assert ready()[0] == 503 and ready()[1]["faults"] == ["fsync"]


def test_a_look_is_one_statement(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        health.look()
