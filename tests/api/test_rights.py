"""The vault by REST: what the page asks for is asked for here, a change needs the version that was seen."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rights import actions
from rights.actions import mandate as mandates
from rights.models import IPRight
from tests import cast
from tests.api.partner import Partner, slug
from tests.rights.test_vault import drawn

pytestmark = pytest.mark.django_db
WORK = {
    "kind": "copyright",
    "title": "Harbour at Six",
    "work_kind": "image",
    "author": "June Castellan",
    "url": "https://paperbird.example/harbour",
    "description": "A colour print of a harbour at dawn.",
    "registered_on": "2020-05-01",
}
MARK = {"kind": "trademark", "form": "figurative", "title": "LINDE", "office": "EM", "number": "ABC"}


def patch(partner: Partner, right: Any, body: Any, version: int | None = 1) -> Any:
    path = right if isinstance(right, str) else f"/rights/{right.public_id}"
    return partner.send("PATCH", path, body, {"If-Match": f'"{version}"' if version is not None else None})


def pointers(answer: Any) -> set[str]:
    return {each["pointer"] for each in answer.json()["errors"]}


def test_a_work_and_a_mark_with_its_picture_are_entered_with_all_they_have() -> None:
    partner = Partner(cast.mara())
    work = partner.post("/rights", WORK).json()
    assert {name: work[name] for name in WORK} == WORK and work["connection"] == "owner"
    picture = partner.upload("mark.png", drawn().read()).json()
    paper = partner.upload("paper.txt", b"words").json()
    missing = partner.post("/rights", MARK)
    assert missing.status_code == 400 and "/image" in pointers(missing)
    assert pointers(partner.post("/rights", MARK | {"image": paper["id"]})) == {"/image"}
    mark = partner.post("/rights", MARK | {"image": picture["id"], "proofs": [paper["id"]], "nice_classes": [20, 11]})
    told = mark.json()
    assert mark.status_code == 201 and told["image"]["sha256"] == picture["sha256"]
    assert [each["id"] for each in told["proofs"]] == [paper["id"]]
    assert "does not look like" in told["number_doubt"] and told["nice_edition"] == "13"
    assert IPRight.objects.count() == 2


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (WORK | {"nice_classes": [11]}, "/nice_classes"),
        (WORK | {"form": "word"}, "/form"),
        (WORK | {"url": "javascript:x"}, "/url"),
        ({"kind": "trademark", "title": "X", "office": "WO", "number": "1512345"}, "/territories"),
        ({"kind": "patent", "title": "X", "connection": "thief"}, "/connection"),
    ],
)
def test_what_a_kind_does_not_have_or_lacks_is_named(body: dict[str, Any], pointer: str) -> None:
    answer = Partner(cast.mara()).post("/rights", body)
    assert answer.status_code == 400 and pointer in pointers(answer) and not IPRight.objects.exists()


def test_a_change_needs_the_version_that_was_seen_and_changes_only_what_is_named() -> None:
    right, partner = cast.right(nice_classes=[11]), Partner(cast.mara())
    seen = partner.get(f"/rights/{right.public_id}")
    assert seen["ETag"] == '"2"'
    assert patch(partner, right, {"title": "LINDE 2"}, None).status_code == 428
    stale = patch(partner, right, {"title": "LINDE 2"}, 1)
    assert (stale.status_code, slug(stale), stale["ETag"]) == (412, "precondition-failed", '"2"')
    for wrong, pointer in (
        ({"valid_until": "2001-01-01"}, "/valid_until"),
        ({"number": None}, "/number"),
        ({"kind": "patent"}, "/kind"),
        ({}, ""),
        ({"author": "June"}, "/author"),
        ({"proofs": ["evd_" + "0" * 26]}, "/proofs/0"),
    ):
        answer = patch(partner, right, wrong, 2)
        assert answer.status_code == 400 and pointer in pointers(answer), wrong
    right.refresh_from_db()
    assert (right.title, right.state, right.version) == ("LINDE", "verified", 2)
    done = patch(partner, right, {"valid_until": "2041-06-30", "nice_classes": None}, 2)
    assert (done.status_code, done["ETag"], done.json()["state"]) == (200, '"3"', "submitted")
    right.refresh_from_db()
    assert (str(right.valid_until), right.nice_classes) == ("2041-06-30", [])
    assert (right.title, right.number, right.territories) == ("LINDE", "018224561", ["DE", "US", "CN", "GB"])
    assert slug(patch(partner, right, {"title": "X"}, 2)) == "precondition-failed"


def test_a_partner_answers_what_a_reviewer_asked() -> None:
    right, partner, amina = cast.right(), Partner(cast.mara()), cast.amina()
    assert patch(partner, right, {"title": "LINDE"}, 2).status_code == 200
    actions.ask(by=amina.actor, right=right, question="Which class?", code="V-10")
    asked = partner.get(f"/rights/{right.public_id}").json()
    assert (asked["state"], asked["question"], asked["reason"]["code"]) == ("asked", "Which class?", "V-10")
    done = patch(partner, right, {"answer": "Eleven.", "nice_classes": [11]}, asked["version"])
    assert done.json()["state"] == "submitted" and done.json()["reason"] is None
    right.refresh_from_db()
    assert right.answer == "Eleven." and right.entries().last().step == "complete"
    actions.withdraw(by=cast.mara().actor, right=right)
    gone = patch(partner, right, {"title": "X"}, right.version)
    assert (gone.status_code, slug(gone)) == (409, "invalid-transition")


def test_an_agent_reads_a_right_and_leaves_it_as_it_is() -> None:
    right, agent = cast.right(), Partner(cast.paul())
    cast.mandate(cast.mara(), cast.paul())
    assert agent.get(f"/rights/{right.public_id}").status_code == 200
    refused = patch(agent, right, {"title": "X"}, 2)
    assert (refused.status_code, slug(refused)) == (403, "not-allowed")
    right.refresh_from_db()
    assert (right.title, right.version) == ("LINDE", 2)


def test_nobody_else_reads_or_changes_a_right() -> None:
    mara, paul = cast.mara(), cast.paul()
    right = cast.right()
    agent = Partner(paul)
    granted = cast.mandate(mara, paul, rights=[right])
    assert agent.get(f"/rights/{right.public_id}").status_code == 200
    mandates.revoke(by=mara.actor, mandate=granted)
    reader = Partner(mara, scopes=("rights.read",))
    for stranger in (agent, Partner(cast.hansen()), Partner(cast.nils())):
        assert stranger.get(f"/rights/{right.public_id}").status_code == 404
        assert patch(stranger, right, {"title": "X"}, 2).status_code == 404
    assert slug(patch(reader, right, {"title": "X"}, 2)) == "insufficient-scope"
    right.refresh_from_db()
    assert (right.title, right.version) == ("LINDE", 2)


def test_the_list_costs_the_same_for_many() -> None:
    partner = Partner(cast.mara())
    cast.right()
    partner.get("/rights")
    with CaptureQueriesContext(connection) as few:
        partner.get("/rights")
    for n in range(5):
        cast.right(title=f"MARK {n}")
    with CaptureQueriesContext(connection) as many:
        assert len(partner.get("/rights").json()["items"]) == 6
    assert len(many) == len(few)
