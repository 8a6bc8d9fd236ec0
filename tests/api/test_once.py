"""A deed is done once: with one key, however many requests carry it and however they race."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.models import IdempotencyRecord
from notices.models import Claim, Notice
from tests import cast
from tests.api.partner import Partner, notice_body, slug


@pytest.mark.django_db
def test_the_same_request_again_gets_the_same_answer() -> None:
    partner = Partner(cast.mara())
    key, body = {"Idempotency-Key": str(uuid.uuid4())}, notice_body()
    first, second = partner.post("/notices", body, **key), partner.post("/notices", body, **key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert first["Location"] == second["Location"]
    assert second["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_white_space_does_not_make_another_request() -> None:
    import json

    partner = Partner(cast.mara())
    key, body = {"Idempotency-Key": str(uuid.uuid4())}, notice_body()
    partner.post("/notices", body, **key)
    assert "Idempotent-Replayed" in partner.post("/notices", json.dumps(body, indent=4).encode(), **key)


@pytest.mark.django_db
def test_a_key_stands_for_one_request() -> None:
    partner = Partner(cast.mara())
    key, body = {"Idempotency-Key": str(uuid.uuid4())}, notice_body()
    partner.post("/notices", body, **key)
    other = partner.post("/notices", {**body, "explanation": "Something else."}, **key)
    assert (other.status_code, slug(other)) == (422, "idempotency-key-reused")
    elsewhere = partner.post("/rights", {"kind": "trademark", "title": "X", "office": "EM", "number": "1"}, **key)
    assert elsewhere.status_code == 422
    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_another_organisation_may_use_the_same_key() -> None:
    key, body = {"Idempotency-Key": "the-same"}, notice_body()
    cast.mandate(cast.mara(), cast.paul())
    assert Partner(cast.mara()).post("/notices", body, **key).status_code == 201
    second = Partner(cast.paul()).post("/notices", body, **key)
    assert second.status_code == 201
    assert "Idempotent-Replayed" not in second
    assert Notice.objects.count() == 2


@pytest.mark.django_db
def test_a_refused_request_does_not_use_its_key_up() -> None:
    partner = Partner(cast.mara())
    key, body = {"Idempotency-Key": str(uuid.uuid4())}, notice_body()
    assert partner.post("/notices", {**body, "declarations": []}, **key).status_code == 400
    assert partner.post("/notices", body, **key).status_code == 201


@pytest.mark.django_db
def test_an_upload_is_kept_once() -> None:
    partner = Partner(cast.mara())
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first, second = partner.upload("a.txt", b"words", **key), partner.upload("a.txt", b"words", **key)
    assert first.json() == second.json()
    assert second["Idempotent-Replayed"] == "true"
    assert slug(partner.upload("a.txt", b"other words", **key)) == "idempotency-key-reused"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_with_one_key_send_one_notice() -> None:
    partner = Partner(cast.mara())
    key, body = str(uuid.uuid4()), notice_body()
    partner.get("/")
    start = threading.Barrier(50, timeout=30)

    def send() -> tuple[int, str]:
        try:
            start.wait()
            response = partner.post("/notices", body, **{"Idempotency-Key": key})
            return response.status_code, response.content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as crowd:
        answers = list(crowd.map(lambda _: send(), range(50)))
    assert {status for status, _ in answers} <= {201, 409}
    assert len({text for status, text in answers if status == 201}) == 1
    assert all("idempotency-in-progress" in text for status, text in answers if status == 409)
    assert (Notice.objects.count(), Claim.objects.count(), IdempotencyRecord.objects.count()) == (1, 1, 1)
