"""In these tests only events are heard of, and imports go on: letters and the marketplace have their own stories."""

import pytest

from docket import outbox
from ipr_portal.subscriptions import SUBSCRIPTIONS


@pytest.fixture(autouse=True)
def only_events(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = {key: tuple(filter(is_wanted, names)) for key, names in SUBSCRIPTIONS.items()}
    monkeypatch.setattr(outbox, "_subscriptions", {key: names for key, names in heard.items() if names})


def is_wanted(name: str) -> bool:
    return ".events." in name or name.endswith(".go_on")
