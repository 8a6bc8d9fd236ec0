"""Asking: the notifier for what is missing, the seller before a decision."""

from collections.abc import Mapping, Sequence

from docket import transaction
from docket.actors import Actor
from docket.models import Entry
from notices import deadlines, macros, merits, queues, reasoning
from notices.actions import deed
from notices.actions.deed import Versions
from notices.actions.verdict import Verdict
from notices.models import Claim, Timer
from policy import regimes
from policy.house_rules import Lead
from rights.models import Evidence


@transaction.atomic
def send_back(
    *,
    by: Actor,
    claims: Sequence[Claim],
    question: str,
    reason: str = "F-07",
    answers: Mapping[str, str] | None = None,
    begun_with: Sequence[int] = (),
    after: Versions = None,
) -> list[Entry]:
    """Ask the notifier for what is missing; the decision's clock rests and the cure period runs."""
    claims = deed.locked(claims)
    facts = merits.weighed(claims, Verdict(reason, question, answers=answers or {}), Lead.ASK)
    if left := reasoning.blanks(question):
        facts["blanks"] = left
    if begun_with:
        facts["macros"] = macros.named(begun_with)
    each = deed.reviewing(claims, by, "review")
    entries = deed.take("send_back", claims, by=by, after=after, each=each, reason=reason, **facts)
    macros.keep(begun_with, entries[0])
    Claim.objects.filter(pk__in=[c.pk for c in claims]).update(question=question, answer="")
    deadlines.pause(claims, entries[0].at)
    deadlines.start(claims, "cure", entries[0].at)
    queues.refresh(deed.notices_of(claims))
    return entries


@transaction.atomic
def complete(
    *, by: Actor, claims: Sequence[Claim], answer: str, evidence: Sequence[Evidence] = (), after: Versions = None
) -> list[Entry]:
    """Give what was missing; the clock goes on where it rested."""
    claims = deed.locked(claims)
    digests = [e.sha256 for e in evidence]
    entries = deed.take("complete", claims, by=by, after=after, evidence=digests)
    Claim.objects.filter(pk__in=[c.pk for c in claims]).update(answer=answer)
    if evidence:
        claims[0].notice.evidence.add(*evidence)
    deadlines.stop(claims, ["cure"], Timer.State.BLOCKED, entries[0].at)
    deadlines.resume(claims, entries[0].at)
    queues.refresh(deed.notices_of(claims))
    return entries


@transaction.atomic
def supplement(
    *, by: Actor, claims: Sequence[Claim], evidence: Sequence[Evidence], after: Versions = None
) -> list[Entry]:
    """Add files while a decision is awaited: to the whole notice, or to some of its listings only."""
    claims = deed.locked(claims)
    entries = deed.take("supplement", claims, by=by, after=after, evidence=[e.sha256 for e in evidence])
    notice = claims[0].notice
    if len(claims) == notice.claims.count():
        notice.evidence.add(*evidence)
    else:
        through = Claim.evidence.through
        links = [through(claim_id=c.pk, evidence_id=e.pk) for c in claims for e in evidence]
        through.objects.bulk_create(links)
    return entries


@transaction.atomic
def hear_seller(*, by: Actor, claims: Sequence[Claim], after: Versions = None) -> list[Entry]:
    """Ask the seller before deciding, where the rules say so."""
    claims = deed.locked(claims)
    heard = {c.pk: {"hears_seller_first": regimes.get(c.regime).hears_seller_first} for c in claims}
    entries = deed.take("hear_seller", claims, by=by, after=after, each=heard)
    deadlines.pause(claims, entries[0].at)
    deadlines.start(claims, "hear_seller", entries[0].at)
    queues.refresh(deed.notices_of(claims))
    return entries
