"""Files that prove what partners say: taken in, and told by their facts."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from rest_framework.request import Request

from accounts.models import Organisation
from accounts.rest import ids, told
from accounts.rest.answers import answer
from accounts.rest.operations import Endpoint, operation
from accounts.rest.parsers import FilePartsParser
from accounts.rest.problems import Fault, Problem
from accounts.rest.scopes import actor_of, organisation_of
from rights.actions.evidence import store
from rights.files.recognising import WORDS, Unfit
from rights.models import Evidence

EVIDENCE = told.record(
    "Evidence",
    id=told.TEXT,
    name=told.TEXT,
    sha256=told.TEXT,
    size=told.WHOLE,
    media_type=told.TEXT,
    state=told.TEXT,
    preview=told.TEXT,
    flags=told.TEXTS,
    created_at=told.MOMENT,
)
FILE_BODY = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}},
}
FILE_PROBLEMS = (*WORDS, "digest-mismatch")
SHA256 = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")


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
            kept = store(by=actor_of(request), upload=upload)
        except Unfit as unfit:
            raise Problem(unfit.code, str(unfit), errors=[Fault(unfit.code, str(unfit), field="file")]) from None
        return answer(written_evidence(kept), 201, {"Location": f"/api/v1/evidence/{kept.public_id}"})


class File(Endpoint):
    """One file that you uploaded: its facts, not its bytes."""

    @operation("Read the facts of evidence", scope="evidence.write or notices.read", gives=EVIDENCE)
    def get(self, request: Request, public_id: str) -> HttpResponse:
        mine = Evidence.objects.filter(organisation=organisation_of(request))
        return answer(written_evidence(ids.find(mine, public_id)))


def evidence_of(organisation: Organisation, wanted: Mapping[str, str]) -> list[Evidence]:
    """The organisation's own files by the ids given at these places of a body; one query."""
    return among(own_files(organisation, wanted.values()), wanted)


def own_files(organisation: Organisation, ids: Iterable[str]) -> dict[str, Evidence]:
    """Id → file, for those that are this organisation's; one query, or none where none is named."""
    named = set(ids)
    rows = Evidence.objects.filter(organisation=organisation, public_id__in=named) if named else ()
    return {row.public_id: row for row in rows}


def among(files: Mapping[str, Evidence], wanted: Mapping[str, str]) -> list[Evidence]:
    """The files of these ids, each once. Raises a problem that names the place of each that is not there."""
    lacking = [at for at, name in wanted.items() if name not in files]
    if lacking:
        raise Problem.of([Fault("unknown", "You have no file with this id.", at) for at in lacking])
    return [files[each] for each in dict.fromkeys(wanted.values())]


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


def written_evidence(kept: Evidence) -> dict[str, Any]:
    return {
        "id": kept.public_id,
        "name": kept.name,
        "sha256": kept.sha256,
        "size": kept.size,
        "media_type": kept.media_type,
        "state": kept.state,
        "preview": kept.preview,
        "flags": kept.flags,
        "created_at": kept.created_at,
    }
