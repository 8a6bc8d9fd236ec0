"""What everybody labels in a month: cases on which we did not agree, then others by the seed of the month."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from docket.actors import SYSTEM
from docket.take import take
from notices.models import BlindCase, Decision, Draw, Label, Lot
from notices.quality import comparing
from policy.load import book

LOOKED_AT = 2000  # draws of the month before among which the others are chosen; the newest
OPEN = Q(kind=BlindCase.Kind.CALIBRATION, state="waiting") | Q(state="disputed")


def fill(lot: Lot) -> None:
    """The set of this month, made when its lot begins: first what a senior found wrong, then any."""
    before = Lot.objects.filter(month__lt=lot.month).order_by("-month").first()
    if before is None:
        return
    wrong = BlindCase.objects.filter(lot=before, kind=BlindCase.Kind.SAMPLE, state="settled").order_by("pk")
    chosen = [each.decision_id for each in wrong[: book().sampling.calibration]]
    others = Draw.objects.filter(stratum__lot=before).exclude(decision__in=chosen).order_by("-pk")
    told = others.values_list("taken", "decision")[:LOOKED_AT]  # first those that nobody else looks at
    rest = sorted(told, key=lambda each: (each[0], hashlib.sha256(f"{lot.seed}|set|{each[1]}".encode()).hexdigest()))
    chosen += [pk for _taken, pk in rest[: book().sampling.calibration - len(chosen)]]
    for decision in Decision.objects.select_related("entry").filter(pk__in=chosen).order_by("pk"):
        made = BlindCase.objects.create(
            kind=BlindCase.Kind.CALIBRATION,
            lot=lot,
            claim_id=decision.claim_id,
            decision=decision,
            at=decision.entry.at,
        )
        take("draw", made, by=SYSTEM, lot=lot.pk, decision=decision.entry_id)


def open_to_all() -> "QuerySet[BlindCase]":
    return BlindCase.objects.filter(OPEN)


def left_for(user_id: int | None) -> "QuerySet[BlindCase]":
    """What this person has still to label: not what they labelled before, nor a case on which they decided."""
    mine = Label.objects.filter(by=user_id).values("case")
    decided = Decision.objects.filter(by=user_id).values("claim__notice")
    return (
        open_to_all().exclude(pk__in=mine).exclude(settled_by=user_id).exclude(claim__notice__in=decided).order_by("pk")
    )


@dataclass(frozen=True)
class Consensus:
    """How far everybody agrees on one case: the labels counted, the most frequent first."""

    case: BlindCase
    labels: Sequence[tuple[comparing.Said, int]]

    @property
    def n(self) -> int:
        return sum(count for _said, count in self.labels)

    @property
    def share(self) -> float:
        return self.labels[0][1] / self.n if self.n else 0.0


def consensus(cases: Sequence[BlindCase]) -> list[Consensus]:
    """The cases with the least consensus first; what nobody has labelled comes last. One query."""
    found: dict[int, Counter[comparing.Said]] = {case.pk: Counter() for case in cases}
    for label in Label.objects.filter(case__in=[case.pk for case in cases]):
        found[label.case_id][comparing.of_label(label)] += 1
    rows = [Consensus(case, found[case.pk].most_common()) for case in cases]
    return sorted(rows, key=lambda row: (row.n == 0, row.share, row.case.pk))
