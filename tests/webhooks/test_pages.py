"""The pages of an organisation's endpoints: everything by plain forms, for administrators only."""

import socket
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership
from notifications.webhooks import actions, targets
from notifications.webhooks.models import Dispatch, Endpoint
from tests import cast
from tests.accounts.mails import fresh
from tests.webhooks.receiver import Receiver, Reply
from tests.webhooks.stories import deliver, endpoint, happens

pytestmark = pytest.mark.django_db
HERE = "/settings/webhooks/"


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(cast.mara().user)
    return fresh(client)


def test_from_an_address_to_a_delivered_test_event(client: Client, hook: Receiver) -> None:
    hook.echoes = False
    made = client.post(HERE, {"url": hook.url, "name": "Case system", "mode": "live", "types": ["claim.upheld"]})
    secret = made.context["secret"]
    assert made.status_code == 200 and secret in made.content.decode()
    deliver()
    page = HERE + Endpoint.objects.get().public_id + "/"
    shown = client.get(page).content.decode()
    assert "Is this address yours?" in shown and secret not in shown
    wrong = client.post(page + "prove/", {"code": "ABCD"})
    assert wrong.status_code == 400 and "This is not the code" in wrong.content.decode()
    code = hook.arrived[0].said["data"]["challenge"]
    assert client.post(page + "prove/", {"code": f"{code[:8]} {code[8:]}"}).status_code == 303
    assert client.post(page + "test/").status_code == 303
    deliver()
    assert hook.events[-1].is_signed_with(secret)
    assert "Delivered" in client.get(page).content.decode()
    line = client.get(f"{HERE}deliveries/{Dispatch.objects.get().public_id}/").content.decode()
    assert "webhook.test" in line and hook.events[-1].name in line and "200" in line


def test_what_cannot_be_is_said_and_what_was_typed_is_kept(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def inside(*_: Any, **__: Any) -> list[Any]:
        return [(0, 0, 0, "", ("10.0.0.1", 443))]

    monkeypatch.setattr(socket, "getaddrinfo", inside)
    for url, said in [
        ("", "Enter the address"),
        ("http://hooks.example.com/", "must begin with https"),
        ("https://10.0.0.1/", "numbers are not taken"),
        ("https://hooks.example.com/", "not on the public internet"),
        ("https://localhost/", "by its name"),
        ("\x1f", ""),
    ]:
        answer = client.post(HERE, {"url": url, "name": "Kept <b>", "mode": "live"})
        body = answer.content.decode()
        assert answer.status_code == 400 and said in body and "error-summary" in body and "Kept &lt;b&gt;" in body
    assert client.post(HERE, {"url": "https://x.example/", "mode": "x", "types": ["no"]}).status_code == 400
    assert not Endpoint.objects.exists()


def test_each_button_does_one_thing(client: Client, hook: Receiver) -> None:
    made, _ = endpoint(hook)
    page = f"{HERE}{made.public_id}/"
    state = lambda: Endpoint.objects.get().state  # noqa: E731
    assert client.post(page + "amend/", {"name": "New", "types": ["claim.upheld"]}).status_code == 303
    assert Endpoint.objects.get().types == ["claim.upheld"]
    assert client.post(page + "disable/").status_code == 303 and state() == "disabled"
    assert client.post(page + "disable/").status_code == 409  # a second click, or a colleague
    assert client.post(page + "enable/").status_code == 303 and state() == "alive"
    turned = client.post(page + "secret/", {"overlap": "24"})
    assert turned.context["secret"] in turned.content.decode() and Endpoint.objects.get().previous_until is not None
    happens(kind="claim.upheld")
    hook.answer = lambda message: Reply(500)
    deliver()
    Dispatch.objects.update(state="failed")
    assert client.post(page + "resend/", {"since": "24"}).status_code == 303
    assert Dispatch.objects.get().state == "due"
    delivery = f"{HERE}deliveries/{Dispatch.objects.get().public_id}/"
    assert client.post(delivery).status_code == 303
    assert client.post(page + "move/", {"url": hook.url + "/other"}).status_code == 303 and state() == "unproven"
    assert client.post(page + "challenge/").status_code == 303
    assert client.post(page + "remove/")["Location"] == HERE and state() == "removed"
    assert client.get(page).status_code == client.get(delivery).status_code == 404


def test_looking_changes_nothing(client: Client, hook: Receiver) -> None:
    made, _ = endpoint(hook)
    page = f"{HERE}{made.public_id}/"
    for name in ("test", "challenge", "disable", "enable", "remove", "prove", "amend", "resend"):
        assert client.get(f"{page}{name}/").status_code == 405
    for name in ("move", "secret"):  # where a proof of oneself leads back
        assert client.get(f"{page}{name}/")["Location"] == page
    assert client.post(page + "burn/").status_code == 404
    assert Endpoint.objects.get().version == made.version


def test_the_pages_are_for_administrators_of_this_organisation(client: Client, hook: Receiver) -> None:
    made, _ = endpoint(hook)
    (event,) = happens()
    page = f"{HERE}{made.public_id}/"
    delivery = f"{HERE}deliveries/{Dispatch.objects.get(event=event).public_id}/"
    for person in (cast.hansen(), cast.nils(), cast.amina()):
        other = Client()
        other.force_login(person.user)
        fresh(other)
        for path in (page, delivery):
            assert other.get(path).status_code == 404
        for path in (page + "remove/", page + "secret/", delivery):
            assert other.post(path).status_code == 404
    Membership.objects.filter(user=cast.mara().user).update(role="member")
    assert client.get(HERE).status_code == client.get(page).status_code == 404
    assert client.post(page + "disable/").status_code == 404
    assert Endpoint.objects.get().state == "alive"


def test_the_list_of_deliveries_is_paged_and_its_queries_do_not_grow(client: Client, hook: Receiver) -> None:
    made, _ = endpoint(hook)
    page, counts = f"{HERE}{made.public_id}/", []
    for many in (2, 28):
        happens(many)
        with CaptureQueriesContext(connection) as seen:
            shown = client.get(page)
        counts.append(len(seen))
    assert counts[0] == counts[1] and len(shown.context["deliveries"]) == 25
    rest = client.get(page + shown.context["next_url"])
    assert len(rest.context["deliveries"]) == 5
    assert client.get(page + "?before=x&state=y").status_code == 200


def test_the_answer_of_a_receiver_is_shown_as_text(client: Client, hook: Receiver) -> None:
    endpoint(hook)
    hook.answer = lambda message: Reply(500, b"<script>alert(1)</script>")
    happens()
    deliver()
    line = client.get(f"{HERE}deliveries/{Dispatch.objects.get().public_id}/").content.decode()
    assert "&lt;script&gt;alert(1)" in line and "<script>alert" not in line


def test_a_full_list_offers_no_form(client: Client, hook: Receiver) -> None:
    mara = cast.mara()
    for number in range(20):
        target = targets.allowed(f"{hook.url}/{number}")
        actions.add(by=mara.actor, organisation=mara.organisation, target=target)  # type: ignore[arg-type]
    assert "as many as there can be" in client.get(HERE).content.decode()
