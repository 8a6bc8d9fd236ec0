"""A deed is done once, however often its request arrives: the answer is stored in the transaction of the deed."""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.http import HttpResponse
from rest_framework.request import Request

from accounts.models import IdempotencyRecord
from accounts.rest.problems import Problem
from accounts.rest.scopes import key_of
from docket import transaction

KEY = re.compile(r"[\x21-\x7e]{1,255}")
KEPT_HEADERS = ("Location", "ETag")
# One statement claims the key; the lock tells, without waiting, a request that still runs from one that has ended.
CLAIM = """
WITH running AS (SELECT pg_try_advisory_xact_lock(%(lock)s) AS free)
INSERT INTO accounts_idempotencyrecord (owner, key, fingerprint, headers, body, created_at)
SELECT %(owner)s, %(key)s, %(fingerprint)s, '{}', '', now() FROM running WHERE free
ON CONFLICT (owner, key) DO NOTHING
RETURNING id
"""


def once(request: Request, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Do the deed and keep its answer, or give the answer that was kept. A refused deed leaves nothing behind."""
    key, owner = read_key(request), owner_of(request)
    fingerprint = fingerprint_of(request)
    return _once(owner, key, fingerprint, act)


@transaction.atomic
def _once(owner: str, key: str, fingerprint: str, act: Callable[[], HttpResponse]) -> HttpResponse:
    record_id = claim(owner, key, fingerprint)
    if record_id is None:
        return replay(owner, key, fingerprint)
    response = act()
    IdempotencyRecord.objects.filter(pk=record_id).update(
        status=response.status_code,
        headers={name: response[name] for name in KEPT_HEADERS if name in response},
        body=kept(response),
    )
    return response


def kept(response: HttpResponse) -> str:
    """What lies in the database and is given again: what is shown once only is left out of it (`response.kept`)."""
    return str(getattr(response, "kept", "") or response.content.decode())


def was_done(request: Request) -> bool:
    """Whether this key has an answer already, so that nothing needs to be looked at again."""
    return IdempotencyRecord.objects.filter(owner=owner_of(request), key=read_key(request)).exists()


def read_key(request: Request) -> str:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        raise Problem("idempotency-key-missing")
    if not KEY.fullmatch(key):
        raise Problem("idempotency-key-invalid")
    return key


def owner_of(request: Request) -> str:
    """The organisation and not the key: a retry may come with the next key after a rotation."""
    key = key_of(request)
    return f"{key.organisation.public_id}{'' if key.live else ':test'}"


def fingerprint_of(request: Request) -> str:
    """What was asked, without how it was spelled: white space and multipart boundaries may differ between tries."""
    said = json.dumps(request.data, sort_keys=True, default=_file, ensure_ascii=True)
    return hashlib.sha256(f"{request.method} {request.path}\n{said}".encode()).hexdigest()


def _file(value: Any) -> str:
    if isinstance(value, UploadedFile):
        value.seek(0)
        name = hashlib.file_digest(value, "sha256").hexdigest()
        value.seek(0)
        return name
    return str(value)


def claim(owner: str, key: str, fingerprint: str) -> int | None:
    seed = hashlib.sha256(f"{owner} {key}".encode()).digest()
    lock = int.from_bytes(seed[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"lock": lock, "owner": owner, "key": key, "fingerprint": fingerprint})
        row = cursor.fetchone()
    return int(row[0]) if row else None


def replay(owner: str, key: str, fingerprint: str) -> HttpResponse:
    record = IdempotencyRecord.objects.filter(owner=owner, key=key).first()
    if record is None:
        raise Problem("idempotency-in-progress", headers={"Retry-After": "1"})
    if record.fingerprint != fingerprint:
        raise Problem("idempotency-key-reused")
    response = HttpResponse(record.body, status=record.status, content_type="application/json", headers=record.headers)
    response["Idempotent-Replayed"] = "true"
    return response
