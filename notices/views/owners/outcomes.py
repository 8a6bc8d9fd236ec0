"""Each listing of a notice with its result: what was decided and why, what the marketplace did, who has to act."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.keyset import cut
from docket import clock
from notices import effects, finding, showing, waiting, words
from notices.effects import Effect
from notices.models import Claim, Decision, Notice, Region, Timer
from notices.reasoning import facts_of
from policy import reasons

PAGE = 50
# Which clock tells the owner's day in a state; in others it is the clock of whoever has to act.
CLOCK_OF_STATE = {"incomplete": "cure", "countered": "put_back", "rejected": "appeal_filing", "paused": "go_on"}


def counts_of(notice: Notice) -> dict[str, int]:
    """State → how many listings are in it. One query."""
    counted = notice.claims.values("state").annotate(n=Count("pk")).order_by()
    return {row["state"]: row["n"] for row in counted}


def next_dates(notice: Notice) -> dict[str, datetime]:
    """State → when the first clock ends that counts in it. One query."""
    running = Timer.objects.filter(claim__notice=notice, state=Timer.State.RUNNING)
    first = running.order_by().values("claim__state", "key").annotate(first=Min("due_at"))
    found: dict[str, datetime] = {}
    for row in first:
        state = row["claim__state"]
        if row["key"] in clocks_of(state):
            found[state] = min(found.get(state, row["first"]), row["first"])
    return found


def clocks_of(state: str) -> tuple[str, ...]:
    own = CLOCK_OF_STATE.get(state)
    return (own,) if own else waiting.CLOCKS_OF.get(waiting.waited_on(state), ())


def page_of(request: HttpRequest, notice: Notice) -> dict[str, Any]:
    """One page of listings, narrowed by state and words; six queries, whatever the number of listings."""
    show, find = request.GET.get("show", ""), request.GET.get("find", "").strip()[:120]
    asked = {name: value for name, value in (("show", show), ("find", find)) if value}
    rows = narrowed(with_papers(notice), show, find)
    page, links = cut(request, rows, PAGE, asked, key="ordinal", oldest_first=True)
    return {"rows": rows_of(notice, page), "show": show, "find": find, **links}


def with_papers(notice: Notice) -> "QuerySet[Claim]":
    decided = Decision.objects.filter(decided_at__isnull=False).defer("private_note").order_by("-id")
    running = Timer.objects.filter(state=Timer.State.RUNNING)
    rows = notice.claims.with_mandate().select_related("listing", "seller", "snapshot").order_by("ordinal")
    return rows.prefetch_related(
        Prefetch("decisions", queryset=decided, to_attr="made"),
        Prefetch("timers", queryset=running, to_attr="clocks"),
    )


def narrowed(rows: "QuerySet[Claim]", show: str, find: str) -> "QuerySet[Claim]":
    if show in finding.STATES:
        rows = rows.filter(state__in=finding.STATES[show][1])
    if find:
        named = Q(listing__external_id__iexact=find) | Q(seller__name__icontains=find)
        rows = rows.filter(named | Q(snapshot__content__title__icontains=find))
    return rows


def rows_of(notice: Notice, claims: Sequence[Claim]) -> list[dict[str, Any]]:
    for claim in claims:
        claim.notice = notice
    done, marks, now = effects.of(claims), showing.by_claim(claims), clock.now()
    return [{**row_of(c, done.get(c.public_id), now), **marked_on(c, marks.get(c.pk, []))} for c in claims]


def marked_on(claim: Claim, marks: Sequence[Region]) -> dict[str, Any]:
    """What was marked on the sealed copy, as seller and reviewer see it."""
    return {"marks": len(marks), "marked": showing.of(marks, claim.snapshot.content, showing.url_for_filer)}


def row_of(claim: Claim, effect: Effect | None, now: datetime) -> dict[str, Any]:
    decision = next(iter(claim.made), None)  # type: ignore[attr-defined]
    who = waiting.waited_on(claim.state)
    ends = [c.due_at for c in claim.clocks if c.key in clocks_of(claim.state)]  # type: ignore[attr-defined]
    until = min(ends, default=None)
    late = who == waiting.US and until is not None and until < now
    territories = decision.territories if decision else []
    return {
        "claim": claim,
        "title": claim.snapshot.content["title"],
        "said": words.of(claim.state, "filer", countries=territories),
        "effect": effect,
        "reason": decision.public_reason if decision else "",
        "question": claim.question if claim.state == "incomplete" else "",
        "waits": waiting.WORDS[who] if who != waiting.NOBODY else "",
        "until": None if late else until,
        "late": late,
        **(cure_of(claim, decision) if decision and claim.state == "rejected" else {}),
    }


def cure_of(claim: Claim, decision: Decision) -> Mapping[str, Any]:
    """What would help next time, and whether the same listing can be reported again."""
    try:
        reason = reasons.get(decision.reason_code)
        cure = reasons.render_cure(reason, facts_of(claim))
    except (reasons.UnknownReason, reasons.MissingFact):
        return {}
    again = _("Then report it again.") if reason.refile else _("Reporting the same again does not change this.")
    return {"cure": cure, "again": again}


def tabs(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The groups of states that this notice has listings in, with their numbers; empty if all are in one state."""
    found = [
        {"key": key, "title": title, "n": sum(counts.get(state, 0) for state in states)}
        for key, (title, states) in finding.STATES.items()
    ]
    return [tab for tab in found if tab["n"]] if len([n for n in counts.values() if n]) > 1 else []
