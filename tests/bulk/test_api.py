"""Imports by a partner's system: sent with its statements, followed row by row, idempotent, on its own side only."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from notices.models import Claim, Import, Notice
from notifications.models import Notification
from tests import cast
from tests.api.partner import ALL, Partner, declarations, hold_against_schema, slug
from tests.bulk.files import row, rows_for, table, work

pytestmark = pytest.mark.django_db
OATH = "us-trademark-policy"


def post(
    partner: Partner, content: bytes, *, key: str = "one", name: str = "sweep.csv", **details: Any
) -> HttpResponse:
    body = {"file": SimpleUploadedFile(name, content), "details": json.dumps(details)}
    headers = {"Authorization": f"Bearer {partner.secret}", "Idempotency-Key": key}
    answer = partner.client.post("/api/v1/imports", body, headers=headers)
    hold_against_schema("POST", "/imports", answer)
    return answer


def oath() -> dict[str, Any]:
    return {"declarations": declarations(OATH), "signature": {"name": "Mara Linde"}}


def test_a_file_with_its_statements_is_checked_and_sent_by_itself() -> None:
    cast.right()
    lamps = cast.listings(3)
    partner = Partner(cast.mara())
    answer = post(partner, table([*rows_for(lamps), row("L-9999999", reference="R-4")]), **oath())
    assert answer.status_code == 202 and answer["Location"] == f"/api/v1/imports/{answer.json()['id']}"
    assert answer.json()["state"] == "checking" and answer.json()["rows"]["waiting"] == 4
    work()
    told = partner.get(f"/imports/{answer.json()['id']}").json()
    assert (told["state"], told["rows"]["filed"], told["rows"]["fix"]) == ("done", 3, 1)
    assert told["notices"] == {"planned": 0, "sent": 1, "refused": 0, "empty": 0}
    notice = Notice.objects.get()
    assert notice.api_key == partner.key and notice.filed_by is None and notice.signature_name == "Mara Linde"
    rows = partner.get(f"/imports/{told['id']}/rows").json()["items"]
    assert [each["notice"] for each in rows] == [notice.public_id] * 3 + [None]
    assert rows[3]["your_reference"] == "R-4" and rows[3]["problems"][0]["code"] == "listing-not-found"
    assert partner.get(f"/notices/{notice.public_id}").json()["status"] == "submitted"
    (letter,) = Notification.objects.filter(letter="import_finished")
    assert letter.address == cast.mara().organisation.email  # type: ignore[union-attr]


def test_what_a_request_lacks_is_named_and_nothing_is_sent_until_it_is_sworn() -> None:
    cast.right()
    cast.listings(2)
    cast.listing(7715000, market="DE")
    partner = Partner(cast.mara())
    content = table([row("L-7713000"), row("L-7713001"), row("L-7715000")])
    answer = post(partner, content, **oath())
    work()
    told = partner.get(f"/imports/{answer.json()['id']}").json()
    assert told["state"] == "ready" and told["lacking"][0]["code"] == "declaration-required"
    assert not Notice.objects.exists()
    asked = [{"code": d["code"], "version": d["version"]} for d in told["declarations"]]
    refused = partner.post(f"/imports/{told['id']}/sign", {**oath(), "declarations": asked[:1]})
    assert (refused.status_code, slug(refused)) == (400, "declaration-required")
    old = partner.post(
        f"/imports/{told['id']}/sign", {**oath(), "declarations": [{**each, "version": "0"} for each in asked]}
    )
    assert (old.status_code, slug(old)) == (409, "declaration-outdated")
    signed = partner.post(f"/imports/{told['id']}/sign", {**oath(), "declarations": asked})
    assert signed.json()["state"] == "signed" and signed.json()["lacking"] == []
    work()
    assert Notice.objects.count() == 2 and Claim.objects.count() == 3
    again = partner.post(f"/imports/{told['id']}/sign", {**oath(), "declarations": asked})
    assert (again.status_code, slug(again)) == (409, "invalid-transition")


def test_a_file_without_statements_waits_to_be_signed() -> None:
    cast.right()
    partner = Partner(cast.mara())
    answer = post(partner, table(rows_for(cast.listings(1))))
    work()
    told = partner.get(f"/imports/{answer.json()['id']}").json()
    assert told["state"] == "ready" and told["lacking"] == [] and told["declarations"]
    assert not Notice.objects.exists()


def test_own_headings_are_named_in_the_request() -> None:
    cast.right()
    cast.listing()
    content = table(
        [["L-7712093", "EM 018224561", "fake", "ours", "red"]], ["ASIN/URL", "TM", "Kind", "reason", "Colour"]
    )
    partner = Partner(cast.mara())
    assert slug(post(partner, content)) == "csv-header"
    named = {"ASIN/URL": "listing", "TM": "right", "Kind": "claim_type", "Colour": "leave_out"}
    columns = [{"heading": heading, "column": column} for heading, column in named.items()]
    assert post(partner, content, key="two", columns=columns).status_code == 202
    work()
    assert Import.objects.get().rows.get().state == "ready"


def test_rows_are_paged_by_key_in_the_order_of_the_file() -> None:
    cast.right()
    partner = Partner(cast.mara())
    answer = post(partner, table(rows_for(cast.listings(5))))
    work()
    at, seen = f"/imports/{answer.json()['id']}/rows?limit=2&state=ready", []
    while at:
        told = partner.get(at).json()
        seen += [each["row"] for each in told["items"]]
        at = told["next"].partition("/api/v1")[2] if told["next"] else ""
    assert seen == [2, 3, 4, 5, 6]
    assert slug(partner.get("/imports?cursor=WzEsImEiXQ:1a:b")) == "invalid-cursor"


def test_stop_and_resume() -> None:
    cast.right()
    partner = Partner(cast.mara())
    told = post(partner, table(rows_for(cast.listings(2))), **oath()).json()
    assert partner.post(f"/imports/{told['id']}/stop").json()["state"] == "stopped"
    work()
    assert partner.get(f"/imports/{told['id']}").json()["rows"]["waiting"] == 2
    assert slug(partner.post(f"/imports/{told['id']}/stop")) == "invalid-transition"
    assert partner.post(f"/imports/{told['id']}/resume").json()["state"] == "checking"
    work()
    assert Notice.objects.count() == 1


def test_another_organisations_import_is_as_unknown() -> None:
    cast.right()
    told = post(Partner(cast.mara()), table(rows_for(cast.listings(1)))).json()
    for stranger in (Partner(cast.hansen()), Partner(cast.nils()), Partner(cast.mara(), live=False)):
        unknown = stranger.get("/imports/imp_" + "0" * 26)
        for path in (f"/imports/{told['id']}", f"/imports/{told['id']}/rows"):
            answer = stranger.get(path)
            assert (answer.status_code, slug(answer)) == (404, "not-found")
            assert set(answer.json()) == set(unknown.json())
        for deed in ("sign", "stop", "resume"):
            body = oath() if deed == "sign" else None
            assert stranger.post(f"/imports/{told['id']}/{deed}", body).status_code == 404
        assert stranger.get("/imports").json()["items"] == []
    assert Import.objects.get().state == "checking"


def test_a_test_key_makes_test_notices() -> None:
    cast.right()
    partner = Partner(cast.mara(), live=False)
    content = table(rows_for(cast.listings(2)))
    post(partner, content, **oath())
    work()
    assert Notice.objects.get().is_test and Import.objects.get().is_test
    post(Partner(cast.mara()), content, **oath())
    work()
    assert Notice.objects.filter(is_test=False).count() == 1, "a test does not count as reported"


@pytest.mark.parametrize(
    ("method", "path", "scope"), [("GET", "/imports", "notices.read"), ("POST", "/imports", "notices.write")]
)
def test_a_key_needs_its_scope(method: str, path: str, scope: str) -> None:
    partner = Partner(cast.mara(), scopes=tuple(name for name in ALL if name != scope))
    answer = partner.send(method, path, {}, {})
    assert (answer.status_code, slug(answer)) == (403, "insufficient-scope")
    assert not Import.objects.exists()
