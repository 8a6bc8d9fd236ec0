"""Who may see and do what: another's thing is as unknown, and no side reads more of the other than its law allows."""

import json

import pytest

from tests import cast
from tests.api.partner import ALL, Partner, notice_body, slug
from tests.notices import stories

pytestmark = pytest.mark.django_db


def test_what_is_not_yours_answers_like_what_is_not_there() -> None:
    owner, stranger = Partner(cast.mara()), Partner(cast.hansen())
    notice = owner.post("/notices", notice_body()).json()
    claim, right = notice["claims"][0]["id"], notice["right"]
    evidence = owner.upload("note.txt", b"words").json()["id"]
    for path in (
        f"/notices/{notice['id']}",
        f"/notices/{notice['id']}/timeline",
        f"/claims/{claim}",
        f"/rights/{right}",
        f"/evidence/{evidence}",
    ):
        prefix = path.split("/")[2][:4]
        theirs, nobodys = stranger.get(path), stranger.get(path.replace(path.split("/")[2], prefix + "0" * 26))
        assert theirs.status_code == nobodys.status_code == 404
        said = [json.loads(r.content) | {"instance": "", "request_id": ""} for r in (theirs, nobodys)]
        assert said[0] == said[1]
    for path in (f"/notices/{notice['id']}/information", f"/claims/{claim}/retract", f"/claims/{claim}/appeal"):
        body = {"answer": "x"} if "information" in path else {} if "retract" in path else {"grounds": "x"}
        assert stranger.post(path, body, **{"If-Match": '"1"'}).status_code == 404
    assert stranger.get("/notices").json()["items"] == stranger.get("/claims").json()["items"] == []


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "/notices", "notices.read"),
        ("POST", "/notices", "notices.write"),
        ("POST", "/notices/validate", "notices.write"),
        ("GET", "/claims", "notices.read"),
        ("POST", "/claims/x/retract", "notices.write"),
        ("POST", "/claims/x/counter-notice", "counter_notices.write"),
        ("GET", "/rights", "rights.read"),
        ("POST", "/rights", "rights.write"),
        ("GET", "/mandates", "rights.read"),
        ("POST", "/evidence", "evidence.write"),
        ("GET", "/events", "events.read"),
    ],
)
def test_a_key_without_the_scope_is_refused(method: str, path: str, scope: str) -> None:
    partner = Partner(cast.mara(), scopes=tuple(name for name in ALL if name != scope))
    response = partner.send(method, path, {}, {})
    assert (response.status_code, slug(response)) == (403, "insufficient-scope")
    assert scope in response.json()["detail"]


def test_a_seller_hears_of_a_claim_only_when_told() -> None:
    seller = Partner(cast.nils())
    (claim,) = stories.submitted()
    assert seller.get(f"/claims/{claim.public_id}").status_code == 404
    assert seller.get("/claims").json()["items"] == []
    assert seller.get(f"/claims?notice={claim.notice.public_id}").json()["items"] == []
    assert seller.get("/notices").json()["items"] == []


def test_a_seller_reads_nothing_of_the_people_behind_a_notice() -> None:
    (claim,) = stories.upheld()
    told = Partner(cast.nils()).get(f"/claims/{claim.public_id}")
    for secret in (
        "Mara",
        "mara@",
        "ip@studio",
        "Lampenweg",
        "555 0100",
        "Amina",
        claim.notice.public_id,
        "private words",
    ):
        assert secret not in told.content.decode()
    assert told.json()["owner"] == "Studio Linde GmbH"


def test_a_law_that_hides_the_owner_hides_it_here() -> None:
    (claim,) = stories.upheld(market="DE")
    assert Partner(cast.nils()).get(f"/claims/{claim.public_id}").json()["owner"] is None


def test_a_notifier_reads_nothing_of_the_reviewers_and_the_seller() -> None:
    (claim,) = stories.upheld()
    owner = Partner(cast.mara())
    for path in (
        f"/claims/{claim.public_id}",
        f"/notices/{claim.notice.public_id}",
        f"/notices/{claim.notice.public_id}/timeline",
    ):
        said = owner.get(path).content.decode()
        for secret in ("private words", "Amina", "Nils", "Havnegade", "ip@nordic"):
            assert secret not in said


def test_a_key_that_ended_or_was_revoked_opens_nothing() -> None:
    from datetime import timedelta

    from django.utils import timezone

    from accounts import api_keys

    ended, revoked = Partner(cast.mara()), Partner(cast.mara())
    ended.key.expires_at = timezone.now() - timedelta(seconds=1)
    ended.key.save()
    api_keys.revoke(revoked.key)
    for partner in (ended, revoked):
        assert slug(partner.get("/notices")) == "unauthenticated"
