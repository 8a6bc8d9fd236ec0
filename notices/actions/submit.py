"""Sending a notice."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction

from docket import clock
from docket.actors import Actor
from listings import snapshots
from notices import deadlines, queues
from notices.actions import deed
from notices.filing import Filing, Incomplete, declarations_for, faults, regimes_in, regimes_of
from notices.models import Claim, Notice, Statement
from policy.types import Declaration
from rights.models import Mandate


@transaction.atomic
def submit(*, by: Actor, filing: Filing) -> Notice:
    """Seal the notice, make one claim of each listing, start the clocks. Raises Incomplete or Refused."""
    if wrong := faults(filing):
        raise Incomplete(wrong)
    now = clock.now()
    sworn = declarations_for(regimes_in(filing))
    notice = _notice(filing, sworn, now)
    _keep_statements(notice, sworn, now)
    if filing.evidence:
        notice.evidence.add(*filing.evidence)
    claims = _claims(notice, filing)
    deed.take("submit", claims, by=by, authority=_authority(filing, now), receipt=notice.receipt)
    deadlines.start(claims, "decide", now)
    queues.refresh([notice.pk], new=True)
    return notice


def _authority(filing: Filing, now: datetime) -> str:
    """By what the filer may speak for the owner: being the owner, or a mandate that covers the right today."""
    if filing.filer.pk == filing.owner.pk:
        return "owner"
    mandates = Mandate.objects.alive(now.date()).filter(owner=filing.owner, agent=filing.filer)
    markets = {reported.listing.market for reported in filing.listings}
    for mandate in mandates.prefetch_related("rights"):
        covered = {right.pk for right in mandate.rights.all()}
        reaches = not mandate.territories or markets <= set(mandate.territories)
        if reaches and (not covered or (filing.right is not None and filing.right.pk in covered)):
            return mandate.public_id
    return ""


def _notice(filing: Filing, sworn: list[Declaration], now: datetime) -> Notice:
    sealed = json.dumps(_content(filing, sworn, now), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return Notice.objects.create(
        filer=filing.filer,
        owner=filing.owner,
        filed_by=filing.filed_by,
        api_key=filing.api_key,
        right=filing.right,
        work=dict(filing.work or {}),
        claim_type=filing.claim_type,
        explanation=filing.explanation,
        territories=list(filing.territories),
        signature_name=filing.signature_name,
        capacity=filing.capacity,
        partner_reference=filing.partner_reference,
        language=filing.language,
        is_test=filing.is_test,
        received_at=now,
        sealed=sealed,
        receipt=hashlib.sha256(sealed.encode()).hexdigest(),
    )


def _content(filing: Filing, sworn: list[Declaration], now: datetime) -> dict[str, Any]:
    """What the receipt's hash is taken over: everything that was said, word for word."""
    right = filing.right
    return {
        "received_at": now.isoformat(),
        "filer": filing.filer.public_id,
        "owner": filing.owner.public_id,
        "right": {"id": right.public_id, "office": right.office, "number": right.number} if right else None,
        "work": dict(filing.work or {}),
        "claim_type": filing.claim_type,
        "listings": [{"id": r.listing.external_id, "explanation": r.explanation} for r in filing.listings],
        "explanation": filing.explanation,
        "territories": list(filing.territories),
        "evidence": [e.sha256 for e in filing.evidence],
        "declarations": [{"code": d.code, "version": d.version, "text": str(d.text)} for d in sworn],
        "signature": {"name": filing.signature_name, "capacity": filing.capacity},
    }


def _keep_statements(notice: Notice, sworn: list[Declaration], now: datetime) -> None:
    """The very bytes that were shown, so that a later wording changes nothing that was sworn."""
    Statement.objects.bulk_create(
        Statement(
            notice=notice,
            code=d.code,
            version=d.version,
            language=notice.language,
            text=str(d.text),
            sha256=hashlib.sha256(str(d.text).encode()).hexdigest(),
            signer=notice.signature_name,
            sworn_at=now,
        )
        for d in sworn
    )


def _claims(notice: Notice, filing: Filing) -> list[Claim]:
    listings = [reported.listing for reported in filing.listings]
    sealed, governing = snapshots.seal(listings), regimes_of(listings, filing.claim_type)
    return Claim.objects.bulk_create(
        Claim(
            notice=notice,
            ordinal=ordinal,
            listing=reported.listing,
            seller=reported.listing.seller,
            snapshot=sealed[reported.listing.pk],
            regime=governing[reported.listing.pk].code,
            regime_version=governing[reported.listing.pk].version,
            explanation=reported.explanation,
            state="",
        )
        for ordinal, reported in enumerate(filing.listings, start=1)
    )
