"""What a deed on claims changed besides their states, kept for as long as it can be undone, and put back."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Max

from docket import clock, held
from docket.actors import Actor
from docket.models import Entry
from notices.models import Claim, Decision, Timer, Undo

FIELDS = ("held_by_id", "reversal_by_id", "seller_told", "question", "answer")
GOING = (Timer.State.RUNNING, Timer.State.RESTING)


def stood(claims: Sequence[Claim]) -> dict[str, Any]:
    """How these locked claims stand now: their own fields, grouped, and their clocks. Two queries."""
    groups: dict[tuple[Any, ...], list[int]] = {}
    for claim in claims:
        groups.setdefault(tuple(getattr(claim, field) for field in FIELDS), []).append(claim.pk)
    timers = Timer.objects.filter(claim__in=[claim.pk for claim in claims])
    return {
        "fields": [[dict(zip(FIELDS, values, strict=True)), pks] for values, pks in groups.items()],
        "timers": list(timers.filter(state__in=GOING).values_list("pk", "state")),
        "newest": timers.aggregate(newest=Max("pk"))["newest"] or 0,
    }


def keep(deed: str, claims: Sequence[Claim], entries: Sequence[Entry], before: dict[str, Any], by: Actor) -> None:
    """Remember how to get back. What this person can undo no longer is forgotten on the way."""
    until = held.until(entries[0])
    if until is None or by.user_id is None:
        return
    Undo.objects.filter(by=by.user_id, until__lt=clock.real(), undone_at=None).delete()
    Undo.objects.create(
        deed=deed,
        notice=claims[0].notice,
        by_id=by.user_id,
        step=entries[0].step,
        until=until,
        claims=[claim.pk for claim in claims],
        before={**before, "territories": entries[0].facts.get("territories", ["*"])},
    )


def put_back(row: Undo) -> None:
    """Fields and clocks as they stood; clocks that the deed began never were."""
    for fields, pks in row.before["fields"]:
        Claim.objects.filter(pk__in=pks).update(**fields)
    Timer.objects.filter(claim__in=row.claims, pk__gt=row.before["newest"]).delete()
    for state in GOING:
        pks = [pk for pk, was in row.before["timers"] if was == state]
        rest = {"ended_at": None} if state == Timer.State.RUNNING else {}
        Timer.objects.filter(pk__in=pks).update(state=state, **rest)


def take_back_words(row: Undo) -> list[dict[str, Any]]:
    """The decisions that the undone entries made are none any more; what was written is kept in the row."""
    made = Decision.objects.filter(claim__in=row.claims, entry__n=F("claim__version") - 1)
    fields = ("claim_id", "outcome", "reason_code", "public_reason", "private_note", "territories", "ground")
    words = list(made.order_by("pk").values(*fields))
    made.delete()
    return words


def offered(user_id: int | None) -> Undo | None:
    """What this person did last, if it can still be undone. One query."""
    last = Undo.objects.filter(by=user_id).select_related("notice").order_by("-until").first()
    return last if last and last.undone_at is None and last.until > clock.real() else None


def taken_back(claim: Claim, user_id: int | None) -> dict[str, Any]:
    """The words that this person has just taken back about this claim, so that they need not be typed again."""
    newest = Entry.objects.filter(subject_type=claim.subject_type, subject_id=claim.pk, n=claim.version).first()
    if newest is None or newest.step != "undo" or newest.actor_id != user_id:
        return {}
    rows = Undo.objects.filter(deed=newest.facts.get("act", ""), by=user_id).values_list("words", flat=True)
    return next((words for row in rows for words in row if words["claim_id"] == claim.pk), {})
