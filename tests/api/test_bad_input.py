"""The table of bad inputs: each gets its status and its kind of problem, and leaves nothing behind."""

import json
from typing import Any

import pytest

from accounts.models import IdempotencyRecord
from notices.models import Notice
from tests import cast
from tests.api.partner import Partner, notice_body, slug

pytestmark = pytest.mark.django_db


def raw(**fields: Any) -> bytes:
    return json.dumps(notice_body(**fields)).encode()


def with_text(text: str) -> bytes:
    return raw().replace(b'"These lamps', b'"' + text.encode() + b"These lamps")


BODIES: dict[str, tuple[Any, int, str]] = {
    "no JSON": (lambda: b"hello", 400, "malformed-json"),
    "cut off": (lambda: raw()[:-5], 400, "malformed-json"),
    "100,000 nested arrays": (lambda: b"[" * 100_000, 400, "json-too-deep"),
    "deep in a free field": (
        lambda: raw().replace(b'"counterfeit"', b'{"a":' * 5000 + b"1" + b"}" * 5000),
        400,
        "json-too-deep",
    ),
    "33 levels": (lambda: b"[" * 34 + b"]" * 34, 400, "json-too-deep"),
    "a key twice": (lambda: raw()[:-1] + b',"claim_type":"patent"}', 400, "duplicate-key"),
    "NaN": (lambda: b'{"a": NaN}', 400, "malformed-json"),
    "Infinity": (lambda: b'{"a": -Infinity}', 400, "malformed-json"),
    "1e999": (lambda: b'{"a": 1e999}', 400, "malformed-json"),
    "5,000 digits": (lambda: b'{"a": ' + b"9" * 5000 + b"}", 400, "malformed-json"),
    "20 digits": (lambda: b'{"a": 12345678901234567890}', 400, "malformed-json"),
    "invalid UTF-8": (lambda: b'{"a": "\xff"}', 400, "invalid-encoding"),
    "UTF-16": (lambda: '{"a": 1}'.encode("utf-16"), 400, "invalid-encoding"),
    "UTF-16 without mark": (lambda: '{"a": 1}'.encode("utf-16-le"), 400, "invalid-encoding"),
    "byte order mark": (lambda: b"\xef\xbb\xbf" + raw(), 400, "invalid-encoding"),
    "NUL in a text": (lambda: with_text("\\u0000"), 400, "invalid-character"),
    "NUL in a key": (lambda: b'{"a\\u0000": 1}', 400, "invalid-character"),
    "half a surrogate": (lambda: with_text("\\ud800"), 400, "invalid-character"),
    "text direction": (lambda: with_text("\\u202e"), 400, "invalid-character"),
    "control character": (lambda: with_text("\\u0007"), 400, "invalid-character"),
    "unknown field": (lambda: raw(state="upheld"), 400, "unknown-field"),
    "unknown inner field": (lambda: raw(signature={"name": "Mara", "org": "x"}), 400, "unknown-field"),
    "a list": (lambda: b"[]", 400, "validation-error"),
    "a text": (lambda: b'"x"', 400, "validation-error"),
    "null": (lambda: b"null", 400, "validation-error"),
    "empty": (lambda: b"", 400, "validation-error"),
    "number for text": (lambda: raw(explanation=5), 400, "validation-error"),
    "true for text": (lambda: raw(explanation=True), 400, "validation-error"),
    "null for text": (lambda: raw(explanation=None), 400, "validation-error"),
    "text for list": (lambda: raw(listings="L-7712093"), 400, "validation-error"),
    "too long": (lambda: raw(partner_reference="x" * 121), 400, "validation-error"),
    "nothing to see": (lambda: raw(signature={"name": "\u200b\u0301"}), 400, "validation-error"),
    "line break in a line": (lambda: raw(partner_reference="a\nb"), 400, "invalid-character"),
    "no such claim type": (lambda: raw(claim_type="theft"), 400, "validation-error"),
    "no listings": (lambda: raw(listings=[]), 400, "validation-error"),
    "10,001 listings": (lambda: raw(listings=[{"id": "L-1"}] * 10_001), 400, "too-many-items"),
    "a listing twice": (lambda: raw(listings=[{"id": "L-7712093"}] * 2), 400, "duplicate-item"),
    "link and id": (lambda: raw(listings=[{"id": "L-1", "url": "https://a.example"}]), 400, "validation-error"),
    "unknown listing": (lambda: raw(listings=[{"id": "L-9999999"}]), 400, "listing-not-found"),
    "javascript link": (lambda: raw(listings=[{"url": "javascript:alert(1)"}]), 400, "invalid-url"),
    "other site": (lambda: raw(listings=[{"url": "https://evil.example/l/7712093"}]), 400, "not-a-marketplace-url"),
    "unknown right": (lambda: raw(right="rgt_" + "0" * 26), 400, "validation-error"),
    "right of odd shape": (lambda: raw(right="zzz"), 400, "validation-error"),
    "unknown evidence": (lambda: raw(evidence=["evd_" + "0" * 26]), 400, "validation-error"),
    "country UK?": (lambda: raw(territories=["Germany"]), 400, "validation-error"),
    "no declarations": (lambda: raw(declarations=[]), 400, "declaration-required"),
    "old declaration": (
        lambda: raw(declarations=[{**d, "version": "0"} for d in notice_body()["declarations"]]),
        409,
        "declaration-outdated",
    ),
    "neither right nor work": (
        lambda: json.dumps({k: v for k, v in notice_body().items() if k != "right"}).encode(),
        400,
        "validation-error",
    ),
    "3 MB": (lambda: b'{"explanation": "' + b"x" * 3_000_000 + b'"}', 413, "payload-too-large"),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_bad_body_is_refused(name: str) -> None:
    make, status, kind = BODIES[name]
    partner = Partner(cast.mara())
    body = make()
    response = partner.post("/notices", body)
    assert (response.status_code, slug(response)) == (status, kind), response.content
    assert response["Content-Type"] == "application/problem+json"
    assert not Notice.objects.exists()
    assert not IdempotencyRecord.objects.exists()


@pytest.mark.parametrize(
    ("headers", "status", "kind"),
    [
        ({"Content-Type": "text/plain"}, 415, "unsupported-media-type"),
        ({"Content-Type": "application/xml"}, 415, "unsupported-media-type"),
        ({"Content-Type": "application/json; charset=bogus"}, 415, "unsupported-media-type"),
        ({"Content-Type": "application/json; charset=utf-16"}, 415, "unsupported-media-type"),
        ({"Accept": "application/xml"}, 406, "not-acceptable"),
        ({"Idempotency-Key": None}, 400, "idempotency-key-missing"),
        ({"Idempotency-Key": "x" * 300}, 400, "idempotency-key-invalid"),
        ({"Idempotency-Key": "a b"}, 400, "idempotency-key-invalid"),
        ({"Idempotency-Key": ""}, 400, "idempotency-key-invalid"),
        ({"Authorization": None}, 401, "unauthenticated"),
        ({"Authorization": "Bearer nonsense"}, 401, "unauthenticated"),
        ({"Authorization": "Basic eDp5"}, 401, "unauthenticated"),
        ({"Authorization": "Bearer ipr_live_" + "x" * 43}, 401, "unauthenticated"),
    ],
)
def test_a_bad_header_is_refused(headers: dict[str, Any], status: int, kind: str) -> None:
    response = Partner(cast.mara()).post("/notices", raw(), **headers)
    assert (response.status_code, slug(response)) == (status, kind)
    assert status != 401 or response["WWW-Authenticate"].startswith("Bearer")
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("query", "status", "kind"),
    [
        ("page=abc", 400, "invalid-parameter"),
        ("limit=abc", 400, "invalid-parameter"),
        ("limit=100000", 400, "invalid-parameter"),
        ("limit=0", 400, "invalid-parameter"),
        ("limit=-1", 400, "invalid-parameter"),
        ("limit=１", 400, "invalid-parameter"),
        ("complainant__email__startswith=a", 400, "invalid-parameter"),
        ("ordering=-id", 400, "invalid-parameter"),
        ("format=xml", 400, "invalid-parameter"),
        ("state=gone", 400, "invalid-parameter"),
        ("partner_reference=%ff", 400, "invalid-encoding"),
        ("partner_reference=%ed%a0%80", 400, "invalid-encoding"),
        ("partner_reference=%00", 400, "invalid-character"),
        ("state=upheld&state=rejected", 400, "repeated-parameter"),
        ("cursor=WzEsImEiXQ:1a:b", 400, "invalid-cursor"),
        ("access_token=x", 401, "credentials-in-url"),
    ],
)
def test_a_bad_parameter_is_refused(query: str, status: int, kind: str) -> None:
    response = Partner(cast.mara()).get(f"/notices?{query}")
    assert (response.status_code, slug(response)) == (status, kind)


def test_a_key_in_the_address_is_refused_whatever_its_name() -> None:
    partner = Partner(cast.mara())
    response = partner.get(f"/notices?q={partner.secret}", Authorization=None)  # type: ignore[arg-type]
    assert (response.status_code, slug(response)) == (401, "credentials-in-url")


@pytest.mark.parametrize("path", ["/notices/zzz", "/notices/%00", "/notices/" + "x" * 10_000, "/nothing", "/notices/"])
def test_an_id_that_cannot_be_is_not_found(path: str) -> None:
    response = Partner(cast.mara()).get(path)
    assert (response.status_code, slug(response)) == (404, "not-found")


@pytest.mark.parametrize(("method", "path"), [("PUT", "/notices"), ("TRACE", "/notices"), ("DELETE", "/claims")])
def test_another_method_is_not_allowed_and_the_open_ones_are_named(method: str, path: str) -> None:
    response = Partner(cast.mara()).send(method, path, None, {})
    assert response.status_code == 405
    assert "GET" in response["Allow"]


def test_a_foreign_cursor_is_refused() -> None:
    partner, other = Partner(cast.mara()), Partner(cast.hansen())
    for number in range(3):
        cast.mandate(cast.mara(), cast.hansen(), starts_on=f"2020-01-0{number + 1}")
    first = other.get("/mandates?limit=2").json()
    cursor = first["next"].partition("cursor=")[2].partition("&")[0]
    assert len(other.get(f"/mandates?limit=2&cursor={cursor}").json()["items"]) == 1
    assert slug(partner.get(f"/mandates?limit=2&cursor={cursor}")) == "invalid-cursor"
    assert slug(other.get(f"/rights?cursor={cursor}")) == "invalid-cursor"


def test_an_outage_is_said_and_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    from accounts import api_keys

    def away(secret: str) -> None:
        raise OperationalError("the server closed the connection")

    partner = Partner(cast.mara())
    monkeypatch.setattr(api_keys, "find", away)
    response = partner.get("/notices")
    assert (response.status_code, slug(response)) == (503, "dependency-unavailable")
    assert response["Retry-After"]


def test_a_mistake_of_ours_tells_nothing_but_its_id(monkeypatch: pytest.MonkeyPatch) -> None:
    from notices.api import written

    def broken(found: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(written, "notice_lines", broken)
    response = Partner(cast.mara()).get("/notices")
    assert (response.status_code, slug(response)) == (500, "internal-error")
    assert b"secret" not in response.content
    assert response.json()["request_id"] == response["X-Request-Id"]
