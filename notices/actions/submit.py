"""Sending notices: one, or many at once."""

import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from docket import clock, transaction
from docket.actors import Actor
from docket.errors import Refused
from listings import snapshots
from listings.models import Snapshot
from notices import allowed, catchwords, deadlines, limits, marking, queues, sealing
from notices.actions import deed
from notices.filing import Filing, Incomplete, declarations_for, faults, language_of, regimes_of
from notices.models import Claim, Notice, Region, Statement
from notices.models.notice import notice_reference
from policy.types import Declaration, Regime
from rights import mandates

Outcome = Notice | Incomplete | Refused


@transaction.atomic
def submit(*, by: Actor, filing: Filing) -> Notice:
    """Seal the notice, make one claim of each listing, start the clocks. Raises Incomplete or Refused."""
    limits.hold(filing.filer)
    now = clock.now()
    if wrong := faults(filing, now.date()):
        raise Incomplete(wrong)
    return _store([filing], by, now)[0]


@transaction.atomic
def submit_many(*, by: Actor, filings: Sequence[Filing]) -> list[Outcome]:
    """Many notices of one filer: each is whole or not there, and one that is not ready keeps no other back.

    What can be stored is stored together, in a number of statements that does not grow with the notices.
    """
    limits.hold(filings[0].filer)
    now = clock.now()
    outcomes: dict[int, Outcome] = {}
    ready: list[int] = []
    for place, filing in enumerate(filings):
        if wrong := faults(filing, now.date(), beside=len(ready)):
            outcomes[place] = Incomplete(wrong)
        else:
            ready.append(place)
    try:
        with transaction.atomic():
            made = _store([filings[place] for place in ready], by, now)
        outcomes |= dict(zip(ready, made, strict=True))
    except Refused:  # by a guard, which speaks for one of them: each for itself then
        outcomes |= {place: _alone(filings[place], by, now) for place in ready}
    return [outcomes[place] for place in range(len(filings))]


def _alone(filing: Filing, by: Actor, now: datetime) -> Outcome:
    try:
        with transaction.atomic():
            return _store([filing], by, now)[0]
    except Refused as refused:
        return refused


def _store(filings: Sequence[Filing], by: Actor, now: datetime) -> list[Notice]:
    """Rows, entries and clocks of filings that lack nothing."""
    if not filings:
        return []
    copies = snapshots.seal(list({r.listing.pk: r.listing for filing in filings for r in filing.listings}.values()))
    papers = [_paper(filing, copies, now) for filing in filings]
    notices = Notice.objects.bulk_create(paper.notice for paper in papers)
    _keep_statements(papers, now)
    _keep_files(papers)
    claims = Claim.objects.bulk_create(claim for paper in papers for claim in _claims(paper, copies))
    claims_of: dict[int, list[Claim]] = {}
    for claim in claims:
        claims_of.setdefault(claim.notice_id, []).append(claim)
    _keep_what_is_own([(claims_of[paper.notice.pk], paper.filing) for paper in papers])
    each: dict[int, dict[str, object]] = {}
    for paper in papers:
        each |= _facts(paper, claims_of[paper.notice.pk])
    # That the filer speaks for the owner is what the guard weighs; the role itself asks no more.
    sent = [claim.vouched_for() for claim in claims]
    deed.take("submit", sent, by=by, each=each)
    deadlines.start(claims, "decide", now)
    tiers = {paper.notice.pk: limits.tier_of(paper.filing.filer).code for paper in papers}
    catchwords.keep([(notice, claims_of[notice.pk]) for notice in notices], tiers)
    queues.refresh([notice.pk for notice in notices], new=True)
    return notices


@dataclass(frozen=True)
class Paper:
    """One filing on its way to a notice: by whose authority, under which laws, with which statements."""

    filing: Filing
    authority: Mapping[str, str]
    governing: Mapping[int, Regime]
    sworn: Sequence[Declaration]
    notice: Notice


def _paper(filing: Filing, copies: Mapping[int, Snapshot], now: datetime) -> Paper:
    authority = _authority(filing)
    governing = regimes_of([reported.listing for reported in filing.listings], filing.claim_type)
    sworn = declarations_for({regime.code: regime for regime in governing.values()}.values())
    return Paper(filing, authority, governing, sworn, _notice(filing, sworn, now, copies, governing))


def _facts(paper: Paper, claims: Sequence[Claim]) -> dict[int, dict[str, object]]:
    """What the entry of each claim says besides its state."""
    filing, listings = paper.filing, [reported.listing for reported in paper.filing.listings]
    on_list = allowed.known(filing.right, listings) if filing.confirmed_allowed else {}
    shared: dict[str, object] = {
        "deed": uuid.uuid4().hex,  # one notice is one deed, also where many come at once
        "receipt": paper.notice.receipt,
        "warned": list(filing.warned),
        # Where many notices are sent as one, their letter is the import's: nobody wants two hundred receipts.
        **({"first_for": []} if filing.told_together else {}),
        **({"follows": filing.follows.public_id} if filing.follows else {}),
    }
    each: dict[int, dict[str, object]] = {
        c.pk: {
            **shared,
            "authority": paper.authority.get(c.listing.market, ""),
            **({"allowed_seller_confirmed": True} if c.listing_id in on_list else {}),
        }
        for c in claims
    }
    each[claims[0].pk]["opens"] = True  # through this entry partners hear of the whole notice
    return each


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
    return Notice(
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


def _keep_statements(papers: Sequence[Paper], now: datetime) -> None:
    """The very bytes that were shown, so that a later wording changes nothing that was sworn."""
    Statement.objects.bulk_create(
        Statement(
            notice=paper.notice,
            code=d.code,
            version=d.version,
            language=language_of(d),
            text=str(d.text),
            sha256=hashlib.sha256(str(d.text).encode()).hexdigest(),
            signer=paper.notice.signature_name,
            sworn_at=now,
        )
        for paper in papers
        for d in paper.sworn
    )


def _keep_files(papers: Sequence[Paper]) -> None:
    """The files that speak for all listings of a notice."""
    links = Notice.evidence.through
    rows = [links(notice_id=p.notice.pk, evidence_id=pk) for p in papers for pk in {e.pk: e for e in p.filing.evidence}]
    if rows:
        links.objects.bulk_create(rows)


def _claims(paper: Paper, copies: Mapping[int, Snapshot]) -> Iterator[Claim]:
    for ordinal, reported in enumerate(paper.filing.listings, start=1):
        governing = paper.governing[reported.listing.pk]
        yield Claim(
            notice=paper.notice,
            ordinal=ordinal,
            listing=reported.listing,
            seller=reported.listing.seller,
            snapshot=copies[reported.listing.pk],
            regime=governing.code,
            regime_version=governing.version,
            explanation=reported.explanation,
            state="",
        )


def _keep_what_is_own(filed: Sequence[tuple[Sequence[Claim], Filing]]) -> None:
    """Marked regions and files of single listings; one query for each of the two, whatever the number."""
    pairs = [pair for claims, filing in filed for pair in zip(claims, filing.listings, strict=True)]
    marks = [row for c, told in pairs for row in marking.rows_of(c, told.regions, told.listing)]
    if marks:
        Region.objects.bulk_create(marks)
    links = [Claim.evidence.through(claim_id=c.pk, evidence_id=e.pk) for c, told in pairs for e in told.evidence]
    if links:
        Claim.evidence.through.objects.bulk_create(links)
