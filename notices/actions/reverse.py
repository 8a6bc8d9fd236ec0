"""Undoing a removal: one person proposes it, and another, who decided nothing here either, agrees or lets it stand."""

import uuid
from collections.abc import Sequence

from docket import transaction
from docket.actors import Actor
from docket.models import Entry
from notices import queues
from notices.actions import deed
from notices.actions.decide import facts_of, keep, proposals, release
from notices.actions.deed import Versions
from notices.actions.note import note
from notices.actions.verdict import Verdict
from notices.models import Claim, Decision
from policy import weighty
from policy.house_rules import Weight

QUEUE = "second_look"


@transaction.atomic
def overturn(*, by: Actor, claims: Sequence[Claim], verdict: Verdict, after: Versions = None) -> list[Entry]:
    """Undo a removal: proposed to a second person, or at once where the rules leave it to one (thresholds.yaml)."""
    if weighty.rule_for(Weight.REVERSAL):
        return propose_reversal(by=by, claims=claims, verdict=verdict, after=after)
    claims = deed.locked(claims)
    facts = deed.reviewing(claims, by, "court")
    entries = deed.take("reverse", claims, by=by, after=after, each=facts, alone=True, **facts_of(verdict))
    return _restored(claims, entries, by, verdict)


@transaction.atomic
def propose_reversal(*, by: Actor, claims: Sequence[Claim], verdict: Verdict, after: Versions = None) -> list[Entry]:
    """Say that the listing should come back, and why. Nothing else changes, and no party hears of it."""
    claims = deed.locked(claims)
    facts = deed.reviewing(claims, by, "court")
    entries = deed.take("propose_reversal", claims, by=by, after=after, each=facts, **facts_of(verdict))
    Claim.objects.filter(pk__in=[c.pk for c in claims]).update(reversal_by=by.user_id)
    keep(claims, entries, by, verdict, Decision.Outcome.RESTORED, decided=False)
    queues.refresh(deed.notices_of(claims))
    return entries


@transaction.atomic
def reverse(*, by: Actor, claims: Sequence[Claim], after: Versions = None) -> list[Entry]:
    """Agree, as the second person, that the listing comes back, in the words that were proposed."""
    claims = deed.locked(claims)
    facts = deed.reviewing(claims, by, QUEUE)
    entries, act = [], uuid.uuid4().hex
    for verdict, agreed in proposals(claims, Decision.Outcome.RESTORED).items():
        taken = deed.take("reverse", agreed, by=by, after=after, each=facts, act=act, **facts_of(verdict))
        entries += _restored(agreed, taken, by, verdict)
    return entries


@transaction.atomic
def let_stand(*, by: Actor, claims: Sequence[Claim], why: str = "", after: Versions = None) -> list[Entry]:
    """Do not agree, or take one's own proposal back: the removal stands; `why` is for colleagues."""
    claims = deed.locked(claims)
    facts = deed.reviewing(claims, by, QUEUE)
    entries = deed.take("let_stand", claims, by=by, after=after, each=facts)
    Claim.objects.filter(pk__in=[c.pk for c in claims]).update(reversal_by=None)
    if why:
        note(by=by, notice=claims[0].notice, text=why)
    queues.refresh(deed.notices_of(claims))
    return entries


def _restored(claims: Sequence[Claim], entries: list[Entry], by: Actor, verdict: Verdict) -> list[Entry]:
    keep(claims, entries, by, verdict, Decision.Outcome.RESTORED)
    release(claims, by)
    return entries
