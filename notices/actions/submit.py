"""Sending a notice."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from docket import clock, transaction
from docket.actors import Actor
from listings import snapshots
from listings.models import Snapshot
from notices import allowed, deadlines, limits, marking, queues, sealing
from notices.actions import deed
from notices.filing import Filing, Incomplete, declarations_for, faults, language_of, regimes_of
from notices.models import Claim, Notice, Region, Statement
from notices.models.notice import notice_reference
from policy.types import Declaration, Regime
from rights import mandates


@transaction.atomic
def submit(*, by: Actor, filing: Filing) -> Notice:
    """Seal the notice, make one claim of each listing, start the clocks. Raises Incomplete or Refused."""
    limits.hold(filing.filer)
    now = clock.now()
    if wrong := faults(filing, now.date()):
        raise Incomplete(wrong)
    authority = _authority(filing)
    listings = [reported.listing for reported in filing.listings]
    governing = regimes_of(listings, filing.claim_type)
    sworn = declarations_for({regime.code: regime for regime in governing.values()}.values())
    copies = snapshots.seal(listings)
    notice = _notice(filing, sworn, now, copies, governing)
    _keep_statements(notice, sworn, now)
    if filing.evidence:
        notice.evidence.add(*filing.evidence)
    claims = _claims(notice, filing, copies, governing)
    _keep_what_is_own(claims, filing)
    # Where many notices are sent as one, their letter is the import's: nobody wants two hundred receipts.
    silent: dict[str, object] = {"first_for": []} if filing.told_together else {}
    linked: dict[str, object] = {"follows": filing.follows.public_id} if filing.follows else {}
    on_list = allowed.known(filing.right, listings) if filing.confirmed_allowed else {}
    each = {
        c.pk: {
            "authority": authority.get(c.listing.market, ""),
            **silent,
            **linked,
            **({"allowed_seller_confirmed": True} if c.listing_id in on_list else {}),
        }
        for c in claims
    }
    each[claims[0].pk]["opens"] = True  # through this entry partners hear of the whole notice
    # That the filer speaks for the owner is what the guard weighs; the role itself asks no more.
    sent = [claim.vouched_for() for claim in claims]
    deed.take("submit", sent, by=by, each=each, receipt=notice.receipt, warned=list(filing.warned))
    deadlines.start(claims, "decide", now)
    queues.refresh([notice.pk], new=True)
    return notice


def _authority(filing: Filing) -> Mapping[str, str]:
    """Market → by what the filer may speak for the owner there; a mandate is held until the notice is stored."""
    markets = {reported.listing.market for reported in filing.listings}
    told = mandates.authority(owner=filing.owner, agent=filing.filer, right=filing.right, markets=markets)
    held = mandates.hold(told.values()) | {"owner"}
    return {market: name for market, name in told.items() if name in held}


def _notice(
    filing: Filing,
    sworn: Sequence[Declaration],
    now: datetime,
    copies: Mapping[int, Snapshot],
    governing: Mapping[int, Regime],
) -> Notice:
    reference = notice_reference()
    sealed = sealing.spelled(sealing.content_of(filing, reference, now, sworn, copies, governing))
    return Notice.objects.create(
        reference=reference,
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
        follows=filing.follows,
        language=filing.language,
        is_test=filing.is_test,
        received_at=now,
        sealed=sealed,
        receipt=sealing.digest(sealed),
    )


def _keep_statements(notice: Notice, sworn: Sequence[Declaration], now: datetime) -> None:
    """The very bytes that were shown, so that a later wording changes nothing that was sworn."""
    Statement.objects.bulk_create(
        Statement(
            notice=notice,
            code=d.code,
            version=d.version,
            language=language_of(d),
            text=str(d.text),
            sha256=hashlib.sha256(str(d.text).encode()).hexdigest(),
            signer=notice.signature_name,
            sworn_at=now,
        )
        for d in sworn
    )


def _claims(
    notice: Notice, filing: Filing, copies: Mapping[int, Snapshot], governing: Mapping[int, Regime]
) -> list[Claim]:
    return Claim.objects.bulk_create(
        Claim(
            notice=notice,
            ordinal=ordinal,
            listing=reported.listing,
            seller=reported.listing.seller,
            snapshot=copies[reported.listing.pk],
            regime=governing[reported.listing.pk].code,
            regime_version=governing[reported.listing.pk].version,
            explanation=reported.explanation,
            state="",
        )
        for ordinal, reported in enumerate(filing.listings, start=1)
    )


def _keep_what_is_own(claims: Sequence[Claim], filing: Filing) -> None:
    """Marked regions and files of single listings; one query for each of the two, whatever the number."""
    pairs = list(zip(claims, filing.listings, strict=True))
    marks = [row for c, told in pairs for row in marking.rows_of(c, told.regions, told.listing)]
    if marks:
        Region.objects.bulk_create(marks)
    links = [Claim.evidence.through(claim_id=c.pk, evidence_id=e.pk) for c, told in pairs for e in told.evidence]
    if links:
        Claim.evidence.through.objects.bulk_create(links)
