"""A marketplace to enforce on, and the few deeds all stories share."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from docket import dependencies, outbox
from docket.actors import Actor
from docket.dependencies import Dependency
from enforcement import actions
from enforcement.actions import Order
from enforcement.models import Restriction, Standing
from listings.models import Listing
from sandbox.server import Market
from tests import cast

REVIEWER = Actor("reviewer")
CARRY_OUT = ("enforcement.reconcile.carry_out",)


@pytest.fixture
def market(tmp_path: Path, settings: Any) -> Iterator[Market]:
    """The sandbox marketplace on a free port, offering the listing of the cast."""
    running = Market(("127.0.0.1", 0), tmp_path / "market", "t", "Fairmark", "")
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.MARKETPLACE_URL = f"http://127.0.0.1:{running.server_address[1]}/api"
    settings.MARKETPLACE_TOKEN = "t"
    yield running
    running.shutdown()
    thread.join()
    running.server_close()
    running.store.close()


@pytest.fixture
def listing(market: Market) -> Listing:
    return on_sale(market, cast.listing())


@pytest.fixture(autouse=True)
def only_enforcement(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = {("restriction", step): CARRY_OUT for step in ("order", "lift")}
    monkeypatch.setattr(outbox, "_subscriptions", heard)


@pytest.fixture(autouse=True)
def no_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    """As fast as it goes; tests of the cap set one."""
    depend_on(monkeypatch, rate=0.0)


def depend_on(monkeypatch: pytest.MonkeyPatch, **changed: Any) -> Dependency:
    """The portal depends on a marketplace like the real one, changed where a story needs it."""
    there = replace(dependencies.get("marketplace"), **changed)
    monkeypatch.setitem(dependencies._known, "marketplace", there)
    return there


def on_sale(market: Market, listing: Listing) -> Listing:
    names = ("description", "price", "currency", "market", "seller", "seller_id", "category", "image")
    market.store.offer(
        [{"external_id": listing.external_id, "title": listing.title} | dict.fromkeys(names, "")],
    )
    return listing


def order(listing: Listing, source: str = "clm_a", territories: list[str] | None = None) -> Restriction:
    with transaction.atomic():
        one = Order(listing, territories or ["*"], "R1", "terms", source)
        entry = actions.order_many(by=REVIEWER, orders=[one])[0]
    return Restriction.objects.get(pk=entry.subject_id)


def lift(*sources: str) -> None:
    with transaction.atomic():
        actions.lift(by=REVIEWER, sources=sources)


def deliver() -> int:
    """Deliver everything, also what waits for its next attempt."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE docket_delivery SET due_at = clock_timestamp(), lease_until = NULL WHERE state = 'due'")
    return outbox.deliver()


def shown(market: Market, listing: Listing) -> tuple[str, int]:
    found = market.store.listing(listing.external_id)
    assert found is not None
    return found["hidden_in"], found["sequence"]


def states() -> list[str]:
    return list(Restriction.objects.order_by("pk").values_list("state", flat=True))


def standing(listing: Listing) -> Standing:
    return Standing.objects.get(listing=listing)


@pytest.fixture
def outcomes(market: Market) -> Callable[[], list[str]]:
    return lambda: [effect["outcome"] for effect in market.store.effects()]
