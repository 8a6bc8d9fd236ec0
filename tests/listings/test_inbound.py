"""News from the marketplace: genuine, of now, once, never older over newer; whatever they say, they break nothing."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from standardwebhooks.webhooks import Webhook

from docket import clock
from listings import inbound
from listings.models import Listing, Received
from notifications.webhooks import signing
from tests import cast

pytestmark = pytest.mark.django_db
SECRET, OLD = signing.make(), signing.make()
PATH = "/hooks/marketplace"


@pytest.fixture(autouse=True)
def secrets(settings: Any) -> None:
    settings.MARKETPLACE_HOOK_SECRETS = [SECRET, OLD]


def news(kind: str = "listing.changed", **data: Any) -> bytes:
    said = {"external_id": "L-7712093", "title": "Another lamp", "version": 5, **data}
    return json.dumps({"type": kind, "timestamp": "2026-11-24T12:00:00Z", "data": said}).encode()


def send(body: bytes, name: str = "msg_1", secret: str = SECRET, minutes: float = 0, **changed: str) -> HttpResponse:
    at = datetime.now(UTC) + timedelta(minutes=minutes)
    headers = {
        "webhook-id": name,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(name, at, body.decode("utf-8", "replace")),
        **{f"webhook-{key}": value for key, value in changed.items()},
    }
    return Client().post(PATH, body, content_type="application/json", headers=headers)


def slug(response: HttpResponse) -> str:
    return str(response.json()["type"]).rpartition("/")[2]


def outcome(response: HttpResponse) -> tuple[int, str]:
    return response.status_code, response.json()["outcome"]


def test_what_changed_is_taken_and_what_is_not_told_stays() -> None:
    listing = cast.listing(brand="LINDE")
    assert outcome(send(news())) == (200, "taken")
    listing.refresh_from_db()
    assert (listing.title, listing.version, listing.brand, str(listing.price)) == ("Another lamp", 5, "LINDE", "39.00")
    assert listing.seller == cast.shop_of(cast.nils())
    assert outcome(send(news(title="Third", version=6), "msg_2", OLD)) == (200, "taken")  # while a secret is replaced


def test_a_new_listing_of_a_new_shop_is_taken_whole() -> None:
    told = {"price": 12.5, "currency": "EUR", "market": "DE", "seller_id": "S-9", "seller": "Neuland"}
    assert outcome(send(news(external_id="L-1", **told))) == (200, "taken")
    made = Listing.objects.get(external_id="L-1")
    assert (str(made.price), made.seller.external_id, made.seller.name) == ("12.50", "S-9", "Neuland")


BODY = news()


@pytest.mark.parametrize(
    "wrong",
    [
        {"signature": ""},
        {"signature": "v1,AAAA"},
        {"signature": "v1a,AAAA"},
        {"signature": "v1," + "A" * 20},
        {"signature": "\u00fc"},
        {"id": ""},
        {"id": "x" * 201},
        {"id": "msg_2"},
    ],
)
def test_what_is_not_genuine_is_refused(wrong: dict[str, str]) -> None:
    cast.listing()
    answer = send(BODY, **wrong)
    assert (answer.status_code, slug(answer)) == (401, "invalid-signature")
    assert not Received.objects.exists() and Listing.objects.get().version == 1


def test_another_scheme_another_secret_an_altered_or_cut_signature_are_not_genuine() -> None:
    at = datetime.now(UTC)
    good = Webhook(SECRET).sign("msg_1", at, BODY.decode())
    for wrong in (good.replace("v1,", "v1a,"), good[:-3], good.lower(), f"sha1={good[3:]}"):
        assert slug(send(BODY, signature=wrong)) == "invalid-signature"
    assert slug(send(BODY, secret=signing.make())) == "invalid-signature"
    assert slug(send(BODY + b" ", signature=good)) == "invalid-signature"
    assert send(BODY, signature=f"v1,AAAA {good}").status_code == 202  # unknown listing without a shop: kept as invalid


@pytest.mark.parametrize(("minutes", "status"), [(-6, 401), (6, 401), (-4, 200), (4, 200)])
def test_it_is_of_now(minutes: int, status: int) -> None:
    cast.listing()
    answer = send(BODY, minutes=minutes)
    assert answer.status_code == status and (status == 200 or slug(answer) == "stale-timestamp")


@pytest.mark.parametrize("seconds", ["", "now", "1e9", "-5", "9" * 400, "١٢٣"])
def test_a_timestamp_is_a_number(seconds: str) -> None:
    assert slug(send(BODY, timestamp=seconds)) == "stale-timestamp"


def test_a_repeat_has_no_effect_and_other_words_under_one_id_are_a_conflict(caplog: pytest.LogCaptureFixture) -> None:
    listing = cast.listing()
    send(news())
    Listing.objects.update(title="Changed meanwhile")
    assert outcome(send(news())) == (200, "repeated")
    assert Listing.objects.get().title == "Changed meanwhile"
    answer = send(news(title="Other words", version=9))
    assert (answer.status_code, slug(answer)) == (409, "event-conflict")
    assert "other words" in caplog.text
    listing.refresh_from_db()
    assert listing.version == 5 and Received.objects.count() == 1


def test_older_news_never_undo_newer_in_whatever_order_they_come() -> None:
    cast.listing()
    for number, version in enumerate([7, 5, 9, 8, 9, 6]):
        send(news(version=version, title=f"Version {version}"), f"msg_{number}")
    found = Listing.objects.get()
    assert (found.title, found.version) == ("Version 9", 9)
    assert outcome(send(news("listing.gone", version=3), "gone")) == (200, "older")
    assert outcome(send(news("listing.gone", version=10), "gone_2")) == (200, "taken")
    assert Listing.objects.get().state == "gone"
    assert outcome(send(news(version=11), "back")) == (200, "taken") and Listing.objects.get().state == "live"


def test_an_unknown_kind_or_listing_is_kept_and_passed_over() -> None:
    assert outcome(send(news("shop.opened"))) == (202, "ignored")
    assert outcome(send(news("listing.gone", external_id="L-none"), "msg_2")) == (202, "ignored")
    assert set(Received.objects.values_list("outcome", flat=True)) == {"ignored"} and not Listing.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        news(price="-1"),
        news(price=[]),
        news(description="x" * 2_000_000),
        news(title="a\x00b"),
        news(external_id="L\x00"),
        news(external_id=None),
        news(version=True),
        news(version="1e3"),
        news("listing.gone", version=2**63),
        news("listing.gone", version=-1),
        news(title="\ud800"),
        b"not json",
        b"[]",
        b'{"type": 1, "data": {}}',
        b'{"type": "listing.changed"}',
        b"[" * 20_000,
    ],
)
def test_what_no_listing_can_be_is_kept_aside(body: bytes) -> None:
    cast.listing()
    assert outcome(send(body)) == (202, "invalid")
    assert Listing.objects.get().version == 1
    assert Received.objects.get().outcome == "invalid" and len(Received.objects.get().body) <= 20_000


def test_markup_and_ten_thousand_pictures_do_no_harm() -> None:
    cast.listing()
    assert send(news(title="<img onerror=x>", images=["x"] * 10_000)).status_code == 200
    client = Client()
    client.force_login(cast.mara().user)
    assert b"<img onerror" not in client.get("/notices/new/").content
    assert Listing.objects.get().title == "<img onerror=x>"


def test_the_door_is_narrow(settings: Any) -> None:
    assert Client().get(PATH).status_code == 405
    assert slug(send(b"x" * 3_000_001)) == "payload-too-large"
    settings.MARKETPLACE_HOOK_SECRETS = []
    assert slug(send(BODY)) == "invalid-signature"


def test_ids_are_forgotten_after_a_month() -> None:
    send(news("shop.opened"))
    Received.objects.update(received_at=clock.real() - timedelta(days=31))
    assert inbound.forget_old() == 1 and not Received.objects.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_same_message_eight_times_at_once_is_taken_once() -> None:
    cast.listing()

    def once(_: int) -> str:
        try:
            return str(inbound.take("msg_1", BODY))
        finally:
            connection.close()

    run: Callable[[int], str] = once
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(run, range(8)))
    assert sorted(told) == ["repeated"] * 7 + ["taken"]
