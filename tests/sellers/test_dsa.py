"""Statements of reasons in the structure of the DSA's transparency database: one a restriction, and nobody named."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from docket import clock
from enforcement.models import Restriction
from notices import actions, cases, dsa
from notices.actions import Verdict
from notices.models import Claim
from policy import regimes
from policy.load import book
from policy.types import RightKind
from rights.models import IPRight
from tests import cast
from tests.notices import stories

SCHEMA = json.loads((Path(__file__).parent / "dsa_statement.schema.json").read_text(encoding="utf-8"))

# What the database's documentation gives as an example of a listing that was removed.
EXAMPLE = {
    "puid": "case-01J9-item-3-r1",
    "decision_visibility": ["DECISION_VISIBILITY_CONTENT_REMOVED"],
    "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
    "decision_ground_reference_url": "https://eur-lex.europa.eu/eli/reg/2017/1001/oj",
    "illegal_content_legal_ground": "Regulation (EU) 2017/1001, Article 9(2)(a)",
    "illegal_content_explanation": "Listing offers goods bearing a sign identical to a registered EU trade mark.",
    "content_type": ["CONTENT_TYPE_PRODUCT", "CONTENT_TYPE_TEXT", "CONTENT_TYPE_IMAGE"],
    "category": "STATEMENT_CATEGORY_INTELLECTUAL_PROPERTY_INFRINGEMENTS",
    "category_specification": ["KEYWORD_TRADEMARK_INFRINGEMENT"],
    "territorial_scope": ["AT", "DE"],
    "content_language": "DE",
    "content_date": "2026-03-02",
    "application_date": "2026-04-14",
    "account_type": "ACCOUNT_TYPE_BUSINESS",
    "decision_facts": "Notice under Article 16 reviewed by a moderator against the register entry.",
    "source_type": "SOURCE_ARTICLE_16",
    "automated_detection": "No",
    "automated_decision": "AUTOMATED_DECISION_NOT_AUTOMATED",
    "content_id": {"EAN-13": "4006381333931"},
}
UNLAWFUL = Verdict("CR-03", "Mara Linde took this photo.", "private words", ground="law")
WRONG: list[dict[str, Any]] = [
    {"decision_visibility": None},
    {"illegal_content_explanation": None},
    {"incompatible_content_ground": "terms"},
    {"decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT"},
    {"puid": "with a space"},
    {"territorial_scope": ["UK"]},
    {"content_date": "1999-12-31"},
    {"category_specification_other": "words of our own"},
    {"automated_detection": False},
    {"listing_title": "not a field"},
]


def fits(record: dict[str, Any]) -> bool:
    return bool(jsonschema.Draft202012Validator(SCHEMA).is_valid(record))


def hidden(verdict: Verdict = UNLAWFUL, **how: Any) -> list[Claim]:
    claims = stories.taken_up(stories.submitted(**{"market": "DE", **how}))
    actions.uphold(by=cast.amina().actor, claims=claims, verdict=verdict)
    stories.carried_out()
    return stories.again(claims)


def client_of(person: cast.Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def address(claims: list[Claim]) -> str:
    return f"/cases/{cases.reference(claims[0].notice)}/statements.json"


def test_the_schema_takes_the_databases_example_and_refuses_what_it_refuses() -> None:
    assert fits(EXAMPLE)
    for change in WRONG:
        broken = {name: value for name, value in (EXAMPLE | change).items() if value is not None}
        assert not fits(broken), change


@pytest.mark.django_db
def test_every_kind_of_right_on_either_ground_has_words_that_fit() -> None:
    bare = {name: value for name, value in EXAMPLE.items() if not name.startswith(("illegal_", "decision_ground"))}
    kinds = book().dsa.kinds
    for ground in ("law", "terms"):
        restriction = Restriction(reason_code="CR-03", ground=ground)
        for kind in RightKind:
            infringed = kinds[kind]
            told = {"category_specification": [infringed.keyword]}
            told |= {"category_specification_other": infringed.other} if infringed.other else {}
            for right in (None, IPRight(office="EM")):
                assert fits(bare | told | dsa._ground(restriction, right, infringed)), (kind, ground)
    named = dsa._ground(
        Restriction(reason_code="TM-01", ground="law"), IPRight(office="EM"), kinds[RightKind.TRADEMARK]
    )
    assert named["illegal_content_legal_ground"].startswith("Regulation (EU) 2017/1001")


@pytest.mark.django_db
def test_a_listing_removed_in_the_union_has_a_statement_and_nobody_is_named_in_it() -> None:
    claims = hidden()
    (record,) = dsa.of_claims(claims)
    assert fits(record)
    assert record["puid"] == Restriction.objects.get().public_id
    assert record["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_REMOVED"]
    assert len(record["territorial_scope"]) == 30
    assert record["category_specification"] == ["KEYWORD_COPYRIGHT_INFRINGEMENT"]
    assert record["decision_ground"] == "DECISION_GROUND_ILLEGAL_CONTENT"
    notice, shop = claims[0].notice, claims[0].seller
    said = json.dumps(record)
    for protected in (notice.owner.name, shop.name, "Linde", "Nils", "took this", "private"):
        assert protected not in said


@pytest.mark.django_db
def test_hidden_in_some_countries_is_access_disabled_there_and_only_there() -> None:
    claims = hidden(Verdict("CR-03", "Copied.", ground="law", territories=("FR", "DE", "US")))
    (record,) = dsa.of_claims(claims)
    assert fits(record) and record["territorial_scope"] == ["DE", "FR"]
    assert record["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_DISABLED"]
    Restriction.objects.update(territories=["US", "CH"])
    assert dsa.of_claims(claims) == []


@pytest.mark.django_db
def test_there_is_none_outside_the_union_and_none_before_the_marketplace_hid_anything() -> None:
    assert dsa.of_claims(hidden(market="US")) == []
    claims = stories.taken_up(stories.submitted(market="FR"))
    actions.uphold(by=cast.amina().actor, claims=claims, verdict=stories.COPIED)
    assert dsa.of_claims(claims) == []
    assert client_of(cast.nils()).get(address(claims)).status_code == 404


@pytest.mark.django_db
def test_a_statement_stays_when_the_listing_is_back_and_a_new_restriction_has_its_own() -> None:
    claims = hidden()
    before = dsa.of_claims(claims)
    Restriction.objects.update(state="lifted")
    assert dsa.of_claims(claims) == before
    second = Restriction.objects.get()
    second.pk, second.public_id, second._state.adding = None, "rst_second", True
    second.save()
    assert [each["puid"] for each in dsa.of_claims(claims)] == [before[0]["puid"], "rst_second"]


@pytest.mark.django_db
def test_the_seller_downloads_it_and_nobody_else_does() -> None:
    claims = hidden()
    page = client_of(cast.nils()).get(address(claims).replace("statements.json", "decision/")).content.decode()
    assert address(claims) in page
    answer = client_of(cast.nils()).get(address(claims))
    assert answer["Content-Type"] == "application/json" and "attachment" in answer["Content-Disposition"]
    assert [fits(each) for each in answer.json()["statements"]] == [True]
    for stranger in (cast.yara(), cast.mara(), cast.amina()):
        assert client_of(stranger).get(address(claims)).status_code == 404


@pytest.mark.django_db
def test_the_command_prints_what_began_in_a_span_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dsa, "BATCH", 2)
    claims = hidden(count=5)
    begun = clock.now()
    lines = printed("--since", "2020-01-01")
    assert [each["puid"] for each in lines] == [each["puid"] for each in dsa.of_claims(claims)]
    assert len(lines) == 5 and all(map(fits, lines))
    assert printed("--since", begun.isoformat()) == []
    assert printed("--since", "2020-01-01", "--until", "2020-01-02") == []
    with pytest.raises(CommandError):
        printed("--since", "yesterday")


def printed(*words: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("dsa_statements", *words, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow() -> None:
    few, many = hidden(), hidden(count=6)
    with CaptureQueriesContext(connection) as asked_few:
        assert len(dsa.of_claims(few)) == 1
    with CaptureQueriesContext(connection) as asked_many:
        assert len(dsa.of_claims(many)) == 6
    assert len(asked_few) == len(asked_many) <= 4


def test_our_countries_are_those_of_the_rules() -> None:
    assert {*regimes.EU_MEMBERS, *regimes.get("eu-dsa").jurisdictions} - {"EU"} == dsa.EEA
