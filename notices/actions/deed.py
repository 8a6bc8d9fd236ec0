"""What all deeds on claims share: locking, the facts that guards weigh, and one step taken on many claims."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from docket.actors import Actor
from docket.models import Entry
from docket.procedure import SAME
from docket.take import take_many
from notices import parties, queues, undoing
from notices.models import Claim, Decision
from notices.procedure import QUIET

Versions = Mapping[int, int] | None


def locked(claims: Sequence[Claim]) -> list[Claim]:
    """The claims read anew under lock, in the order of their keys: what the caller holds may be old."""
    rows = Claim.objects.with_papers().select_for_update(of=("self",)).filter(pk__in=[c.pk for c in claims])
    return list(rows.order_by("pk"))


def take(
    name: str,
    claims: Sequence[Claim],
    *,
    by: Actor,
    after: Versions = None,
    each: Mapping[int, Mapping[str, Any]] | None = None,
    act: str = "",
    **facts: Any,
) -> list[Entry]:
    """Take one step on all claims. The facts say which entry tells which party, so that nobody gets two letters.

    `act` binds several such steps together where a person did one thing; it is undone as a whole.
    """
    telling = first_for(claims)
    own = {c.pk: {"first_for": telling[c.pk], **(each or {}).get(c.pk, {})} for c in claims}
    deed = uuid.uuid4().hex
    before = undoing.stood(claims) if claims[0].procedure[name].undoable and by.undo_seconds else None
    _end_proposals(name, claims)
    entries = take_many(name, claims, by=by, after=after, each=own, deed=deed, **facts)
    if before is not None:
        undoing.keep(act or deed, claims, entries, before, by)
    told = {told.audience for told in claims[0].procedure[name].told}
    if "seller" in told and name not in QUIET:
        Claim.objects.filter(pk__in=[c.pk for c in claims], seller_told=False).update(seller_told=True)
    return entries


def _end_proposals(name: str, claims: Sequence[Claim]) -> None:
    """A step that moves a claim on answers what was proposed about it: a party appealed, a court decided."""
    step = claims[0].procedure[name]
    moved = [c.pk for c in claims if c.reversal_by_id and step.target not in (SAME, c.state)]
    if moved:
        Claim.objects.filter(pk__in=moved).update(reversal_by=None)


def first_for(claims: Sequence[Claim]) -> dict[int, list[str]]:
    """Who hears of the whole deed through which claim's entry: its notifier, its seller, or nobody."""
    seen: set[tuple[object, ...]] = set()
    telling: dict[int, list[str]] = {}
    for c in claims:
        groups = {"notifier": (c.notice_id,), "seller": (c.notice_id, c.seller_id)}
        telling[c.pk] = [audience for audience, group in groups.items() if (audience, *group) not in seen]
        seen |= {(audience, *group) for audience, group in groups.items()}
    return telling


def reviewing(claims: Sequence[Claim], by: Actor, queue: str) -> dict[int, dict[str, Any]]:
    """What the guards on reviewers weigh: who holds the case, who is a party, who decided before. Three queries."""
    holders = queues.holders(sorted({c.notice_id for c in claims}))
    sides = parties.sides_of(by.user_id)
    deciders: dict[int, list[int]] = {}
    for claim_id, user_id in Decision.objects.filter(claim__in=claims, by__isnull=False).values_list("claim", "by"):
        deciders.setdefault(claim_id, []).append(user_id)
    return {
        c.pk: {
            "holder": holders.get((c.notice_id, queues.QUEUE_OF_STATE.get(c.waits_as, queue))),
            "by_is_party": parties.is_party(sides, c),
            "deciders": sorted(set(deciders.get(c.pk, []))),
        }
        for c in claims
    }


def joined(*facts: Mapping[int, Mapping[str, Any]]) -> dict[int, dict[str, Any]]:
    """The facts of single claims from several sources, together."""
    together: dict[int, dict[str, Any]] = {}
    for each in facts:
        for pk, told in each.items():
            together.setdefault(pk, {}).update(told)
    return together


def notices_of(claims: Sequence[Claim]) -> list[int]:
    return sorted({c.notice_id for c in claims})
