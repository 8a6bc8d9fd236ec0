"""The demo's receiver: it answers the challenge, checks each message and shows what arrived."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test.utils import override_settings

from ipr_portal.demo import cast as people
from ipr_portal.demo import hooks
from notifications.webhooks import signing
from notifications.webhooks.models import Endpoint
from sandbox.server import Market
from sandbox.wire import Refusal, Request
from tests import cast
from tests.webhooks.receiver import Receiver
from tests.webhooks.stories import deliver, happens

pytestmark = pytest.mark.django_db
SECRET = signing.make()


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Market]:
    running = Market(("127.0.0.1", 0), tmp_path / "market", "t", "Fairmark", "", partner_secret=SECRET)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()
    running.store.close()


def test_the_partner_of_the_demo_has_an_endpoint_that_proves_itself(
    market: Market, hook: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    vigil = cast.vigil()
    monkeypatch.setattr(people, "organisation", lambda name: vigil.organisation)
    told = {"WEBHOOK_DEMO_SECRET": SECRET, "SANDBOX_URL": f"http://127.0.0.1:{market.server_address[1]}"}
    with override_settings(**told):
        hooks.create()
        hooks.create()
        deliver()
        happens(person=vigil)
        deliver()
    assert Endpoint.objects.get().state == "alive"
    assert [(each.kind, each.good) for each in market.hooks.arrived] == [
        ("claim.updated", True),
        ("webhook.challenge", True),
    ]
    shown = market.answer(Request("GET", "/hooks/", {}, {})).body.decode()
    assert "claim.updated" in shown and "genuine" in shown


def test_what_is_not_genuine_is_refused_and_shown_as_text(market: Market) -> None:
    def send(**headers: str) -> int:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            return market.answer(Request("POST", "/hooks/", {}, given, b'{"type": "<b>x"}')).status
        except Refusal as refusal:
            return refusal.answer.status

    assert send() == send(webhook_id="m", webhook_timestamp="1", webhook_signature="v1,x") == 401
    shown = market.answer(Request("GET", "/hooks/", {}, {})).body.decode()
    assert "refused" in shown and "<b>x" not in shown
