"""/metrics: what is counted, for whoever may ask; and every metric of the documents is one that exists."""

import os
import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client
from prometheus_client import Counter, Histogram
from prometheus_client.parser import text_string_to_metric_families

from docket import dependencies, outbox
from docket import metrics as below
from ipr_portal import environment
from ipr_portal.ops import metrics
from tests import cast
from tests.notices import stories
from tests.ops.conftest import all_well, shut

pytestmark = pytest.mark.django_db
DOCUMENT = Path(django_settings.BASE_DIR) / "docs" / "operations.md"


def ask(**more: Any) -> HttpResponse:
    return Client().get("/metrics", **more)


def told() -> dict[str, dict[tuple[str, ...], float]]:
    text = ask(headers={"Authorization": "Bearer s3cret"}).content.decode()
    return {
        family.name: {tuple(sample.labels.values()): sample.value for sample in family.samples}
        for family in text_string_to_metric_families(text)
    }


@pytest.fixture(autouse=True)
def token(settings: Any) -> None:
    settings.METRICS_TOKEN = "s3cret"


def test_it_is_for_whoever_has_the_token_or_comes_from_there(settings: Any) -> None:
    assert ask().status_code == 404
    assert ask(headers={"Authorization": "Bearer wrong"}).status_code == 404
    assert ask(headers={"Authorization": "Bearer s3cret"}).status_code == 200
    settings.METRICS_FROM = ["10.1.0.0/16", "127.0.0.1"]
    assert ask().status_code == 200
    assert ask(REMOTE_ADDR="10.1.7.7").status_code == 200
    assert ask(REMOTE_ADDR="10.2.0.1").status_code == 404
    # The proxy stands in an allowed network too, and what it passes on comes from anywhere.
    assert ask(headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404
    settings.METRICS_TOKEN, settings.METRICS_FROM = "", []
    assert ask(headers={"Authorization": "Bearer "}).status_code == 404


def test_a_network_that_is_none_stops_the_start_and_not_each_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METRICS_FROM", "10.1.0.0/16, 127.0.0.1")
    assert environment.networks("METRICS_FROM") == ["10.1.0.0/16", "127.0.0.1"]
    for wrong in ("10.1.0.0/99", "prometheus", "10.1.0.1/16"):
        monkeypatch.setenv("METRICS_FROM", wrong)
        with pytest.raises(ImproperlyConfigured, match=f"METRICS_FROM holds '{wrong}'"):
            environment.networks("METRICS_FROM")


def test_it_tells_what_waits_what_is_shut_and_what_runs_out() -> None:
    all_well()
    shut("mail")
    stories.upheld(count=3)
    said = told()
    assert said["portal_deliveries_due"][("marketplace",)] == 3
    assert said["portal_breaker_open"] == {(each.name,): each.name == "mail" for each in dependencies.all()}
    assert said["portal_canary_age_seconds"][()] < 60
    assert said["portal_timers_overdue"] == {} or max(said["portal_timers_overdue"].values()) == 0
    assert said["portal_mail_due"][()] == 0
    outbox.deliver()
    assert told()["portal_mail_due"][()] > 0 or told()["portal_deliveries_due"][("mail",)] > 0


def test_requests_and_deliveries_are_counted_by_all_processes_together() -> None:
    """The processes' files are added up; here there is one, and its file is read like another's."""

    def requests() -> float:
        return sum(value for labels, value in told().get("portal_requests", {}).items() if set(labels) == asked)

    asked = {"GET", "help", "200"}
    before = requests()
    for _ in range(3):
        Client().get("/help/")
    assert requests() == before + 3


def test_addresses_that_lead_nowhere_are_one_line_however_many() -> None:
    """Other tests of this process are counted, too: looked at is only what answers 404 under no page's name."""

    def lines() -> dict[tuple[str, ...], float]:
        counted = told().get("portal_requests", {})
        return {labels: value for labels, value in counted.items() if {"GET", "none", "404"} == set(labels)}

    before = sum(lines().values())
    for number in range(5):
        Client().get(f"/nowhere/{number}/")
    assert len(lines()) == 1 and sum(lines().values()) == before + 5


def test_every_metric_that_the_document_names_exists_and_the_other_way_round() -> None:
    kept = [*vars(metrics).values(), *vars(below).values()]
    counted = {each for each in kept if isinstance(each, Counter | Histogram)}
    known = {f"{each._name}_total" if isinstance(each, Counter) else each._name for each in counted}
    named = set(re.findall(r"`(portal_[a-z_]+)", DOCUMENT.read_text()))
    assert named == set(metrics.GAUGES) | known


def test_no_metric_names_a_person_or_a_listing() -> None:
    cast.mara()
    stories.upheld()
    outbox.deliver()
    text = ask(headers={"Authorization": "Bearer s3cret"}).content.decode()
    assert "linde" not in text.lower() and "L-77" not in text and "@" not in text


def test_files_of_processes_long_gone_are_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    old, new = tmp_path / "counter_host-1.db", tmp_path / "counter_host-2.db"
    for file in (old, new):
        file.write_bytes(b"")
    os.utime(old, (0, time.time() - metrics.FORGOTTEN_AFTER - 60))
    assert metrics.forget_old_files() == 1
    assert not old.exists() and new.exists()


def test_a_made_up_method_makes_no_series_of_its_own() -> None:
    Client().generic("BREW", "/help/")
    text = ask(headers={"Authorization": "Bearer s3cret"}).content.decode()
    assert "BREW" not in text and 'method="other"' in text
