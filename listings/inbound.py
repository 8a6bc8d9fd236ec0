"""News from the marketplace, as they come: each id is taken once, and older news never undo newer.

What cannot be read is kept beside the others and refused to nobody: sending it again would not make it better.
"""

import hashlib
import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

from docket import clock, transaction
from listings import importing
from listings.importing import Faulty, Row
from listings.models import Listing, Received

log = logging.getLogger(__name__)
CHANGED, GONE = "listing.changed", "listing.gone"
TOLD = ("external_id", "title", "description", "brand", "price", "currency", "market", "category", "url", "version")
KEPT_DAYS = 30  # longer than any sender tries again
MOST_KEPT = 20_000  # characters of what could not be read


class Outcome(StrEnum):
    """What became of one message."""

    TAKEN = "taken"
    REPEATED = "repeated"  # the same id with the same words
    CONFLICT = "conflict"  # the same id with other words
    OLDER = "older"  # we know something newer
    IGNORED = "ignored"  # a kind or a listing that we do not know
    INVALID = "invalid"  # it says what no listing can be


@transaction.atomic
def take(name: str, body: bytes) -> Outcome:
    """Take one genuine message in. Two with one id at the same moment: the second waits for the first."""
    digest = hashlib.sha256(body).hexdigest()
    row, fresh = Received.objects.get_or_create(name=name, defaults={"digest": digest})
    if not fresh:
        if row.digest == digest:
            return Outcome.REPEATED
        log.error("the marketplace sent other words under an id that it had used: %s", name)
        return Outcome.CONFLICT
    kind, outcome = apply(body)
    row.kind, row.outcome = kind[:80], outcome
    row.body = body.decode("utf-8", "replace").replace("\x00", "")[:MOST_KEPT] if outcome == Outcome.INVALID else ""
    row.save(update_fields=["kind", "outcome", "body"])
    if outcome in {Outcome.INVALID, Outcome.IGNORED}:
        log.warning("news of the marketplace %s: %s %s", outcome, name, kind[:80])
    return outcome


def apply(body: bytes) -> tuple[str, Outcome]:
    try:
        said = json.loads(body)
        kind, data = said["type"], said["data"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return "", Outcome.INVALID
    if not isinstance(kind, str) or not isinstance(data, dict):
        return "", Outcome.INVALID
    kind = kind.replace("\x00", "").encode("utf-8", "replace").decode()
    if kind not in {CHANGED, GONE}:
        return kind, Outcome.IGNORED
    return kind, changed(data) if kind == CHANGED else gone(data)


def changed(data: Mapping[str, Any]) -> Outcome:
    """What is not told stays as it was. Read by the rules by which files of listings are read."""
    try:
        known = stored(str(data.get("external_id", ""))[:201].replace("\x00", ""))
        row = read(data, known)
    except Faulty:
        return Outcome.INVALID
    if known is not None and known.version > row.version:
        return Outcome.OLDER
    importing.upsert([row])
    Listing.objects.filter(external_id=row.external_id, state=Listing.State.GONE).update(state=Listing.State.LIVE)
    return Outcome.TAKEN


def stored(external_id: str) -> Listing | None:
    rows = Listing.objects.select_for_update(of=("self",)).select_related("seller")
    return rows.filter(external_id=external_id.encode("utf-8", "replace").decode()).first()


def read(data: Mapping[str, Any], known: Listing | None) -> Row:
    values = {name: "" if known is None else text(getattr(known, name)) for name in TOLD}
    values["seller"] = known.seller.external_id if known else ""
    values["listed_on"] = text(known.listed_on) if known else ""
    values |= {name: text(data[name]) for name in TOLD if name in data}
    if "seller_id" in data:
        values |= {"seller": text(data["seller_id"]), "seller_name": text(data.get("seller", ""))}
    return importing.read(values)


def text(value: Any) -> str:
    if isinstance(value, list | dict | bool):
        raise Faulty("not-text", "A text or a number is due here.")
    return "" if value is None else str(value)


def gone(data: Mapping[str, Any]) -> Outcome:
    """It is no longer offered. A newer word that it is may have come before."""
    name, version = data.get("external_id"), data.get("version", 0)
    if not isinstance(name, str) or isinstance(version, bool) or not isinstance(version, int):
        return Outcome.INVALID
    if not 0 <= version < 2**63:
        return Outcome.INVALID
    known = stored(name.replace("\x00", ""))
    if known is None:
        return Outcome.IGNORED
    if known.version > version:
        return Outcome.OLDER
    Listing.objects.filter(pk=known.pk).update(state=Listing.State.GONE, version=version)
    return Outcome.TAKEN


def forget_old() -> int:
    """Periodic job: an id is remembered for longer than anybody sends it."""
    return Received.objects.filter(received_at__lt=clock.real() - timedelta(days=KEPT_DAYS)).delete()[0]
