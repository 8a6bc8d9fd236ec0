"""Deciding: uphold, reject, hold for a second person, confirm."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from docket import clock, transaction
from docket.actors import Actor
from docket.models import Entry
from enforcement import actions as enforcement
from notices import deadlines, macros, merits, queues, reasoning, resting, weighing
from notices.actions import deed
from notices.actions.deed import Versions
from notices.actions.verdict import Verdict
from notices.models import Claim, Decision, Timer
from policy import reasons
from policy.house_rules import Lead

Against = Mapping[int, Mapping[str, Any]]  # claim → the facts about a case like it that was decided the other way


@transaction.atomic
def decide(
    *, by: Actor, claims: Sequence[Claim], outcome: str, verdict: Verdict, after: Versions = None
) -> list[Entry]:
    """Uphold or reject; an uphold that weighs a lot is held for a second person instead."""
    if outcome == "reject":
        return reject(by=by, claims=claims, verdict=verdict, after=after)
    claims = deed.locked(claims)
    against = merits.deviating(claims, verdict, Lead.ON)
    weight = weighing.of_all(claims, reason=verdict.reason_code, against=against)
    return (_hold if weight else _uphold)(by, claims, verdict, after, against, weight)


@transaction.atomic
def uphold(*, by: Actor, claims: Sequence[Claim], verdict: Verdict, after: Versions = None) -> list[Entry]:
    """Hide the listings and owe both sides the reasons, in one transaction."""
    claims = deed.locked(claims)
    against = merits.deviating(claims, verdict, Lead.ON)
    weight = weighing.of_all(claims, reason=verdict.reason_code, against=against)
    return _uphold(by, claims, verdict, after, against, weight)


@transaction.atomic
def hold(*, by: Actor, claims: Sequence[Claim], verdict: Verdict, after: Versions = None) -> list[Entry]:
    """Propose to uphold; another person must confirm. Nothing leaves the portal yet."""
    claims = deed.locked(claims)
    against = merits.deviating(claims, verdict, Lead.ON)
    weight = weighing.of_all(claims, reason=verdict.reason_code, against=against)
    return _hold(by, claims, verdict, after, against, weight)


def _uphold(
    by: Actor, claims: list[Claim], verdict: Verdict, after: Versions, against: Against, weight: list[str]
) -> list[Entry]:
    each = deed.joined(deed.reviewing(claims, by, "review"), against)
    facts = facts_of(verdict) | merits.weighed(claims, verdict, Lead.ON)
    entries = deed.take("uphold", claims, by=by, after=after, each=each, weighty=weight, **facts)
    impose(claims, entries, by, verdict)
    return entries


def _hold(
    by: Actor, claims: list[Claim], verdict: Verdict, after: Versions, against: Against, weight: list[str]
) -> list[Entry]:
    each = deed.joined(deed.reviewing(claims, by, "review"), against)
    facts = facts_of(verdict) | merits.weighed(claims, verdict, Lead.ON)
    entries = deed.take("hold", claims, by=by, after=after, each=each, weighty=weight, **facts)
    Claim.objects.filter(pk__in=[c.pk for c in claims]).update(held_by=by.user_id)
    keep(claims, entries, by, verdict, Decision.Outcome.UPHELD, decided=False)
    queues.refresh(deed.notices_of(claims))
    return entries


@transaction.atomic
def confirm(*, by: Actor, claims: Sequence[Claim], after: Versions = None) -> list[Entry]:
    """Agree, as the second person, with what was proposed."""
    claims = deed.locked(claims)
    facts = deed.reviewing(claims, by, "second_look")
    entries, act = [], uuid.uuid4().hex
    for verdict, agreed in proposals(claims, Decision.Outcome.UPHELD).items():
        taken = deed.take("confirm", agreed, by=by, after=after, each=facts, act=act, **facts_of(verdict))
        impose(agreed, taken, by, verdict)
        entries += taken
    return entries


def proposals(claims: Sequence[Claim], outcome: Decision.Outcome) -> dict[Verdict, list[Claim]]:
    """The claims grouped by what was last proposed for them."""
    proposed = Decision.objects.filter(claim__in=claims, decided_at=None, outcome=outcome)
    last = {d.claim_id: d for d in proposed.order_by("id")}
    groups: dict[Verdict, list[Claim]] = {}
    for claim in claims:
        groups.setdefault(_again(last.get(claim.pk)), []).append(claim)
    return groups


@transaction.atomic
def reject(*, by: Actor, claims: Sequence[Claim], verdict: Verdict, after: Versions = None) -> list[Entry]:
    """Leave the listings as they are and tell the notifier why, and what would cure it."""
    claims = deed.locked(claims)
    queue = queues.QUEUE_OF_STATE.get(claims[0].state, "review")
    each = deed.joined(deed.reviewing(claims, by, queue), merits.deviating(claims, verdict, Lead.KEEP))
    facts = facts_of(verdict) | merits.weighed(claims, verdict, Lead.KEEP)
    entries = deed.take("reject", claims, by=by, after=after, each=each, **facts)
    turn_down(claims, entries, by, verdict)
    return entries


@transaction.atomic
def adjudge(*, by: Actor, claims: Sequence[Claim], verdict: Verdict, after: Versions = None) -> list[Entry]:
    """Record that the court or authority found for the notifier."""
    claims = deed.locked(claims)
    facts = deed.reviewing(claims, by, "court")
    entries = deed.take("adjudge", claims, by=by, after=after, each=facts, **facts_of(verdict))
    keep(claims, entries, by, verdict, Decision.Outcome.UPHELD)
    queues.refresh(deed.notices_of(claims))
    return entries


def impose(claims: Sequence[Claim], entries: Sequence[Entry], by: Actor, verdict: Verdict) -> None:
    """What follows an upheld claim: the decision kept, the restriction ordered, the seller's window opened."""
    now = entries[0].at
    keep(claims, entries, by, verdict, Decision.Outcome.UPHELD)
    enforcement.order_many(
        by=by,
        orders=[
            enforcement.Order(
                listing=c.listing,
                territories=list(verdict.territories),
                reason_code=verdict.reason_code,
                ground=verdict.ground,
                source=c.public_id,
            )
            for c in claims
        ],
    )
    deadlines.stop(claims, ["decide", "appeal_decide", "appeal_filing"], Timer.State.FIRED, now)
    deadlines.start(claims, "appeal_filing", now)
    queues.refresh(deed.notices_of(claims))


def turn_down(claims: Sequence[Claim], entries: Sequence[Entry], by: Actor, verdict: Verdict) -> None:
    """What follows a rejected claim: the decision kept, the notifier's window opened."""
    keep(claims, entries, by, verdict, Decision.Outcome.REJECTED)
    now = entries[0].at
    deadlines.stop(claims, ["decide"], Timer.State.FIRED, now)
    deadlines.start(claims, "appeal_filing", now)
    queues.refresh(deed.notices_of(claims))


def release(claims: Sequence[Claim], by: Actor) -> None:
    """What follows a claim that no longer hides: its restriction lifted, its clocks stopped."""
    enforcement.lift(by=by, sources=[c.public_id for c in claims])
    keys = ["decide", "put_back", "cure", "hear_seller", "go_on", "appeal_decide", "appeal_filing"]
    deadlines.stop(claims, keys, Timer.State.CANCELLED, clock.now())
    resting.end(claims)
    queues.refresh(deed.notices_of(claims))


def keep(
    claims: Sequence[Claim],
    entries: Sequence[Entry],
    by: Actor,
    verdict: Verdict,
    outcome: Decision.Outcome,
    *,
    decided: bool = True,
) -> None:
    """Store one decision a claim, under the policy version it was made with."""
    macros.keep(verdict.macros, entries[0])
    version = reasons.get(verdict.reason_code).version if verdict.reason_code else ""
    Decision.objects.bulk_create(
        Decision(
            claim=claim,
            entry=entry,
            outcome=outcome,
            reason_code=verdict.reason_code,
            policy_version=version,
            ground=verdict.ground,
            public_reason=verdict.public_reason,
            private_note=verdict.private_note,
            territories=list(verdict.territories),
            by_id=by.user_id,
            decided_at=entry.at if decided else None,
        )
        for claim, entry in zip(claims, entries, strict=True)
    )


def facts_of(verdict: Verdict) -> dict[str, Any]:
    """What the docket says of a verdict; the words themselves stay in the decision."""
    facts = {"reason": verdict.reason_code, "territories": list(verdict.territories), "ground": verdict.ground}
    if verdict.macros:
        facts["macros"] = macros.named(verdict.macros)
    left = reasoning.blanks(verdict.public_reason)
    return {**facts, "blanks": left} if left else facts


def _again(proposal: Decision | None) -> Verdict:
    if proposal is None:  # not held: the step itself refuses
        return Verdict("", "")
    return Verdict(
        proposal.reason_code,
        proposal.public_reason,
        proposal.private_note,
        tuple(proposal.territories),
        proposal.ground,
    )
