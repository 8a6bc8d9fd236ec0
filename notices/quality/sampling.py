"""Which decisions are looked at again: drawn once each, by a seed of the month that the docket keeps.

A decision has its number in its stratum. Of every `one_in` numbers one is taken, and the seed says which: so each
stratum gets its share, nobody can know beforehand, and whoever holds the seed can compute every draw again (`faults`).
"""

import hashlib
import secrets
from collections.abc import Iterator
from datetime import date

from docket import transaction
from docket.actors import SYSTEM
from docket.models import Entry
from docket.take import take
from notices.models import BlindCase, Decision, Draw, KnownCase, Lot, Stratum
from notices.quality import calibration
from policy.load import book

STEPS = ("uphold", "confirm", "reject")


@transaction.atomic
def draw(entry: Entry) -> None:
    """Subscriber of the deciding steps: what is undone in time was never drawn. Asked again, it does nothing."""
    decision = Decision.objects.select_related("claim__notice").filter(entry=entry).first()
    if decision is None or decision.claim.notice.is_test:
        return
    lot = lot_of(entry.at.date())
    if Draw.objects.filter(decision=decision).exists():
        return
    stratum = stratum_of(lot, decision)
    before = decided_in(lot, decision.by_id)
    one_in = 1 if is_first(decision) else stratum.one_in
    made = Draw.objects.create(
        decision=decision,
        stratum=stratum,
        n=stratum.count,
        one_in=one_in,
        taken=is_taken(lot.seed, stratum, stratum.count, one_in),
    )
    Stratum.objects.filter(pk=stratum.pk).update(count=stratum.count + 1)
    if made.taken:
        deal(lot, decision, BlindCase.Kind.SAMPLE, one_in=one_in, stratum=stratum.pk, n=made.n)
    if decision.by_id and by_seed(lot.seed, before, book().sampling.known_one_in, "known", decision.by_id):
        deal_known(lot, decision.by_id)


def lot_of(day: date) -> Lot:
    """The month's lot, locked: draws take turns, so that numbers have no gaps. The first one begins it."""
    month = day.replace(day=1)
    Lot.objects.get_or_create(month=month, defaults={"seed": secrets.token_hex(32)})
    lot = Lot.objects.select_for_update().get(month=month)
    if lot.version == 0:
        take("begin", lot, by=SYSTEM, seed=lot.seed, month=f"{month:%Y-%m}", policy=book().sampling.version)
        for earlier in Lot.objects.filter(state="open", month__lt=month):
            take("close", earlier, by=SYSTEM)
        calibration.fill(lot)
    return lot


def stratum_of(lot: Lot, decision: Decision) -> Stratum:
    kind = decision.claim.notice.claim_type
    one_in = book().sampling.one_in_for(decision.outcome, kind, decision.automated)
    found, _made = Stratum.objects.get_or_create(
        lot=lot,
        outcome=decision.outcome,
        claim_type=kind,
        reviewer_id=decision.by_id,
        automated=decision.automated,
        defaults={"one_in": one_in},
    )
    return found


def is_first(decision: Decision) -> bool:
    """Whether it is among the first that this reviewer made."""
    if decision.by_id is None:
        return False
    most = book().sampling.first_decisions
    mine = Decision.objects.filter(by=decision.by_id, entry__step__in=STEPS, pk__lt=decision.pk)
    return mine.order_by("pk")[:most].count() < most


def decided_in(lot: Lot, reviewer: int | None) -> int:
    return sum(Stratum.objects.filter(lot=lot, reviewer=reviewer).values_list("count", flat=True))


def by_seed(seed: str, n: int, one_in: int, *of: object) -> bool:
    """Whether the n-th is the one that the seed takes of its block of `one_in`."""
    block, place = divmod(n, one_in)
    told = "|".join(map(str, (seed, *of, block)))
    return int(hashlib.sha256(told.encode()).hexdigest(), 16) % one_in == place


def is_taken(seed: str, stratum: Stratum, n: int, one_in: int) -> bool:
    sort = (stratum.outcome, stratum.claim_type, stratum.reviewer_id, stratum.automated)
    return by_seed(seed, n, one_in, *sort)


def deal(lot: Lot, decision: Decision, kind: BlindCase.Kind, *, one_in: int = 1, **facts: int) -> BlindCase:
    """A blind case of this decision; the draw is its first entry."""
    made = BlindCase.objects.create(
        kind=kind, lot=lot, claim_id=decision.claim_id, decision=decision, one_in=one_in, at=decision.entry.at
    )
    take("draw", made, by=SYSTEM, lot=lot.pk, decision=decision.entry_id, one_in=one_in, **facts)
    return made


def deal_known(lot: Lot, reviewer: int) -> None:
    """The next known case that this reviewer neither made, nor decided, nor saw."""
    decided = Decision.objects.filter(by=reviewer).values("claim__notice")
    left = KnownCase.objects.filter(retired_at=None).exclude(by=reviewer).exclude(dealt__for_user=reviewer)
    known = left.exclude(claim__notice__in=decided).select_related("decision__entry").order_by("pk").first()
    if known is None:
        return
    made = BlindCase.objects.create(
        kind=BlindCase.Kind.KNOWN,
        lot=lot,
        claim_id=known.claim_id,
        decision=known.decision,
        known=known,
        for_user_id=reviewer,
        at=known.decision.entry.at,
    )
    take("draw", made, by=SYSTEM, lot=lot.pk, known=known.pk, reviewer=reviewer)


def faults(lot: Lot) -> Iterator[str]:
    """What in this month's draws the seed in the docket does not explain, in words."""
    begun = lot.entries().filter(step="begin").first()
    if begun is None or begun.facts.get("seed") != lot.seed:
        yield "the seed is not the one in the docket"
    for each in Draw.objects.filter(stratum__lot=lot).select_related("stratum", "decision").order_by("pk").iterator():
        if each.one_in not in (1, each.stratum.one_in) or (each.one_in == 1) is not is_first(each.decision):
            yield f"decision {each.decision_id} had a chance of 1 in {each.one_in}"
        if each.taken is not is_taken(lot.seed, each.stratum, each.n, each.one_in):
            yield f"decision {each.decision_id} was {'taken' if each.taken else 'left out'} against the seed"
    for stratum in lot.strata.all():
        if list(stratum.draws.order_by("n").values_list("n", flat=True)) != list(range(stratum.count)):
            yield f"the numbers of stratum {stratum.pk} have gaps"
    drawn = BlindCase.objects.filter(lot=lot, kind=BlindCase.Kind.SAMPLE).values("decision")
    for each in Draw.objects.filter(stratum__lot=lot, taken=True).exclude(decision__in=drawn):
        yield f"decision {each.decision_id} was taken and nobody is asked to label it"
