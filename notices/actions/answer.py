"""Answering a decision: counter-notice, answer, appeal, court action."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from docket import clock, transaction
from docket.actors import Actor
from docket.models import Entry
from docket.take import take_many
from notices import deadlines, passing_on, queues
from notices.actions import deed
from notices.actions.decide import facts_of, impose, keep, release
from notices.actions.deed import Versions
from notices.actions.verdict import Verdict
from notices.filing import Fault, Incomplete, Sworn, declarations_for, faults_of_declarations
from notices.models import Appeal, Claim, CounterNotice, CourtAction, Decision, Statement, Timer
from policy import defences, regimes
from policy.types import Act, Declaration, Regime
from rights.models import Evidence


@dataclass(frozen=True)
class CounterPaper:
    """What a seller signs."""

    defence: str
    explanation: str
    declarations: Sequence[Sworn] = ()
    signer: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    evidence: Sequence[Evidence] = field(default=())


@transaction.atomic
def counter(*, by: Actor, claims: Sequence[Claim], paper: CounterPaper, after: Versions = None) -> list[CounterNotice]:
    """File the counter-notice; the law's wait begins and its end is stored. Raises Incomplete or Refused."""
    claims = deed.locked(claims)
    governing = list({c.regime: regimes.get(c.regime) for c in claims}.values())
    asked = declarations_for(governing, Act.COUNTER)
    wrong = [*faults_of_declarations(paper.declarations, asked), *faults_of_paper(paper, governing)]
    if wrong := [*faults_of_defence(paper.defence, claims), *wrong]:
        raise Incomplete(wrong)
    now = clock.now()
    in_time = deadlines.window_open(claims, governing[0].counter.filing, now)
    clocked = {c.pk: regimes.get(c.regime).deadline("put_back") is not None for c in claims}
    each = {c.pk: {"window_open": in_time[c.pk] and clocked[c.pk]} for c in claims}
    entries = deed.take("counter", claims, by=by, after=after, each=each, defence=paper.defence)
    papers = _keep_counters(claims, entries, by, paper, passed_on=governing[0].counter.identity_passed_on)
    _keep_statements(papers, asked, paper.signer, entries[0].at)
    deadlines.stop(claims, ["appeal_filing"], Timer.State.BLOCKED, entries[0].at)
    deadlines.start(claims, "put_back", entries[0].at)
    queues.refresh(deed.notices_of(claims))
    return papers


@transaction.atomic
def show_counter(*, by: Actor, papers: Sequence[CounterNotice]) -> list[Entry]:
    """The owner's side reads what the law passes on to it. Raises NotAllowed where the law does not."""
    rows = CounterNotice.objects.select_for_update(of=("self",)).select_related("claim__notice", "claim__listing")
    found = list(rows.filter(pk__in=[paper.pk for paper in papers]).order_by("pk"))
    return take_many("show", found, by=by)


@transaction.atomic
def seller_answers(
    *, by: Actor, claims: Sequence[Claim], answer: str, defence: str = "other", evidence: Sequence[Evidence] = ()
) -> list[Entry]:
    """Answer before the decision; the reviewer's clock goes on."""
    claims = deed.locked(claims)
    if wrong := faults_of_defence(defence, claims):
        raise Incomplete(wrong)
    entries = deed.take("seller_answers", claims, by=by, defence=defence)
    _keep_counters(claims, entries, by, CounterPaper(defence, answer, evidence=evidence), passed_on=False)
    deadlines.stop(claims, ["hear_seller"], Timer.State.BLOCKED, entries[0].at)
    deadlines.resume(claims, entries[0].at)
    queues.refresh(deed.notices_of(claims))
    return entries


@transaction.atomic
def appeal(
    *,
    by: Actor,
    claims: Sequence[Claim],
    grounds: str,
    defence: str = "",
    evidence: Sequence[Evidence] = (),
    after: Versions = None,
) -> list[Appeal]:
    """Ask for another look: the seller at a removal, the notifier at a rejection. Once, and in time."""
    claims = deed.locked(claims)
    if wrong := faults_of_defence(defence, claims) if defence else []:
        raise Incomplete(wrong)
    side = "takedown" if by.role == "seller" else "rejection"
    before = set(Appeal.objects.filter(claim__in=claims, side=side).values_list("claim_id", flat=True))
    in_time = deadlines.window_open(claims, "appeal_filing", clock.now())
    each = {c.pk: {"window_open": in_time[c.pk] and c.pk not in before} for c in claims}
    entries = deed.take(f"appeal_{side}", claims, by=by, after=after, each=each)
    appeals = Appeal.objects.bulk_create(
        Appeal(claim=c, entry=e, side=side, defence=defence, grounds=grounds, by_id=by.user_id, received_at=e.at)
        for c, e in zip(claims, entries, strict=True)
    )
    _attach(Appeal.evidence.through, "appeal_id", appeals, evidence)
    deadlines.stop(claims, ["appeal_filing"], Timer.State.BLOCKED, entries[0].at)
    deadlines.start(claims, "appeal_decide", entries[0].at)
    queues.refresh(deed.notices_of(claims))
    return appeals


@transaction.atomic
def decide_appeal(
    *, by: Actor, claims: Sequence[Claim], keep_it: bool, verdict: Verdict, after: Versions = None
) -> list[Entry]:
    """Decide an appeal: `keep_it` affirms the first decision, otherwise it is turned round."""
    claims = deed.locked(claims)
    of_takedown = claims[0].state == "appealed_takedown"
    kept, turned = ("affirm_takedown", "restore_on_appeal") if of_takedown else ("affirm_rejection", "uphold_after_all")
    facts = facts_of(verdict)
    who = deed.reviewing(claims, by, "appeals")
    entries = deed.take(kept if keep_it else turned, claims, by=by, after=after, each=who, kept=keep_it, **facts)
    if keep_it:
        outcome = Decision.Outcome.UPHELD if of_takedown else Decision.Outcome.REJECTED
        keep(claims, entries, by, verdict, outcome)
        deadlines.stop(claims, ["appeal_decide"], Timer.State.FIRED, entries[0].at)
        queues.refresh(deed.notices_of(claims))
    elif of_takedown:
        keep(claims, entries, by, verdict, Decision.Outcome.RESTORED)
        release(claims, by)
    else:
        impose(claims, entries, by, verdict)
    return entries


@transaction.atomic
def file_suit(
    *,
    by: Actor,
    claims: Sequence[Claim],
    court: str,
    case_number: str,
    filed_on: date,
    evidence: Sequence[Evidence] = (),
    after: Versions = None,
) -> list[CourtAction]:
    """Show a court action before the listing is back: the put-back clock is blocked."""
    claims = deed.locked(claims)
    entries = deed.take("file_suit", claims, by=by, after=after, filed_on=filed_on.isoformat())
    actions = CourtAction.objects.bulk_create(
        CourtAction(claim=c, entry=e, court=court, case_number=case_number, filed_on=filed_on, received_at=e.at)
        for c, e in zip(claims, entries, strict=True)
    )
    _attach(CourtAction.evidence.through, "courtaction_id", actions, evidence)
    deadlines.stop(claims, ["put_back"], Timer.State.BLOCKED, entries[0].at)
    queues.refresh(deed.notices_of(claims))
    return actions


def faults_of_defence(defence: str, claims: Sequence[Claim]) -> list[Fault]:
    """What is said must be something that can be said against a claim of this kind."""
    fitting = {each.code for each in defences.for_claim(claims[0].notice.claim_type)}
    return [] if defence in fitting else [Fault("invalid", "defence", _("Choose why your listing is allowed."))]


def faults_of_paper(paper: CounterPaper, governing: Sequence[Regime]) -> list[Fault]:
    """What the laws ask of a counter-notice and this one lacks."""
    asked = dict.fromkeys(field for regime in governing for field in passing_on.fields_asked(regime))
    words = _("This law asks for it.")
    return [Fault("required", field, words) for field in asked if not passing_on.given(paper, field)]


def _keep_counters(
    claims: Sequence[Claim], entries: Sequence[Entry], by: Actor, paper: CounterPaper, *, passed_on: bool
) -> list[CounterNotice]:
    papers = CounterNotice.objects.bulk_create(
        CounterNotice(
            claim=claim,
            entry=entry,
            defence=paper.defence,
            explanation=paper.explanation,
            signer=paper.signer,
            address=paper.address,
            phone=paper.phone,
            email=paper.email,
            passed_on=passed_on,
            by_id=by.user_id,
            received_at=entry.at,
        )
        for claim, entry in zip(claims, entries, strict=True)
    )
    _attach(CounterNotice.evidence.through, "counternotice_id", papers, paper.evidence)
    return papers


def _attach(through: type, column: str, papers: Sequence[object], evidence: Sequence[Evidence]) -> None:
    """Hang the same files on every paper, in one insert."""
    links = [through(**{column: paper.pk, "evidence_id": each.pk}) for paper in papers for each in evidence]  # type: ignore[attr-defined]
    if links:
        through.objects.bulk_create(links)  # type: ignore[attr-defined]


def _keep_statements(papers: Sequence[CounterNotice], sworn: list[Declaration], signer: str, at: datetime) -> None:
    Statement.objects.bulk_create(
        Statement(
            counter=paper,
            code=d.code,
            version=d.version,
            text=str(d.text),
            sha256=hashlib.sha256(str(d.text).encode()).hexdigest(),
            signer=signer,
            sworn_at=at,
        )
        for paper in papers
        for d in sworn
    )
