"""The rights vault for partners."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from accounts.models import Organisation
from accounts.rest import ids, told, versions
from accounts.rest.answers import answer
from accounts.rest.fields import Choice
from accounts.rest.operations import Endpoint, operation
from accounts.rest.pages import page
from accounts.rest.problems import Fault, Problem
from accounts.rest.scopes import PUBLIC, actor_of, organisation_of
from docket import clock
from rights import actions, kinds, territories
from rights.api import shapes
from rights.api.evidence import evidence_of
from rights.api.mandates import owner_named
from rights.forms.right import COLUMNS, RightForm, is_picture
from rights.models import Evidence, IPRight
from rights.procedure import STATES

# Where the form's own fields stand in a body.
PLACES = {"where": "territories", "__all__": ""}


class Rights(Endpoint):
    """The rights that notices rest on: your own, and those under a mandate."""

    @operation(
        "List rights",
        scope="rights.read",
        query={"state": Choice(tuple(STATES)), "kind": Choice(tuple(IPRight.Kind.values))},
        gives=told.paged(shapes.RIGHT),
        paged=True,
    )
    def get(self, request: Request, asked: Mapping[str, Any]) -> HttpResponse:
        organisation = organisation_of(request)
        chosen = {name: asked[name] for name in ("state", "kind") if asked[name]}
        write = partial(shapes.written, reader=organisation)
        return page(request, visible(organisation).filter(**chosen), write, asked)

    @operation("Enter a right", scope="rights.write", reads=shapes.NEW, gives=shapes.RIGHT, status=201, acts=True)
    def post(self, request: Request, body: Mapping[str, Any]) -> HttpResponse:
        organisation = organisation_of(request)
        owner = owner_named(organisation, body["owner"])
        usual = {"connection": "owner" if owner == organisation else "mandate"}
        if body["kind"] == "copyright":
            usual["work_kind"] = "other"
        said = {**body, **{name: body[name] or value for name, value in usual.items()}}
        facts = checked(said["kind"], said["form"], said, said=body, has_image=bool(body["image"]))
        files = files_of(organisation, body, said["kind"])
        right = actions.register(by=actor_of(request), right=IPRight(organisation=owner, **facts), files=files)
        made = ids.find(visible(organisation), right.public_id)
        return told_of(made, organisation, 201, {"Location": f"/api/v1/rights/{right.public_id}"})


class Right(Endpoint):
    """One right: as it was entered, where it stands, and what a reviewer asked for."""

    @operation("Read a right", scope="rights.read", gives=shapes.RIGHT)
    def get(self, request: Request, public_id: str) -> HttpResponse:
        organisation = organisation_of(request)
        return told_of(ids.find(visible(organisation), public_id), organisation)

    @operation(
        "Change a right, or give what a reviewer asked for",
        scope="rights.write",
        reads=shapes.CHANGE,
        gives=shapes.RIGHT,
        versioned=True,
        problems=("invalid-transition", "not-allowed"),
    )
    def patch(self, request: Request, public_id: str, body: Mapping[str, Any]) -> HttpResponse:
        """What is left out stays, and null takes away. New proofs are added; picture and views take the old place."""
        organisation = organisation_of(request)
        right = ids.find(visible(organisation), public_id)
        after = versions.expect(request, right)
        sent = {name: value for name, value in body.items() if name in request.data}
        if not sent:
            raise Problem.of([Fault("required", "Name at least one field to change.", "")])
        has_image = right.image is not None or bool(body["image"])
        facts = checked(right.kind, right.form, {**standing(right), **sent}, said=sent, has_image=has_image)
        files = files_of(organisation, body, right.kind)
        actions.change(
            by=actor_of(request), right=right, changes=facts, files=files, answer=body["answer"], after=after
        )
        return told_of(ids.find(visible(organisation), public_id), organisation)


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
    usable = IPRight.objects.usable_by(organisation, clock.today())
    return usable.select_related("organisation", "image").prefetch_related("views", "proofs").distinct()


def standing(right: IPRight) -> dict[str, Any]:
    """What is there now, as a body would say it; where a right holds follows its office unless it was said."""
    by_office = right.territories == territories.held_by_office(right.office)
    now = {name: getattr(right, name) for name in COLUMNS}
    return now | {"territories": [] if by_office else right.territories, "connection": right.connection or "owner"}


def told_of(right: IPRight, reader: Organisation, status: int = 200, headers: Mapping[str, str] = {}) -> HttpResponse:
    return answer(shapes.write(right, reader), status, {**headers, "ETag": versions.etag(right)})


def checked(
    kind: str, form: str, values: Mapping[str, Any], *, said: Mapping[str, Any], has_image: bool
) -> dict[str, Any]:
    """The rules of the page's own form, so that a right is complete wherever it was typed; returns its columns.

    `said` is what the caller wrote: a field that this kind does not have is named and not passed over.
    """
    model = kinds.of(kind, form)
    form_data = {name: _as_typed(values.get(name)) for name in COLUMNS}
    listed = values.get("territories") or []
    filled = RightForm(
        model, {**form_data, "where": "some" if listed else "all", "territories": listed}, has_image=has_image
    )
    faults = [
        Fault("not-of-this-kind", "A right of this kind does not have this field.", f"/{name}")
        for name in (*COLUMNS, *shapes.FILES)
        if said.get(name) and name not in model.fields
    ]
    if not filled.is_valid():
        faults += [
            Fault(error.code or "invalid", error.messages[0], f"/{PLACES.get(name, name)}")
            for name, errors in filled.errors.as_data().items()
            for error in errors
        ]
    if form and kind != "trademark":
        faults.append(Fault("not-of-this-kind", "Only trade marks have a form.", "/form"))
    if faults:
        raise Problem("validation-error", faults[0].detail, errors=faults)
    return {**filled.facts(), "form": form}


def _as_typed(value: Any) -> str:
    """A value as a person would type it into the form."""
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return "" if value is None else str(value)


def files_of(organisation: Organisation, body: Mapping[str, Any], kind: str) -> actions.Files:
    """The caller's own files by their ids; the picture of a mark or design must be one."""
    image = evidence_of(organisation, {"/image": body["image"]} if body.get("image") else {})
    views = evidence_of(organisation, {f"/views/{n}": each for n, each in enumerate(body.get("views") or [])})
    proofs = evidence_of(organisation, {f"/proofs/{n}": each for n, each in enumerate(body.get("proofs") or [])})
    places: list[tuple[str, Evidence]] = [(f"/views/{n}", each) for n, each in enumerate(views)]
    places += [("/image", each) for each in image if kind != "copyright"]
    words = "This is no picture: PNG, JPEG, WebP or GIF."
    if odd := [Fault("unfit", words, at) for at, each in places if not is_picture(each.media_type)]:
        raise Problem("validation-error", words, errors=odd)
    return actions.Files(image[0] if image else None, views, proofs)
