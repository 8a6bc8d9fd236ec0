"""The deeds on files: take in, scan, show. A file is kept byte for byte under a random name, known by its SHA-256."""

import unicodedata
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from docket import transaction
from docket.actors import CLOCK, SYSTEM, Actor
from docket.models import Entry
from docket.take import take
from rights.files import disk
from rights.files.recognising import Unfit, promised, recognised
from rights.models import Evidence, Rendition

LONGEST_NAME = 120


def store(*, by: Actor, upload: "UploadedFile[Any]") -> Evidence:
    """Keep the file safely on disk, and only then write its row and its first entry. Raises Unfit.

    A crash in between leaves a file without a row, which is removed a day later; never a row without its file.
    """
    name = shown_name(upload.name or "")
    kept: disk.Written | None = None
    try:
        expected = promised(name)
        kept = disk.write(upload.chunks(), disk.new_name("evidence"), most=settings.EVIDENCE_MAX_BYTES)
        media_type = recognised(disk.path_of(kept.name), expected) if kept.size else refuse_empty()
        return enter(by=by, name=name, file=kept, media_type=media_type)
    except BaseException as error:
        disk.remove(*([kept.name] if kept else []))
        if isinstance(error, disk.TooLarge):
            raise Unfit("file-too-large", name) from None
        if isinstance(error, Unfit):
            raise Unfit(error.code, name) from None
        raise


def refuse_empty() -> str:
    raise Unfit("file-empty")


@transaction.atomic
def enter(*, by: Actor, name: str, file: disk.Written, media_type: str) -> Evidence:
    """The row of a file that is on disk, and the first entry of its custody."""
    if by.organisation_id is None:
        raise ValueError("A file belongs to the organisation that sends it.")
    evidence = Evidence.objects.create(
        organisation_id=by.organisation_id,
        uploaded_by_id=by.user_id,
        name=name,
        sha256=file.sha256,
        size=file.size,
        media_type=media_type,
        file=file.name,
    )
    first = "quarantine" if settings.CLAMD_ADDRESS else "take_in"
    take(first, evidence, by=by, sha256=file.sha256, size=file.size, media_type=media_type)
    return evidence


@transaction.atomic
def show(
    *, by: Actor, evidence: Evidence, rendition: str, why: str, passed_on: bool = False, addressed: bool = False
) -> Entry:
    """Somebody reads this copy of the file; the entry is written before the first byte leaves.

    `passed_on` says that the law hands a copy to the other party: never the original, which may hold hidden data.
    `addressed` says that its sender put it before this reader.
    """
    told: dict[str, Any] = {"rendition": rendition, "sha256": hash_of(evidence, rendition), "passed_on": passed_on}
    return take("show", evidence, by=by, why=why, **told, **({"addressed": True} if addressed else {}))


def hash_of(evidence: Evidence, rendition: str) -> str:
    """What exactly was read."""
    if rendition == "original":
        return evidence.sha256
    return Rendition.objects.values_list("sha256", flat=True).get(evidence=evidence, kind=rendition)


@transaction.atomic
def export(*, by: Actor, evidence: Evidence, why: str) -> Entry:
    """A reviewer takes the file out with its history, this entry included."""
    return take("export", evidence, by=by, sha256=evidence.sha256, why=why)


@transaction.atomic
def find_damaged(*, evidence: Evidence, found: str | None) -> Entry:
    """The bytes on disk are others than came in, or none."""
    return take("find_damaged", evidence, by=CLOCK, sha256=evidence.sha256, found=found or "nothing")


@transaction.atomic
def find_whole(*, evidence: Evidence) -> Entry:
    """The bytes that came in are back."""
    return take("find_whole", evidence, by=CLOCK, sha256=evidence.sha256)


@transaction.atomic
def pass_scan(*, evidence: Evidence, scanner: str) -> Entry:
    """The scanner found nothing: the file can be opened from now on."""
    return take("pass_scan", evidence, by=SYSTEM, sha256=evidence.sha256, scanner=scanner)


@transaction.atomic
def reject(*, evidence: Evidence, scanner: str, finding: str) -> Entry:
    """The scanner found something: the file stays locked away and its sender is told."""
    return take("reject", evidence, by=SYSTEM, sha256=evidence.sha256, scanner=scanner, finding=finding)


def shown_name(name: str) -> str:
    """A name fit to show: no folders, no control or direction characters, not too long; never used on disk."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    plain = "".join(c for c in base if not unicodedata.category(c).startswith("C")).strip()
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{ending[:12]}"
