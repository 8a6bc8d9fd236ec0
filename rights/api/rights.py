"""The rights vault for partners."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from accounts.models import Organisation
from accounts.rest import ids, told
from accounts.rest.answers import answer
from accounts.rest.fields import Choice, Day, Many, Pattern, Shape, Text, Whole, public_id
from accounts.rest.operations import Endpoint, operation
from accounts.rest.pages import page
from accounts.rest.problems import Fault, Problem
from accounts.rest.scopes import PUBLIC, actor_of, organisation_of
from docket import clock
from rights import actions, territories
from rights.api.evidence import evidence_of
from rights.api.mandates import owner_named
from rights.api.parties import PARTY, party
from rights.forms.right import RightForm
from rights.models import IPRight
from rights.procedure import STATES

COUNTRY = Pattern(r"[A-Z]{2}", "an ISO 3166-1 country code, for example DE", "DE")
OFFICE = Choice((*territories.REGIONAL, *sorted(territories.CODES)), "WIPO ST.3 code of the office")
RIGHT_BODY = Shape(
    "NewRight",
    required={"kind": Choice(tuple(IPRight.Kind.values)), "title": Text(200)},
    optional={
        "owner": public_id("org"),
        "form": Choice(tuple(IPRight.Form.values)),
        "office": OFFICE,
        "number": Text(40),
        "territories": Many(COUNTRY, 250, distinct=True),
        "nice_classes": Many(Whole(1, 45), 45, distinct=True),
        "registered_on": Day(),
        "valid_until": Day(),
        "description": Text(4000, lines=True),
        "proofs": Many(public_id("evd"), 20, distinct=True),
    },
    example={
        "kind": "trademark",
        "title": "LINDE",
        "form": "word",
        "office": "EM",
        "number": "018224561",
        "nice_classes": [11],
        "valid_until": "2031-06-30",
    },
)
RIGHT = told.record(
    "Right",
    id=told.TEXT,
    owner=PARTY,
    kind=told.TEXT,
    title=told.TEXT,
    form=told.TEXT,
    office=told.TEXT,
    number=told.TEXT,
    territories=told.TEXTS,
    nice_classes=told.listed(told.WHOLE),
    registered_on=told.maybe(told.DAY),
    valid_until=told.maybe(told.DAY),
    description=told.TEXT,
    state=told.TEXT,
    version=told.WHOLE,
    refusal=told.TEXT,
    created_at=told.MOMENT,
)


class Rights(Endpoint):
    """The rights that notices rest on: your own, and those under a mandate."""

    @operation(
        "List rights",
        scope="rights.read",
        query={"state": Choice(tuple(STATES)), "kind": Choice(tuple(IPRight.Kind.values))},
        gives=told.paged(RIGHT),
        paged=True,
    )
    def get(self, request: Request, asked: Mapping[str, Any]) -> HttpResponse:
        chosen = {name: asked[name] for name in ("state", "kind") if asked[name]}
        return page(request, visible(organisation_of(request)).filter(**chosen), written, asked)

    @operation("Enter a right", scope="rights.write", reads=RIGHT_BODY, gives=RIGHT, status=201, acts=True)
    def post(self, request: Request, body: Mapping[str, Any]) -> HttpResponse:
        organisation = organisation_of(request)
        right = IPRight(organisation=owner_named(organisation, body["owner"]), **checked(body))
        proofs = evidence_of(organisation, {f"/proofs/{n}": each for n, each in enumerate(body["proofs"])})
        actions.register(by=actor_of(request), right=right, proofs=proofs)
        return answer(written([right])[0], 201, {"Location": f"/api/v1/rights/{right.public_id}"})


class Right(Endpoint):
    """One right."""

    @operation("Read a right", scope="rights.read", gives=RIGHT)
    def get(self, request: Request, public_id: str) -> HttpResponse:
        return answer(written([ids.find(visible(organisation_of(request)), public_id)])[0])


class Offices(Endpoint):
    """Offices that register rights, by their WIPO ST.3 codes."""

    @operation(
        "List offices",
        scope=PUBLIC,
        gives=told.catalogue("Offices", told.record("Office", code=told.TEXT, name=told.TEXT)),
    )
    def get(self, request: Request) -> HttpResponse:
        items = [{"code": code, "name": str(name)} for code, name in territories.offices()]
        return answer({"items": items}, headers={"Cache-Control": "public, max-age=3600"})


def visible(organisation: Organisation) -> "QuerySet[IPRight]":
    usable = IPRight.objects.usable_by(organisation, clock.now().date())
    return usable.select_related("organisation").distinct()


def checked(body: Mapping[str, Any]) -> dict[str, Any]:
    """The rules of the page's own form, so that a right is complete wherever it was typed."""
    plain = {name: body[name] or "" for name in ("kind", "title", "form", "office", "number", "description")}
    days = {name: body[name].isoformat() if body[name] else "" for name in ("registered_on", "valid_until")}
    lists = {name: " ".join(str(each) for each in body[name]) for name in ("territories", "nice_classes")}
    form = RightForm({**plain, **days, **lists})
    if not form.is_valid():
        wrong = form.errors.as_data().items()
        faults = [Fault(e.code or "invalid", e.messages[0], f"/{name}") for name, errors in wrong for e in errors]
        raise Problem("validation-error", faults[0].detail, errors=faults)
    return form.facts()


def written(rights: Sequence[IPRight]) -> list[dict[str, Any]]:
    return [
        {
            "id": right.public_id,
            "owner": party(right.organisation),
            "kind": right.kind,
            "title": right.title,
            "form": right.form,
            "office": right.office,
            "number": right.number,
            "territories": right.territories,
            "nice_classes": right.nice_classes,
            "registered_on": right.registered_on,
            "valid_until": right.valid_until,
            "description": right.description,
            "state": right.state,
            "version": right.version,
            "refusal": right.refusal,
            "created_at": right.created_at,
        }
        for right in rights
    ]
