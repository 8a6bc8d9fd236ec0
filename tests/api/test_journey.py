"""The journey by REST: enter a right, send a notice, follow it, take every step that either side may take."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from docket import clock
from notices import actions, limits
from notices.models import Claim, Notice
from rights.actions import mandate as mandates
from tests import cast
from tests.api.partner import Partner, declarations, notice_body, slug
from tests.notices import stories

pytestmark = pytest.mark.django_db
RIGHT = {
    "kind": "trademark",
    "title": "LINDE",
    "form": "word",
    "office": "EM",
    "number": "018224561",
    "nice_classes": [11],
    "valid_until": "2039-06-30",
}


def test_a_right_is_entered_and_read() -> None:
    partner = Partner(cast.mara())
    proof = partner.upload("certificate.txt", b"It is registered.").json()
    made = partner.post("/rights", {**RIGHT, "proofs": [proof["id"]]})
    assert made.status_code == 201
    assert made.json()["state"] == "submitted"
    assert partner.get(made["Location"].removeprefix("/api/v1")).json() == made.json()
    assert [r["id"] for r in partner.get("/rights?kind=trademark").json()["items"]] == [made.json()["id"]]
    assert partner.get("/rights?kind=patent").json()["items"] == []


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"number": ""}, "/number"),
        ({"kind": "copyright", "office": "US"}, "/description"),
        ({"valid_until": "2001-01-01"}, "/valid_until"),
        ({"registered_on": "2190-01-01"}, "/registered_on"),
        ({"nice_classes": [46]}, "/nice_classes/0"),
        ({"territories": ["UK"]}, "/territories"),
        ({"owner": "org_" + "0" * 26}, "/owner"),
        ({"proofs": ["evd_" + "0" * 26]}, "/proofs/0"),
    ],
)
def test_an_incomplete_right_is_refused_and_the_place_named(change: dict[str, Any], pointer: str) -> None:
    response = Partner(cast.mara()).post("/rights", {**RIGHT, **change})
    assert response.status_code == 400
    assert pointer in {error["pointer"] for error in response.json()["errors"]}


def test_a_notice_is_checked_sent_and_followed() -> None:
    partner = Partner(cast.mara())
    body = notice_body(declarations=[])
    body["listings"] = [{"url": cast.listing().url, "explanation": "The logo is on the base."}]
    checked = partner.post("/notices/validate", body).json()
    assert not checked["ready"]
    assert {fault["code"] for fault in checked["faults"]} == {"declaration-required"}
    assert not Notice.objects.exists()
    body["declarations"] = [{"code": d["code"], "version": d["version"]} for d in checked["declarations"]]
    assert partner.post("/notices/validate", body).json()["ready"]

    sent = partner.post("/notices", body)
    assert sent.status_code == 201
    said = sent.json()
    assert said["status"] == "submitted"
    assert said["reference"].startswith("N-")
    assert said["claims"][0]["listing"]["id"] == "L-7712093"
    assert said["claims"][0]["steps"] == ["supplement", "retract"]
    notice = Notice.objects.get()
    assert (notice.api_key_id, notice.filed_by_id, notice.receipt) == (partner.key.pk, None, said["receipt"])
    assert partner.get(f"/notices/{said['id']}").json() == said
    assert [line["step"] for line in partner.get(f"/notices/{said['id']}/timeline").json()["items"]] == ["submit"]
    assert [n["id"] for n in partner.get("/notices?state=submitted").json()["items"]] == [said["id"]]
    assert partner.get("/notices?state=upheld").json()["items"] == []
    assert len(partner.get(f"/claims?notice={said['id']}").json()["items"]) == 1


def test_a_work_stands_in_for_a_right() -> None:
    partner = Partner(cast.mara())
    body = notice_body(claim_type="copyright", declarations=declarations("us-dmca-512"))
    del body["right"]
    body["work"] = {"title": "Photo of a lamp", "url": "https://linde.example/photo"}
    sent = partner.post("/notices", body)
    assert sent.status_code == 201, sent.content
    assert sent.json()["work"]["title"] == "Photo of a lamp"


@pytest.mark.parametrize("count", [1, 20, 100])
def test_queries_do_not_grow_with_listings(count: int) -> None:
    partner = Partner(cast.mara())
    body = notice_body(*[each.external_id for each in cast.listings(count)])
    partner.get("/")  # the key's use is noted once a minute; not in what we count
    limits.tier_of(cast.right().organisation)  # and so is the tier, once in some minutes
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert partner.post("/notices", body).status_code == 201
    # Two of them hold the filer and count its day; who has no limit a day does without.
    assert len(counted) <= 28, [q["sql"][:90] for q in counted]
    assert QUERIES.setdefault("post", len(counted)) == len(counted)
    notice = Notice.objects.get()
    with CaptureQueriesContext(connection) as counted:
        assert len(partner.get(f"/notices/{notice.public_id}").json()["claims"]) == count
    assert QUERIES.setdefault("get", len(counted)) == len(counted)


QUERIES: dict[str, int] = {}


def test_a_long_list_comes_in_pages() -> None:
    partner = Partner(cast.mara())
    partner.post("/notices", notice_body(*[each.external_id for each in cast.listings(5)]))
    seen, path = [], "/claims?limit=2&state=submitted"
    while path:
        page = partner.get(path)
        seen += [claim["id"] for claim in page.json()["items"]]
        following = page.json()["next"]
        assert (f'<{following}>; rel="next"' == page["Link"]) if following else "Link" not in page
        path = following.partition("/api/v1")[2] if following else ""
    assert len(seen) == len(set(seen)) == 5


def test_a_step_needs_the_version_that_was_seen() -> None:
    partner = Partner(cast.mara())
    claim = partner.post("/notices", notice_body()).json()["claims"][0]
    seen = partner.get(f"/claims/{claim['id']}")
    assert seen["ETag"] == '"1"'
    path = f"/claims/{claim['id']}/retract"
    assert slug(partner.post(path, {})) == "precondition-required"
    stale = partner.post(path, {}, **{"If-Match": '"0"'})
    assert (stale.status_code, slug(stale), stale["ETag"]) == (412, "precondition-failed", '"1"')
    assert slug(partner.post(path, {}, **{"If-Match": 'W/"1"'})) == "precondition-failed"
    done = partner.post(path, {"reason": "Settled."}, **{"If-Match": seen["ETag"]})
    assert (done.status_code, done.json()["state"], done["ETag"]) == (200, "retracted", '"2"')
    again = partner.post(path, {}, **{"If-Match": '"2"'})
    assert (again.status_code, slug(again), again.json()["state"]) == (409, "already-filed", "retracted")


def test_missing_information_is_given() -> None:
    (claim,) = stories.incomplete()
    partner = Partner(cast.mara())
    told = partner.get(f"/claims/{claim.public_id}").json()
    assert told["question"] == "Which photo is yours?"
    path = f"/notices/{claim.notice.public_id}/information"
    proof = partner.upload("photo.txt", b"the first one").json()["id"]
    done = partner.post(path, {"answer": "The first one.", "evidence": [proof]})
    assert (done.status_code, done.json()["status"]) == (200, "submitted")
    assert slug(partner.post(path, {"answer": "Again."})) == "invalid-transition"


def test_the_seller_counters_and_the_notifier_goes_to_court() -> None:
    (claim,) = stories.upheld()
    seller, owner = Partner(cast.nils()), Partner(cast.mara())
    told = seller.get(f"/claims/{claim.public_id}")
    assert "counter" in told.json()["steps"]
    assert told.json()["decision"]["reason_code"] == "CR-03"
    assert "private" not in told.content.decode()
    body = {
        "defence": "own_design",
        "explanation": "I took this photo myself.",
        "signer": "Nils Aas",
        "address": "Havnegade 3, 1058 Copenhagen",
        "phone": "+45 55 01 00 00",
        "declarations": declarations("us-dmca-512", "counter"),
    }
    path, seen = f"/claims/{claim.public_id}/counter-notice", {"If-Match": told["ETag"]}
    assert slug(seller.post(path, {**body, "phone": "x"}, **seen)) == "validation-error"
    without = {name: each for name, each in body.items() if name != "phone"}
    assert seller.post(path, without, **seen).json()["errors"][0]["pointer"] == "/phone"
    assert slug(seller.post(path, {**body, "declarations": []}, **seen)) == "declaration-required"
    done = seller.post(path, body, **seen)
    assert (done.status_code, done.json()["state"]) == (200, "countered"), done.content
    assert slug(seller.post(path, body, **{"If-Match": done["ETag"]})) == "already-filed"

    told = owner.get(f"/claims/{claim.public_id}")
    assert told.json()["counter_notice"]["signer"] == "Nils Aas"
    assert {clock["key"] for clock in told.json()["deadlines"]} == {"put_back"}
    suit = {"court": "N.D. California", "case_number": "5:26-cv-1", "filed_on": clock.now().date().isoformat()}
    done = owner.post(f"/claims/{claim.public_id}/court-action", suit, **{"If-Match": told["ETag"]})
    assert (done.status_code, done.json()["state"]) == (200, "in_court")


def test_each_side_appeals_its_own_decision() -> None:
    (claim,) = stories.rejected()
    owner = Partner(cast.mara())
    told = owner.get(f"/claims/{claim.public_id}")
    path = f"/claims/{claim.public_id}/appeal"
    assert slug(Partner(cast.nils()).post(path, {"grounds": "x"}, **{"If-Match": told["ETag"]})) == "not-found"
    done = owner.post(path, {"grounds": "You overlooked the second photo."}, **{"If-Match": told["ETag"]})
    assert (done.status_code, done.json()["state"]) == (200, "appealed_rejection")


def test_a_seller_is_heard_first() -> None:
    (claim,) = stories.awaiting_seller()
    seller = Partner(cast.nils())
    told = seller.get(f"/claims/{claim.public_id}")
    done = seller.post(
        f"/claims/{claim.public_id}/answer", {"answer": "The joint is older."}, **{"If-Match": told["ETag"]}
    )
    assert (done.status_code, done.json()["state"]) == (200, "submitted")


def test_an_agent_needs_a_mandate_that_lives() -> None:
    agent = Partner(cast.paul())
    body = notice_body()
    assert slug(agent.post("/notices", body)) == "validation-error"
    mandate = cast.mandate(cast.mara(), cast.paul())
    assert agent.post("/notices", body).status_code == 201
    assert agent.get("/mandates").json()["items"][0]["in_force"]
    assert [r["id"] for r in agent.get("/rights").json()["items"]] == [body["right"]]
    mandates.revoke(by=cast.mara().actor, mandate=mandate)
    refused = agent.post("/notices", body)
    assert (refused.status_code, slug(refused)) == (403, "mandate-required")
    told = agent.get("/mandates").json()["items"][0]
    assert (told["state"], told["in_force"], bool(told["revoked_at"])) == ("revoked", False, True)
    assert agent.get("/rights").json()["items"] == agent.get("/notices").json()["items"] == []


def test_evidence_is_known_by_what_is_in_it() -> None:
    import base64
    import hashlib

    partner = Partner(cast.mara())
    content = b"a sworn statement"
    digest = hashlib.sha256(content)
    named = f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
    kept = partner.upload("note.txt", content, **{"Content-Digest": named})
    assert kept.status_code == 201
    assert kept.json()["sha256"] == digest.hexdigest()
    assert partner.get(f"/evidence/{kept.json()['id']}").json() == kept.json()
    assert slug(partner.upload("note.txt", b"other", **{"Content-Digest": named})) == "digest-mismatch"
    assert slug(partner.upload("note.txt", b"")) == "file-empty"
    assert slug(partner.upload("page.html", b"<html>")) == "file-type-not-allowed"
    assert slug(partner.upload("photo.png", b"no picture")) == "file-type-mismatch"
    assert slug(partner.upload("big.txt", b"x" * (26 * 1024 * 1024))) == "file-too-large"
    assert slug(partner.post("/evidence", {})) == "unsupported-media-type"


def test_a_test_key_has_a_world_of_its_own() -> None:
    live, test = Partner(cast.mara()), Partner(cast.mara(), live=False)
    body = notice_body()
    made = test.post("/notices", body).json()
    assert made["is_test"]
    assert live.get("/notices").json()["items"] == []
    assert live.get(f"/notices/{made['id']}").status_code == 404
    assert len(test.get("/notices").json()["items"]) == 1
    claim = Claim.objects.get()
    assert live.get(f"/claims/{claim.public_id}").status_code == 404


def test_the_catalogues_need_no_key() -> None:
    stranger = Partner(cast.mara())
    for name in ("regimes", "reasons", "offices", "claim-types", "declarations"):
        told = stranger.get(f"/reference/{name}", Authorization=None)  # type: ignore[arg-type]
        assert told.status_code == 200
        assert told.json()["items"]
        assert "public" in told["Cache-Control"]
    assert stranger.get("/").json()["organisation"]["name"] == "Studio Linde GmbH"


def test_a_refused_retraction_of_another_state_says_where_it_stands() -> None:
    (claim,) = stories.submitted()
    actions.retract(by=cast.mara().actor, claims=[claim])
    owner = Partner(cast.mara())
    told = owner.get(f"/claims/{claim.public_id}")
    refused = owner.post(f"/claims/{claim.public_id}/appeal", {"grounds": "x"}, **{"If-Match": told["ETag"]})
    assert (refused.status_code, slug(refused)) == (409, "invalid-transition")
    assert refused.json()["state"] == "retracted"


def test_a_seller_asks_for_a_look_at_a_changed_listing_for_time_and_closes() -> None:
    shop = Partner(cast.nils())
    claims = stories.upheld(count=3)
    first, second, third = (f"/claims/{claim.public_id}" for claim in claims)
    seen = {path: shop.get(path)["ETag"] for path in (first, second, third)}
    assert {"mend", "accept", "extend_appeal"} <= set(shop.get(first).json()["steps"])
    mended = shop.post(f"{first}/mend", {"words": "I made a new photo."}, **{"If-Match": seen[first]})
    assert (mended.status_code, mended.json()["state"]) == (200, "mended")
    longer = shop.post(f"{second}/more-time", {}, **{"If-Match": seen[second]})
    assert longer.status_code == 200
    assert slug(shop.post(f"{second}/more-time", {}, **{"If-Match": longer["ETag"]})) == "window-closed"
    closed = shop.post(f"{third}/accept", {}, **{"If-Match": seen[third]})
    assert (closed.status_code, closed.json()["state"]) == (200, "upheld")
    owner = Partner(cast.mara())
    assert owner.post(f"{third}/accept", {}, **{"If-Match": closed["ETag"]}).status_code == 403
    assert [claim.state for claim in stories.again(claims)] == ["mended", "upheld", "upheld"]
