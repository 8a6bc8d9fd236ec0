"""Rights, mandates and evidence for partners."""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import path
from rest_framework.request import Request

from accounts.models import Organisation
from accounts.rest import ids, told
from accounts.rest.answers import answer
from accounts.rest.fields import Choice, Day, Many, Pattern, Shape, Text, Whole, public_id
from accounts.rest.operations import Endpoint, operation
from accounts.rest.pages import page
from accounts.rest.parsers import FilePartsParser
from accounts.rest.problems import Fault, Problem
from accounts.rest.scopes import PUBLIC, actor_of, organisation_of
from docket import clock
from rights import actions, evidence
from rights.forms import RightForm
from rights.models import Evidence, IPRight, Mandate
from rights.procedure import STATES
from rights.territories import OFFICES

COUNTRY = Pattern(r"[A-Z]{2}", "an ISO 3166-1 country code, for example DE", "DE")
OFFICE = Choice(tuple(code for code, _words in OFFICES), "WIPO ST.3 code of the office")
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
PARTY = told.record(id=told.TEXT, name=told.TEXT)
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
EVIDENCE = told.record(
    "Evidence",
    id=told.TEXT,
    name=told.TEXT,
    sha256=told.TEXT,
    size=told.WHOLE,
    media_type=told.TEXT,
    created_at=told.MOMENT,
)
MANDATE = told.record(
    "Mandate",
    id=told.TEXT,
    owner=PARTY,
    rights=told.TEXTS,
    territories=told.TEXTS,
    starts_on=told.DAY,
    ends_on=told.maybe(told.DAY),
    revoked_at=told.maybe(told.MOMENT),
    in_force=told.FLAG,
)
FILE_BODY = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}},
}
FILE_PROBLEMS = (*evidence.WORDS, "digest-mismatch")
SHA256 = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")


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


class Mandates(Endpoint):
    """For whom you may act, for which rights (none named: all), where and until when."""

    @operation("List mandates", scope="rights.read", gives=told.paged(MANDATE), paged=True)
    def get(self, request: Request, asked: Mapping[str, Any]) -> HttpResponse:
        held = Mandate.objects.filter(agent=organisation_of(request)).select_related("owner")
        return page(request, held.prefetch_related("rights"), written_mandates, asked)


class Files(Endpoint):
    """Files that prove what you say. Kept byte for byte, known by their SHA-256, seen only by you and by reviewers."""

    parser_classes = [FilePartsParser]

    @operation(
        "Upload evidence",
        scope="evidence.write",
        media_type="multipart/form-data",
        body_schema=FILE_BODY,
        gives=EVIDENCE,
        status=201,
        acts=True,
        problems=FILE_PROBLEMS,
    )
    def post(self, request: Request) -> HttpResponse:
        upload = only_file(request)
        refuse_changed(request, upload)
        try:
            kept = evidence.store(by=actor_of(request), upload=upload)
        except evidence.Unfit as unfit:
            raise Problem(unfit.code, str(unfit), errors=[Fault(unfit.code, str(unfit), field="file")]) from None
        return answer(written_evidence(kept), 201, {"Location": f"/api/v1/evidence/{kept.public_id}"})


class File(Endpoint):
    """One file that you uploaded: its facts, not its bytes."""

    @operation("Read the facts of evidence", scope="evidence.write or notices.read", gives=EVIDENCE)
    def get(self, request: Request, public_id: str) -> HttpResponse:
        mine = Evidence.objects.filter(organisation=organisation_of(request))
        return answer(written_evidence(ids.find(mine, public_id)))


class Offices(Endpoint):
    """Offices that register rights, by their WIPO ST.3 codes."""

    @operation(
        "List offices",
        scope=PUBLIC,
        gives=told.catalogue("Offices", told.record("Office", code=told.TEXT, name=told.TEXT)),
    )
    def get(self, request: Request) -> HttpResponse:
        items = [{"code": code, "name": str(name)} for code, name in OFFICES]
        return answer({"items": items}, headers={"Cache-Control": "public, max-age=3600"})


def visible(organisation: Organisation) -> "QuerySet[IPRight]":
    usable = IPRight.objects.usable_by(organisation, clock.now().date())
    return usable.select_related("organisation").distinct()


def owner_named(caller: Organisation, wanted: str, at: str = "/owner") -> Organisation:
    """The caller itself, or an owner whose mandate the caller holds today."""
    if not wanted or wanted == caller.public_id:
        return caller
    mandates = Mandate.objects.filter(agent=caller, owner__public_id=wanted)
    alive = mandates.alive(clock.now().date()).select_related("owner").first()
    if alive is not None:
        return alive.owner
    if mandates.exists():
        raise Problem("mandate-required")
    raise Problem.of([Fault("unknown", "You hold no mandate of an owner with this id.", at)])


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


def evidence_of(organisation: Organisation, wanted: Mapping[str, str]) -> list[Evidence]:
    """The organisation's own files by the ids given at these places of a body; one query."""
    if not wanted:
        return []
    rows = Evidence.objects.filter(organisation=organisation, public_id__in=set(wanted.values()))
    found = {row.public_id: row for row in rows}
    if faults := [Fault("unknown", "You have no file with this id.", at) for at, i in wanted.items() if i not in found]:
        raise Problem.of(faults)
    return list(found.values())


def only_file(request: Request) -> "UploadedFile[Any]":
    named = request.data.getlist("file") if hasattr(request.data, "getlist") else []
    if extra := [name for name in request.data if name != "file"]:
        raise Problem(
            "unknown-field", errors=[Fault("unknown-field", "Only the field `file` is read.", field=extra[0])]
        )
    if len(named) != 1 or not isinstance(named[0], UploadedFile):
        raise Problem.of([Fault("required", "Send one file in the field `file`.", field="file")])
    return named[0]


def refuse_changed(request: Request, upload: "UploadedFile[Any]") -> None:
    """Content-Digest (RFC 9530) of the file part; other algorithms are passed over."""
    given = request.headers.get("Content-Digest")
    named = SHA256.search(given) if given else None
    if named is None:
        return
    try:
        wanted = base64.b64decode(named[1], validate=True)
    except binascii.Error:
        raise Problem("digest-mismatch") from None
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    if digest.digest() != wanted:
        raise Problem("digest-mismatch")


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


def party(organisation: Organisation) -> dict[str, str]:
    return {"id": organisation.public_id, "name": organisation.name}


def written_evidence(kept: Evidence) -> dict[str, Any]:
    return {
        "id": kept.public_id,
        "name": kept.name,
        "sha256": kept.sha256,
        "size": kept.size,
        "media_type": kept.media_type,
        "created_at": kept.created_at,
    }


def written_mandates(mandates: Sequence[Mandate]) -> list[dict[str, Any]]:
    today = clock.now().date()
    return [
        {
            "id": mandate.public_id,
            "owner": party(mandate.owner),
            "rights": [right.public_id for right in mandate.rights.all()],
            "territories": mandate.territories,
            "starts_on": mandate.starts_on,
            "ends_on": mandate.ends_on,
            "revoked_at": mandate.revoked_at,
            "in_force": mandate.revoked_at is None
            and mandate.starts_on <= today
            and (mandate.ends_on is None or mandate.ends_on >= today),
        }
        for mandate in mandates
    ]


urlpatterns = [
    path("rights", Rights.as_view()),
    path("rights/<str:public_id>", Right.as_view()),
    path("mandates", Mandates.as_view()),
    path("evidence", Files.as_view()),
    path("evidence/<str:public_id>", File.as_view()),
    path("reference/offices", Offices.as_view()),
]
