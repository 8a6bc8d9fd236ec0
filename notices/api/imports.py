"""Files of many rows for partners: sent once, checked and filed in the background, followed row by row."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.datastructures import MultiValueDict
from rest_framework.request import Request

from accounts.rest import ids, told
from accounts.rest.answers import answer
from accounts.rest.fields import Choice, Many, Pattern, Shape, Text
from accounts.rest.operations import Endpoint, operation, read_body
from accounts.rest.pages import page
from accounts.rest.parsers import FilePartsParser, loads
from accounts.rest.problems import Fault, Problem
from accounts.rest.scopes import actor_of, key_of
from notices.api.refusals import as_problems
from notices.api.shapes import SWORN
from notices.bulk import actions, columns, faults, reading, signing
from notices.bulk.procedure import STATES
from notices.bulk.progress import Progress
from notices.filing import Sworn
from notices.models import Import, ImportRow, Notice

LEAVE_OUT = "leave_out"
UNREADABLE = (
    "csv-empty",
    "csv-header",
    "csv-encoding",
    "csv-malformed",
    "csv-dialect",
    "csv-too-many-rows",
    "payload-too-large",
    "unsupported-media-type",
)
# A partner reads one code for what was said before, wherever it was said; the detail says where.
SAID_BEFORE = {"reported": "duplicate", "filed": "duplicate"}
SIGNATURE = Shape(
    "Signature",
    required={"name": Text(200)},
    optional={"capacity": Choice(tuple(Notice.Capacity.values), otherwise="owner")},
)
DETAILS = Shape(
    "ImportDetails",
    optional={
        "declarations": Many(SWORN, 30),
        "signature": SIGNATURE,
        "columns": Many(
            Shape(
                "ColumnOfFile",
                required={"heading": Text(120), "column": Choice((*columns.BY_NAME, LEAVE_OUT))},
            ),
            reading.MOST_COLUMNS,
        ),
        "language": Pattern(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?", "a language tag, for example en", "en"),
    },
)
SIGN_BODY = Shape(
    "SignImport",
    required={"declarations": Many(SWORN, 30), "signature": SIGNATURE},
    example={
        "declarations": [{"code": "good_faith_no_authorisation", "version": "1"}],
        "signature": {"name": "Vera Quill", "capacity": "agent"},
    },
)
BODY = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "contentMediaType": "text/csv", "description": "CSV, TSV or XLSX, up to 20 MB."},
        "details": {
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": DETAILS.schema(),
            "description": "With declarations and a signature, what is ready is sent as soon as it is checked.",
        },
    },
}
STATEMENT = told.record(code=told.TEXT, version=told.TEXT, text=told.TEXT, perjury=told.FLAG)
LINE = {
    "id": told.TEXT,
    "reference": told.TEXT,
    "state": {"type": "string", "enum": list(STATES)},
    "file": told.record(name=told.TEXT, sha256=told.TEXT, size=told.WHOLE, rows=told.WHOLE),
    "is_test": told.FLAG,
    "created_at": told.MOMENT,
    "links": told.record(self=told.TEXT, rows=told.TEXT),
}
IMPORT_LINE = told.record("ImportLine", **LINE)
ONE_IMPORT = told.record(
    "Import",
    **LINE,
    rows=told.record(**dict.fromkeys(ImportRow.State.values, told.WHOLE)),
    notices=told.record(planned=told.WHOLE, sent=told.WHOLE, refused=told.WHOLE, empty=told.WHOLE),
    declarations=told.listed(STATEMENT),
    lacking=told.listed(told.record(code=told.TEXT, detail=told.TEXT)),
)
ROW = told.record(
    "ImportRow",
    row=told.WHOLE,
    state={"type": "string", "enum": list(ImportRow.State.values)},
    listing=told.TEXT,
    your_reference=told.TEXT,
    notice=told.maybe(told.TEXT),
    notice_reference=told.maybe(told.TEXT),
    problems=told.listed(told.record(column=told.TEXT, code=told.TEXT, detail=told.TEXT, suggestion=told.TEXT)),
)


class ImportPartsParser(FilePartsParser):
    """One file of rows with its details."""

    most_bytes = reading.MOST_BYTES
    slug = "payload-too-large"


class Imports(Endpoint):
    """Files of up to 50,000 rows. The same bytes are taken in once: sent again, they give the import as it stands."""

    parser_classes = [ImportPartsParser]

    @operation(
        "List imports",
        scope="notices.read",
        query={"state": Choice(tuple(STATES))},
        gives=told.paged(IMPORT_LINE),
        paged=True,
    )
    def get(self, request: Request, asked: Mapping[str, Any]) -> HttpResponse:
        rows = visible(request)
        return page(request, rows.filter(state=asked["state"]) if asked["state"] else rows, lines, asked)

    @operation(
        "Import a file",
        scope="notices.write",
        media_type="multipart/form-data",
        body_schema=BODY,
        gives=ONE_IMPORT,
        status=202,
        again=200,
        acts=True,
        problems=UNREADABLE,
    )
    def post(self, request: Request) -> HttpResponse:
        key, (file, details) = key_of(request), parts(request)
        signature = details["signature"] or {"name": "", "capacity": "owner"}
        given = {
            columns.plainly(each["heading"]): "" if each["column"] == LEAVE_OUT else each["column"]
            for each in details["columns"]
        }
        try:
            job, fresh = actions.upload(
                by=actor_of(request),
                organisation=key.organisation,
                file=file,
                api_key=key,
                named=given,
                strictly=True,
                sworn=sworn_in(details),
                signature_name=signature["name"],
                capacity=signature["capacity"],
                language=details["language"] or "en",
            )
        except reading.Unreadable as unreadable:
            at: dict[str, Any] = {} if unreadable.row is None else {"row": unreadable.row}
            fault = Fault(unreadable.code, str(unreadable), field="file")
            raise Problem(unreadable.code, str(unreadable), errors=[fault], **at) from None
        except actions.Unnamed as unnamed:
            raise Problem.of(unclear(unnamed)) from None
        return answer(written(job), 202 if fresh else 200, {"Location": f"/api/v1/imports/{job.public_id}"})


class OneImport(Endpoint):
    """How far one import has come, and what it still needs."""

    @operation("Read an import", scope="notices.read", gives=ONE_IMPORT)
    def get(self, request: Request, public_id: str) -> HttpResponse:
        return answer(written(ids.find(visible(request), public_id)))


class Rows(Endpoint):
    """Every row with what became of it, in the order of the file."""

    @operation(
        "Read an import's rows",
        scope="notices.read",
        query={"state": Choice(tuple(ImportRow.State.values))},
        gives=told.paged(ROW),
        paged=True,
    )
    def get(self, request: Request, public_id: str, asked: Mapping[str, Any]) -> HttpResponse:
        job = ids.find(visible(request), public_id)
        rows = job.rows.select_related("group__notice")
        rows = rows.filter(state=asked["state"]) if asked["state"] else rows
        return page(request, rows, lambda found: [written_row(job, row) for row in found], asked, oldest_first=True)


class Signing(Endpoint):
    """Swear to what is ready, and have it sent; for an import whose request did not, or lacked something."""

    @operation(
        "Sign an import",
        scope="notices.write",
        reads=SIGN_BODY,
        gives=ONE_IMPORT,
        acts=True,
        problems=("invalid-transition", "declaration-required", "declaration-outdated"),
    )
    def post(self, request: Request, public_id: str, body: Mapping[str, Any]) -> HttpResponse:
        job = ids.find(visible(request), public_id)
        with as_problems():
            signing.sign(
                by=actor_of(request),
                job=job,
                sworn=sworn_in(body),
                signature_name=body["signature"]["name"],
                capacity=body["signature"]["capacity"],
            )
        return answer(written(job))


class Stop(Endpoint):
    """Stop the checking or the sending. What was sent stands."""

    @operation("Stop an import", scope="notices.write", gives=ONE_IMPORT, acts=True, problems=("invalid-transition",))
    def post(self, request: Request, public_id: str) -> HttpResponse:
        job = ids.find(visible(request), public_id)
        actions.stop(by=actor_of(request), job=job)
        return answer(written(job))


class Resume(Endpoint):
    """Go on where it was stopped."""

    @operation("Resume an import", scope="notices.write", gives=ONE_IMPORT, acts=True, problems=("invalid-transition",))
    def post(self, request: Request, public_id: str) -> HttpResponse:
        job = ids.find(visible(request), public_id)
        actions.resume(by=actor_of(request), job=job)
        return answer(written(job))


def visible(request: Request) -> "QuerySet[Import]":
    """Imports of the caller's organisation, test or real as the key is."""
    key = key_of(request)
    if key.organisation.role != "notifier":
        return Import.objects.none()
    mine = Import.objects.filter(organisation=key.organisation, is_test=not key.live).exclude(state="discarded")
    return mine.select_related("organisation")


def parts(request: Request) -> "tuple[UploadedFile[Any], dict[str, Any]]":
    """The file, and its details read as strictly as any body."""
    sent = cast("MultiValueDict[str, Any]", request.data)
    if extra := [name for name in sent if name not in {"file", "details"}]:
        fault = Fault("unknown-field", "Only `file` and `details` are read.", field=str(extra[0])[:80])
        raise Problem("unknown-field", errors=[fault])
    files, details = sent.getlist("file"), sent.getlist("details")
    if len(files) != 1 or not isinstance(files[0], UploadedFile):
        raise Problem.of([Fault("required", "Send one file in the field `file`.", field="file")])
    if len(details) > 1 or any(not isinstance(each, str) for each in details):
        raise Problem.of([Fault("type", "Send `details` once, as JSON.", field="details")])
    return files[0], read_body(DETAILS, loads(details[0].encode()) if details else {})


def sworn_in(body: Mapping[str, Any]) -> list[Sworn]:
    return [Sworn(each["code"], each["version"]) for each in body["declarations"]]


def unclear(unnamed: actions.Unnamed) -> list[Fault]:
    return [
        Fault("csv-header", faults.words({"code": code, "about": about}), field=about["column"][:80] or "file")
        for code, about in unnamed.faults
    ]


def lines(jobs: Sequence[Import]) -> list[dict[str, Any]]:
    """Without counts: no query for each."""
    return [line(job) for job in jobs]


def line(job: Import) -> dict[str, Any]:
    here = f"/api/v1/imports/{job.public_id}"
    return {
        "id": job.public_id,
        "reference": job.reference,
        "state": job.state,
        "file": {"name": job.name, "sha256": job.sha256, "size": job.size, "rows": job.rows_total},
        "is_test": job.is_test,
        "created_at": job.created_at,
        "links": {"self": here, "rows": f"{here}/rows"},
    }


def written(job: Import) -> dict[str, Any]:
    progress = Progress(job)
    asked = signing.asked(job) if job.state == "ready" else []
    return {
        **line(job),
        "rows": dict(progress.rows),
        "notices": dict(progress.groups),
        "declarations": [
            {"code": d.code, "version": d.version, "text": str(d.text), "perjury": d.perjury} for d in asked
        ],
        "lacking": [{"code": each["code"], "detail": each["text"]} for each in job.unsworn],
    }


def written_row(job: Import, row: ImportRow) -> dict[str, Any]:
    said = columns.read(job.columns, row.cells, row.mended)
    filed = row.state == ImportRow.State.FILED and row.group is not None
    notice = row.group.notice if filed and row.group else None
    return {
        "row": row.number,
        "state": row.state,
        "listing": said["listing"],
        "your_reference": said["reference"],
        "notice": notice.public_id if notice else None,
        "notice_reference": notice.reference if notice else None,
        "problems": [
            {
                "column": each["column"],
                "code": SAID_BEFORE.get(each["code"], each["code"]),
                "detail": faults.words(each),
                "suggestion": each["suggest"],
            }
            for each in row.faults
        ],
    }
