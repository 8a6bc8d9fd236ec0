"""What the double labels say: of one person beside the team, and of the team as a whole. Nothing of small numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from docket import clock
from notices.models import BlindCase, Label
from notices.quality import agreement
from notices.quality.agreement import Agreement, Measure
from policy import reasons
from policy.load import book

MOST = 20_000  # labels that figures are made of, the newest


@dataclass(frozen=True)
class Double:
    """One decision and its second label."""

    reviewer: int | None
    kind: str
    first: str
    second: str
    first_reason: str
    second_reason: str
    weight: int  # as many decisions as it stands for
    open: bool  # they differ, and no senior has said yet who is right
    error: str  # the kind of error of the first one, if it was one


@dataclass(frozen=True)
class Own:
    """The figures of one person; None where there are too few labels to speak of any."""

    labels: int
    agreed: Measure | None = None
    wrong: Measure | None = None
    score: float | None = None


def doubles() -> list[Double]:
    """The decisions of the last months that were drawn and labelled. One query."""
    since = clock.now() - timedelta(days=book().sampling.window_days)
    mine = Label.objects.filter(case__kind=BlindCase.Kind.SAMPLE, case__at__gte=since)
    seconds = mine.order_by("case_id", "pk").distinct("case_id").values("pk")  # later ones are of a dispute
    rows = (
        Label.objects.filter(pk__in=seconds)
        .order_by("-pk")
        .values_list(
            "case__decision__by",
            "case__claim__notice__claim_type",
            "case__decision__outcome",
            "outcome",
            "case__decision__reason_code",
            "reason_code",
            "case__one_in",
            "case__state",
            "case__second_right",
            "case__error",
        )
    )
    return [
        Double(by, kind, first, second, group(one), group(two), weight, state == "differing", error if right else "")
        for by, kind, first, second, one, two, weight, state, right, error in rows[:MOST]
    ]


def group(code: str) -> str:
    """A reason's group (policy/reasons.yaml); of what is no longer in the book, the code."""
    return next((each.group for each in reasons.all() if each.code == code), code)


def own(user_id: int | None, found: Sequence[Double]) -> Own:
    mine = [each for each in found if each.reviewer == user_id]
    if len(mine) < book().sampling.least_labels:
        return Own(len(mine))
    judged = [each for each in mine if not each.open]
    return Own(
        len(mine),
        agreement.share((each.first == each.second, each.weight) for each in mine),
        agreement.share((bool(each.error), each.weight) for each in judged),
        score(judged),
    )


def score(judged: Sequence[Double]) -> float | None:
    """100 without errors; an error takes off what it weighs (policy/sampling.yaml), against the heaviest one."""
    weights = book().sampling.weights
    total = sum(each.weight for each in judged)
    lost = sum(each.weight * weights.get(each.error, 0) for each in judged)
    return 100 * (1 - lost / total / max(weights.values())) if total else None


def medians(found: Sequence[Double]) -> Own | None:
    """The middle of the team; None where so few people have figures that one could guess whose they are."""
    people = sorted({each.reviewer for each in found if each.reviewer})
    all_own = [each for each in (own(pk, found) for pk in people) if each.agreed]
    if len(all_own) < book().sampling.least_people:
        return None

    def middle(of: Callable[[Own], Measure | None]) -> Measure | None:
        values = [measure.value for measure in map(of, all_own) if measure]
        return Measure(median(values), min(values), max(values)) if values else None

    scores = [each.score for each in all_own if each.score is not None]
    labels = round(median(each.labels for each in all_own))
    return Own(labels, middle(lambda each: each.agreed), middle(lambda each: each.wrong), median(scores or [100.0]))


@dataclass(frozen=True)
class Team:
    """How far decisions and second labels agree for one kind of claim, or for all."""

    kind: str
    labels: int
    outcome: Agreement | None = None
    reason: Agreement | None = None
    wrong: Measure | None = None

    @property
    def verdict(self) -> str:
        """What kappa, or AC1 where kappa says nothing, means by policy: good, middling or low."""
        if self.outcome is None:
            return ""
        measure = self.outcome.kappa or self.outcome.ac1
        value, rule = measure.value if measure else self.outcome.raw.value, book().sampling
        return "good" if value >= rule.kappa_good else "low" if value < rule.kappa_low else "middling"


def team(found: Sequence[Double]) -> list[Team]:
    """All claims, then each kind; kinds with too few labels say only how many there are."""
    kinds = sorted({each.kind for each in found})
    return [_team("", found), *(_team(kind, [each for each in found if each.kind == kind]) for kind in kinds)]


def _team(kind: str, found: Sequence[Double]) -> Team:
    if len(found) < book().sampling.least_labels:
        return Team(kind, len(found))
    judged = [each for each in found if not each.open]
    return Team(
        kind,
        len(found),
        agreement.of((each.first, each.second, each.weight) for each in found),
        agreement.of(
            (pair(each.first, each.first_reason), pair(each.second, each.second_reason), each.weight) for each in found
        ),
        agreement.share((bool(each.error), each.weight) for each in judged),
    )


def pair(outcome: str, reason: str) -> str:
    return f"{outcome}/{reason}"


def known(user_id: int | None) -> Own:
    """How many of the known cases somebody labelled as seniors say. One query."""
    since = clock.now() - timedelta(days=book().sampling.window_days)
    rows = BlindCase.objects.filter(kind=BlindCase.Kind.KNOWN, for_user=user_id, labels__at__gte=since).distinct()
    # With the key, or DISTINCT would make one row of all that went alike.
    states = [row[1:] for row in rows.exclude(state="waiting").values_list("pk", "state", "second_right")]
    if len(states) < book().sampling.least_labels:
        return Own(len(states))
    return Own(len(states), agreement.share((state == "matched" or right is True, 1.0) for state, right in states))
