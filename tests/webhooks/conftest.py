"""In these tests only events are heard of, and imports go on: letters and the marketplace have their own stories."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from docket import outbox
from ipr_portal.subscriptions import SUBSCRIPTIONS
from notifications.webhooks import client
from tests.webhooks import receiver
from tests.webhooks.receiver import Receiver


@pytest.fixture(autouse=True)
def only_events(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = {key: tuple(filter(is_wanted, names)) for key, names in SUBSCRIPTIONS.items()}
    monkeypatch.setattr(outbox, "_subscriptions", {key: names for key, names in heard.items() if names})


def is_wanted(name: str) -> bool:
    return ".events." in name or ".webhooks." in name or name.endswith(".go_on")


@pytest.fixture
def hook(settings: Any, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Receiver]:
    """A receiver on this machine, which only a demo may call."""
    settings.WEBHOOK_LOOPBACK = True
    marker = request.node.get_closest_marker("django_db")
    if not marker.kwargs.get("transaction"):  # the test's own transaction is not one of the product
        monkeypatch.setattr(client, "connection", SimpleNamespace(in_atomic_block=False))
    with receiver.running() as server:
        yield server
