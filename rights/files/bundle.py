"""A file with its history in one archive: whoever gets it can check both without us, with what it brings along."""

import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import connection

from rights.models import Evidence

CHECKER = Path(__file__).with_name("check_bundle.py")
ENTRIES = """
SELECT n, step, source, target, role, coalesce(actor_id, 0) AS actor, coalesce(organisation_id, 0) AS organisation,
       coalesce(key_id, 0) AS key, request_id, facts::text AS facts, at::text AS at,
       (extract(epoch FROM at) * 1000000)::bigint AS at_microseconds, previous_hash, hash
FROM docket_entry WHERE subject_type = 'evidence' AND subject_id = %s ORDER BY n
"""
READ_ME = """The file {name} and everything that happened to it while it was kept.

file/            the file, byte for byte as it came in (SHA-256 {sha256})
custody.json     each step: who, when, which copy, and a hash over the step and the one before it
check.py         recomputes all of it: python3 check.py   (needs nothing but Python)

People and organisations stand here as numbers; the portal that wrote this knows their names.
"""


def of(evidence: Evidence) -> "File[Any]":
    """The archive, in a file that vanishes when it is closed."""
    out = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it when its last byte has left
    with zipfile.ZipFile(out, "w") as archive:
        write(archive, evidence)
    out.seek(0)
    return File(out)


def write(archive: zipfile.ZipFile, evidence: Evidence) -> None:
    name = f"file/{evidence.name.replace('/', '_')}"
    archive.write(evidence.file.path, name)
    archive.writestr("custody.json", json.dumps(custody_of(evidence, name), indent=1, ensure_ascii=False))
    archive.writestr("check.py", CHECKER.read_text())
    archive.writestr("README.txt", READ_ME.format(name=evidence.name, sha256=evidence.sha256))


def custody_of(evidence: Evidence, name: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES, [evidence.pk])
        columns = [column.name for column in cursor.description or ()]
        entries = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return {
        "id": evidence.public_id,
        "number": evidence.pk,
        "file": name,
        "sha256": evidence.sha256,
        "size": evidence.size,
        "media_type": evidence.media_type,
        "entries": entries,
    }
