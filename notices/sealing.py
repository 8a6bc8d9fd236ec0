"""Seals a notice: everything that was said, word for word, in one fixed spelling, and the hash over it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from accounts.models import Organisation
from listings.models import Snapshot
from notices import marking
from notices.filing import Filing, Reported
from policy.types import Declaration, Regime

FORMAT = 2


def spelled(content: Mapping[str, Any]) -> str:
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(sealed: str) -> str:
    """The receipt number."""
    return hashlib.sha256(sealed.encode()).hexdigest()


def content_of(
    filing: Filing,
    reference: str,
    now: datetime,
    sworn: Sequence[Declaration],
    copies: Mapping[int, Snapshot],
    governing: Mapping[int, Regime],
) -> dict[str, Any]:
    """What the receipt's hash is taken over. A receipt is written from this alone, so names stand beside ids."""
    right, follows = filing.right, filing.follows
    linked = {"follows": {"notice": follows.notice.reference, "claim": follows.public_id}} if follows else {}
    return {
        **linked,
        "format": FORMAT,
        "reference": reference,
        "received_at": now.isoformat(),
        "language": filing.language,
        "filer": party(filing.filer),
        "owner": party(filing.owner),
        "right": {
            "id": right.public_id,
            "kind": right.kind,
            "title": right.title,
            "office": right.office,
            "number": right.number,
            "state": right.state,
        }
        if right
        else None,
        "work": dict(filing.work or {}),
        "claim_type": filing.claim_type,
        "listings": [listing(each, copies[each.listing.pk], governing[each.listing.pk]) for each in filing.listings],
        "explanation": filing.explanation,
        "territories": list(filing.territories),
        "evidence": [file(each) for each in filing.evidence],
        "declarations": [{"code": d.code, "version": d.version, "text": str(d.text)} for d in sworn],
        "warned": list(filing.warned),
        "partner_reference": filing.partner_reference,
        "is_test": filing.is_test,
        **({"confirmed_allowed_sellers": True} if filing.confirmed_allowed else {}),
        "signature": {"name": filing.signature_name, "capacity": filing.capacity},
    }


def party(organisation: Organisation) -> dict[str, str]:
    names = ("name", "email", "phone", "address")
    return {"id": organisation.public_id, **{name: getattr(organisation, name) for name in names}}


def listing(reported: Reported, copy: Snapshot, regime: Regime) -> dict[str, Any]:
    said: dict[str, Any] = {
        "id": reported.listing.external_id,
        "title": copy.content["title"],
        "seller": copy.content["seller"]["name"],
        "market": copy.content["market"],
        "sealed_copy": copy.sha256,
        "regime": regime.code,
        "explanation": reported.explanation,
    }
    if reported.evidence:
        said["evidence"] = [file(each) for each in reported.evidence]
    if reported.regions:
        said["regions"] = [marking.as_said(mark, reported.listing) for mark in reported.regions]
    return said


def file(evidence: Any) -> dict[str, Any]:
    return {"name": evidence.name, "size": evidence.size, "sha256": evidence.sha256}
