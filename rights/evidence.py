"""The deeds on files: take in, scan, show. A file is kept byte for byte under a random name, known by its SHA-256."""

import hashlib
import os
import secrets
import unicodedata
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from docket.actors import SYSTEM, Actor
from docket.models import Entry
from docket.take import take
from rights.models import Evidence, Rendition
from rights.recognising import IMAGES, WORDS, Unfit, promised, recognised

__all__ = ["IMAGES", "WORDS", "Unfit", "pass_scan", "reject", "show", "store"]
LONGEST_NAME = 120


def store(*, by: Actor, upload: "UploadedFile[Any]") -> Evidence:
    """Keep the file safely on disk, and only then write its row and its first entry. Raises Unfit.

    A crash in between leaves a file without a row, which is removed a day later; never a row without its file.
    """
    name = shown_name(upload.name or "")
    relative = f"evidence/{secrets.token_hex(1)}/{secrets.token_hex(16)}"
    path = Path(settings.MEDIA_ROOT) / relative
    try:
        expected = promised(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        size, digest = write(upload, path)
        media_type = recognised(path, expected)
        settle(path)
        return enter(by=by, name=name, sha256=digest, size=size, media_type=media_type, file=relative)
    except Unfit as unfit:
        path.unlink(missing_ok=True)
        raise Unfit(unfit.code, name) from None
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@transaction.atomic
def enter(*, by: Actor, name: str, sha256: str, size: int, media_type: str, file: str) -> Evidence:
    """The row of a file that is on disk, and the first entry of its custody."""
    if by.organisation_id is None:
        raise ValueError("A file belongs to the organisation that sends it.")
    evidence = Evidence.objects.create(
        organisation_id=by.organisation_id,
        uploaded_by_id=by.user_id,
        name=name,
        sha256=sha256,
        size=size,
        media_type=media_type,
        file=file,
    )
    first = "quarantine" if settings.CLAMD_ADDRESS else "take_in"
    take(first, evidence, by=by, sha256=sha256, size=size, media_type=media_type)
    return evidence


@transaction.atomic
def show(*, by: Actor, evidence: Evidence, rendition: str, why: str, passed_on: bool = False) -> Entry:
    """Somebody reads this copy of the file; the entry is written before the first byte leaves.

    `passed_on` says that the law hands a copy to the other party: never the original, which may hold hidden data.
    """
    return take(
        "show", evidence, by=by, rendition=rendition, sha256=hash_of(evidence, rendition), why=why, passed_on=passed_on
    )


def hash_of(evidence: Evidence, rendition: str) -> str:
    """What exactly was read."""
    if rendition == "original":
        return evidence.sha256
    return Rendition.objects.values_list("sha256", flat=True).get(evidence=evidence, kind=rendition)


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


def write(upload: "UploadedFile[Any]", path: Path) -> tuple[int, str]:
    """Copy and hash in one pass, then make the disk keep it."""
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        for chunk in upload.chunks():
            size += len(chunk)
            if size > settings.EVIDENCE_MAX_BYTES:
                raise Unfit("file-too-large")
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if size == 0:
        raise Unfit("file-empty")
    return size, digest.hexdigest()


def settle(path: Path) -> None:
    """Make the folder remember the name, too."""
    path.chmod(settings.FILE_UPLOAD_PERMISSIONS or 0o640)
    for folder in (path.parent, path.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
