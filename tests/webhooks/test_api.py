"""Endpoints by the API: added, proven, tried out, changed, rotated, taken away; and what is refused."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from docket.models import Entry
from notifications.webhooks import actions, proving
from notifications.webhooks.models import Attempt, Dispatch, Endpoint
from tests import cast
from tests.api.partner import ALL, Partner, slug
from tests.webhooks.receiver import Receiver, Reply
from tests.webhooks.stories import deliver, endpoint, happens

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def partner() -> Partner:
    return Partner(cast.mara())


def add(partner: Partner, hook: Receiver, **body: Any) -> dict[str, Any]:
    answer = partner.post("/webhooks", {"url": hook.url, **body})
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def test_an_endpoint_is_added_proves_itself_and_gets_a_test_event(partner: Partner, hook: Receiver) -> None:
    made = add(partner, hook, types=["claim.upheld"], name="Case system")
    assert (made["state"], made["types"], made["live"]) == ("unproven", ["claim.upheld"], True)
    happens(kind="claim.upheld")
    deliver()
    assert [each.said["type"] for each in hook.arrived] == ["webhook.challenge"]  # nothing else before it is proven
    assert hook.arrived[0].is_signed_with(made["secret"])
    assert partner.get(f"/webhooks/{made['id']}").json()["state"] == "alive"
    sent = partner.post(f"/webhooks/{made['id']}/test")
    assert sent.status_code == 200 and sent.json()["type"] == "webhook.test"
    deliver()
    assert hook.events[-1].said["type"] == "webhook.test" and hook.events[-1].name == sent.json()["id"]
    assert hook.events[-1].is_signed_with(made["secret"])
    (line,) = partner.get(f"/webhooks/{made['id']}/deliveries").json()["items"]
    assert (line["state"], line["tries"], line["event"]["id"]) == ("delivered", 1, sent.json()["id"])
    assert line["attempts"][0]["status"] == 200
    assert sent.json()["id"] in partner.get("/events").content.decode()


def test_the_secret_is_shown_once_even_if_the_answer_is_asked_for_again(partner: Partner, hook: Receiver) -> None:
    body, key = {"url": hook.url}, {"Idempotency-Key": "one"}
    first, second = partner.post("/webhooks", body, **key), partner.post("/webhooks", body, **key)
    assert first.json()["secret"].startswith("whsec_") and second.json()["secret"] is None
    assert second["Idempotent-Replayed"] == "true" and second.json()["id"] == first.json()["id"]
    assert Endpoint.objects.count() == 1
    assert "secret" not in partner.get(f"/webhooks/{first.json()['id']}").json()


def test_a_code_can_be_shown_where_the_receiver_cannot_echo_it(partner: Partner, hook: Receiver) -> None:
    hook.echoes = False
    made = add(partner, hook)
    deliver()
    assert partner.get(f"/webhooks/{made['id']}").json()["state"] == "unproven"
    wrong = partner.post(f"/webhooks/{made['id']}/prove", {"code": "0" * 16})
    assert (wrong.status_code, slug(wrong)) == (403, "not-allowed")
    refused = partner.post(f"/webhooks/{made['id']}/test")
    assert (refused.status_code, slug(refused)) == (409, "invalid-transition")
    shown = partner.post(f"/webhooks/{made['id']}/prove", {"code": hook.arrived[0].said["data"]["challenge"].lower()})
    assert shown.json()["state"] == "alive"


def test_the_code_of_one_address_proves_no_other(partner: Partner, hook: Receiver) -> None:
    hook.echoes = False
    made = add(partner, hook)
    deliver()
    code = hook.arrived[0].said["data"]["challenge"]
    moved = partner.send("PATCH", f"/webhooks/{made['id']}", {"url": hook.url + "/other"}, {})
    assert moved.json()["state"] == "unproven"
    assert partner.post(f"/webhooks/{made['id']}/prove", {"code": code}).status_code == 403
    assert proving.code_of(Endpoint.objects.get()) != code


def test_challenges_are_not_a_hammer(partner: Partner, hook: Receiver) -> None:
    hook.echoes = False
    made = add(partner, hook)
    answers = [partner.post(f"/webhooks/{made['id']}/challenge") for _ in range(6)]
    assert [each.status_code for each in answers] == [200] * 4 + [429] * 2
    assert answers[-1]["Retry-After"]
    deliver()
    assert len(hook.arrived) == 1  # those that a newer one follows are not sent


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"url": "https://hooks.example.com/", "types": ["claim.burned"]}, "/types/0"),
        ({"url": "https://hooks.example.com/", "types": ["webhook.test"]}, "/types/0"),
        ({"url": "https://hooks.example.com/", "secret": "whsec_" + base64.b64encode(b"x" * 23).decode()}, "/secret"),
        ({"url": "https://hooks.example.com/", "secret": "secret"}, "/secret"),
        ({"url": 7}, "/url"),
        ({}, "/url"),
        ({"url": "https://hooks.example.com/", "state": "alive"}, "/state"),
        ({"url": "http://hooks.example.com/"}, "/url"),
        ({"url": "https://127.0.0.1/"}, "/url"),
        ({"url": "https://localhost/"}, "/url"),
        ({"url": "https://hooks.example.com:22/"}, "/url"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(partner: Partner, body: dict[str, Any], where: str) -> None:
    answer = partner.post("/webhooks", body)
    assert answer.status_code == 400 and answer.json()["errors"][0]["pointer"] == where
    assert Endpoint.objects.count() == 0 and Entry.objects.filter(subject_type="endpoint").count() == 0
    if where == "/url" and "types" not in body and str(body.get("url", "")).startswith("http"):
        assert slug(answer) == "webhook-url-not-allowed"


def test_twenty_endpoints_are_enough_and_an_address_stands_once(partner: Partner, hook: Receiver) -> None:
    for number in range(20):
        add(partner, hook, url=f"{hook.url}/{number}")
    again = partner.post("/webhooks", {"url": f"{hook.url}/3"})
    assert again.status_code == 400 and again.json()["errors"][0]["pointer"] == "/url"
    more = partner.post("/webhooks", {"url": f"{hook.url}/20"})
    assert (more.status_code, slug(more)) == (400, "validation-error")
    assert Endpoint.objects.count() == 20


def test_a_partner_changes_what_it_hears_switches_off_and_on_and_removes(partner: Partner, hook: Receiver) -> None:
    made = add(partner, hook, types=["claim.upheld"])
    deliver()
    path = f"/webhooks/{made['id']}"
    changed = partner.send("PATCH", path, {"types": [], "name": "All"}, {}).json()
    assert (changed["types"], changed["name"], changed["state"]) == ([], "All", "alive")
    assert partner.send("PATCH", path, {"enabled": False}, {}).json()["state"] == "disabled"
    assert partner.send("PATCH", path, {"enabled": True}, {}).json()["state"] == "alive"
    assert partner.send("PATCH", path, {}, {}).json()["name"] == "All"
    assert partner.send("DELETE", path, None, {}).json()["state"] == "removed"
    assert partner.get(path).status_code == 404 and partner.get("/webhooks").json()["items"] == []
    left = Endpoint.objects.get()
    assert (left.secret, left.previous_secret) == ("", "")
    add(partner, hook)  # the address is free again


def test_a_secret_is_changed_with_or_without_overlap(partner: Partner, hook: Receiver) -> None:
    made = add(partner, hook)
    deliver()
    own = "whsec_" + base64.b64encode(b"k" * 32).decode()
    turned = partner.post(f"/webhooks/{made['id']}/rotate-secret", {"overlap_hours": 1, "secret": own}).json()
    assert turned["secret"] == own and turned["old_secret_until"] is not None
    assert partner.post(f"/webhooks/{made['id']}/rotate-secret", {"overlap_hours": 73}).status_code == 400
    happens()
    deliver()
    assert hook.events[-1].is_signed_with(own) and hook.events[-1].is_signed_with(made["secret"])
    at_once = partner.post(f"/webhooks/{made['id']}/rotate-secret", {"overlap_hours": 0}).json()
    assert at_once["old_secret_until"] is None


def test_one_delivery_or_all_that_was_missed_is_sent_again(partner: Partner, hook: Receiver) -> None:
    made = add(partner, hook)
    deliver()
    hook.answer = lambda message: Reply(500)
    happens(2)
    deliver()
    Dispatch.objects.update(state="failed")
    hook.answer = lambda message: Reply()
    first, _ = partner.get(f"/webhooks/{made['id']}/deliveries?state=failed").json()["items"]
    assert partner.post(f"/webhook-deliveries/{first['id']}/redeliver").json()["state"] == "due"
    deliver()
    since = (datetime.now(UTC) - DAY).isoformat()
    told = partner.post(f"/webhooks/{made['id']}/resend", {"since": since})
    assert told.json() == {"webhook": made["id"], "events": 1}
    deliver()
    assert partner.get(f"/webhooks/{made['id']}/deliveries?state=failed").json()["items"] == []
    everything = partner.post(f"/webhooks/{made['id']}/resend", {"since": since, "everything": True})
    assert everything.json()["events"] == 2
    for wrong in ("yesterday", "2026-11-24", "2026-11-24T10:00:00", 5, "0001-01-01T00:00:00+23:00"):
        assert partner.post(f"/webhooks/{made['id']}/resend", {"since": wrong}).status_code == 400


def test_anothers_endpoint_and_delivery_do_not_exist(hook: Receiver) -> None:
    made, _ = endpoint(hook)
    (event,) = happens()
    deliver()
    dispatch = Dispatch.objects.get(event=event)
    for other in (Partner(cast.hansen()), Partner(cast.nils()), Partner(cast.mara(), live=False)):
        assert other.get("/webhooks").json()["items"] == []
        for path in (f"/webhooks/{made.public_id}", f"/webhooks/{made.public_id}/deliveries"):
            assert other.get(path).status_code == 404
        for path in (
            f"/webhooks/{made.public_id}/test",
            f"/webhooks/{made.public_id}/challenge",
            f"/webhook-deliveries/{dispatch.public_id}/redeliver",
        ):
            assert other.post(path).status_code == 404
        assert other.send("DELETE", f"/webhooks/{made.public_id}", None, {}).status_code == 404
    before = len(hook.arrived)
    deliver()
    made.refresh_from_db()
    assert made.state == "alive" and len(hook.arrived) == before


def test_without_the_scope_nothing_can_be_seen_or_done(hook: Receiver) -> None:
    made, _ = endpoint(hook)
    without = Partner(cast.mara(), scopes=tuple(name for name in ALL if name != "webhooks"))
    assert slug(without.get("/webhooks")) == "insufficient-scope"
    assert slug(without.post(f"/webhooks/{made.public_id}/rotate-secret", {})) == "insufficient-scope"


def test_who_does_not_administer_the_organisation_does_nothing(hook: Receiver) -> None:
    from docket.actors import Actor
    from docket.errors import NotAllowed

    made, _ = endpoint(hook)
    for actor in (cast.hansen().actor, cast.amina().actor, Actor("notifier", organisation_id=made.organisation_id)):
        with pytest.raises(NotAllowed):
            actions.remove(by=actor, endpoint=made)
    made.refresh_from_db()
    assert made.state == "alive" and made.secret


def test_the_number_of_queries_does_not_grow_with_the_deliveries(partner: Partner, hook: Receiver) -> None:
    made = add(partner, hook)
    deliver()
    counts = []
    for many in (2, 20):
        happens(many)
        deliver()
        with CaptureQueriesContext(connection) as seen:
            found = partner.get(f"/webhooks/{made['id']}/deliveries").json()["items"]
        counts.append(len(seen))
    assert len(found) == 22 and counts[0] == counts[1]
    assert Attempt.objects.exclude(dispatch=None).count() == 22
