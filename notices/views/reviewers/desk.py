"""One open case as one reviewer sees it: the notice, the claim in view, who holds it, and what may be decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.http import Http404
from django.utils.translation import gettext as _

from docket import clock
from docket.actors import Actor
from notices import guards, parties, queues, steps
from notices.models import Claim, Decision, Dossier, Notice
from notices.views.reviewers.bench import Outcome, outcomes_for


@dataclass
class Desk:
    """Everything about the case that page, form and deed agree on."""

    notice: Notice
    claims: list[Claim]
    claim: Claim
    by: Actor
    dossiers: list[Dossier]
    now: datetime
    real: datetime  # leases are judged by it, also where a demo's clock runs ahead
    sides: frozenset[int]  # organisations about which this person decides nothing
    decisions: list[Decision]

    @property
    def queue(self) -> str:
        return queues.QUEUE_OF_STATE.get(self.claim.waits_as, "")

    @cached_property
    def dossier(self) -> Dossier | None:
        return next((d for d in self.dossiers if d.queue == self.queue), None)

    @property
    def holder(self) -> object | None:
        """Who works on it now; a hold that has run out counts as none."""
        d = self.dossier
        return d.held_by if d and d.held_by_id and d.held_until and d.held_until > self.real else None

    @property
    def mine(self) -> bool:
        return bool(self.dossier and self.holder and self.dossier.held_by_id == self.by.user_id)

    @property
    def assigned_to(self) -> int | None:
        """Whose case it is, although perhaps nobody works on it now."""
        return self.dossier.assigned_to_id if self.dossier else None

    @property
    def with_somebody_else(self) -> object | None:
        """The colleague who would have to hand it over."""
        if self.mine or self.dossier is None:
            return None
        return self.holder or (self.dossier.assigned_to if self.assigned_to != self.by.user_id else None)

    @property
    def same(self) -> list[Claim]:
        """The claims that one decision could cover: they wait for what the one in view waits for."""
        return [c for c in self.claims if c.waits_as == self.claim.waits_as and not self.barred_from(c)]

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """The choices open to this person; none for a party or for who decided before."""
        if self.barred:
            return []
        found = outcomes_for(self.claim, steps.open_to(self.claim, self.by))
        mine = self.claim.reversal_by_id is not None and self.claim.reversal_by_id == self.by.user_id
        return [o for o in found if o.steps != ("reverse",)] if mine else found  # one's own proposal: only back

    @property
    def barred(self) -> str:
        return self.barred_from(self.claim)

    def barred_from(self, claim: Claim) -> str:
        """Why this person may not decide this claim, in the words of the guard that would refuse."""
        queue = queues.BY_KEY.get(queues.QUEUE_OF_STATE.get(claim.waits_as, ""), queues.QUEUES[0])
        if self.by.role not in queue.taken_by:
            return _("A senior reviewer decides this.")
        if parties.is_party(self.sides, claim):
            return guards.not_a_party.says
        if claim.state == "held" and claim.held_by_id == self.by.user_id:
            return guards.not_who_held.says
        deciders = {d.by_id for d in self.decisions_on(claim)} - {claim.reversal_by_id}
        if claim.state in _NEVER_TWICE and self.by.user_id in deciders:
            return guards.not_who_decided.says
        return ""

    def decisions_on(self, claim: Claim) -> list[Decision]:
        return [d for d in self.decisions if d.claim_id == claim.pk]

    @property
    def last_decision(self) -> Decision | None:
        """The newest decision on the claim in view; while a second person is asked, the proposal."""
        proposed = self.claim.waits_as in ("held", "reversing")
        return next((d for d in self.decisions_on(self.claim) if proposed or d.decided_at), None)

    @property
    def position(self) -> int:
        return self.claims.index(self.claim)

    @property
    def previous(self) -> Claim | None:
        return self.claims[self.position - 1] if self.position else None

    @property
    def following(self) -> Claim | None:
        return next(iter(self.claims[self.position + 1 : self.position + 2]), None)


_NEVER_TWICE = frozenset({"appealed_takedown", "appealed_rejection", "in_court", "upheld"})


def open_desk(by: Actor, reference: str, *, ordinal: str = "", queue: str = "") -> Desk:
    """Read the case; six queries whatever the number of listings. 404 if there is no such notice."""
    notice = Notice.objects.select_related("right__image", "filer", "owner").filter(reference=reference).first()
    if notice is None:
        raise Http404
    sides = parties.sides_of(by.user_id)
    dossiers = list(Dossier.objects.select_related("held_by", "assigned_to").filter(notice=notice))
    decisions = list(Decision.objects.select_related("by", "entry").filter(claim__notice=notice).order_by("-pk"))
    # The claims last: whoever is overtaken while this is read meets the newer version, and is told of that first.
    rows = Claim.objects.select_related("listing__seller", "seller", "snapshot", "held_by")
    claims = list(rows.filter(notice=notice))
    # The notice is put on each claim by hand, so that no claim reads it again.
    for claim in claims:
        claim.notice = notice
    return Desk(
        notice=notice,
        claims=claims,
        claim=chosen(claims, ordinal, queue),
        by=by,
        dossiers=dossiers,
        now=clock.now(),
        real=clock.real(),
        sides=sides,
        decisions=decisions,
    )


def chosen(claims: Sequence[Claim], ordinal: str, queue: str) -> Claim:
    """The listing asked for, otherwise the first that waits in this queue, otherwise the first that waits at all."""
    if ordinal.isdecimal() and len(ordinal) < 6:
        for claim in claims:
            if claim.ordinal == int(ordinal):
                return claim
    waiting = [c for c in claims if c.waits_as in queues.QUEUE_OF_STATE]
    here = [c for c in waiting if queues.QUEUE_OF_STATE[c.waits_as] == queue]
    return (here or sorted(waiting, key=_by_queue) or list(claims))[0]


def _by_queue(claim: Claim) -> int:
    return list(queues.BY_KEY).index(queues.QUEUE_OF_STATE[claim.waits_as])
