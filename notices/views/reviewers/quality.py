"""Quality: one's own figures beside the team's middle, what waits to be labelled, and how far the team agrees."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET

from accounts.access import REVIEWERS, actor_of, staff_only
from docket.actors import Actor
from notices.models import BlindCase, Decision, Notice
from notices.quality import calibration, figures
from notices.quality.agreement import Measure
from notices.quality.comparing import ERRORS
from policy.load import book

SHOWN = 10
MOST_COUNTED = 100
KINDS: dict[str, Any] = dict(Notice.ClaimType.choices)
SAID = {"good": lazy("good"), "middling": lazy("to be watched"), "low": lazy("too low: calibrate")}


@require_GET
@staff_only(*REVIEWERS)
def overview(request: HttpRequest) -> HttpResponse:
    """Nobody sees another person's figures here, nor an order of people."""
    by = actor_of(request)
    found = figures.doubles()
    rule = book().sampling
    context = {
        "rows": rows(by, found),
        "labels": figures.own(by.user_id, found).labels,
        "rule": rule,
        "team": [shown(each) for each in figures.team(found)],
        "mine": mine(by),
        **counts(by),
    }
    return render(request, "notices/reviewers/quality.html", context)


def counts(by: Actor) -> dict[str, int]:
    """What waits, for the tabs. Three queries over small indexes."""
    waiting = BlindCase.objects.filter(Q(state="waiting") & ~Q(kind="calibration"))
    decided = Decision.objects.filter(by=by.user_id).values("claim__notice")
    waiting = waiting.filter(Q(for_user=None) | Q(for_user=by.user_id)).exclude(claim__notice__in=decided)
    return {
        "differing": BlindCase.objects.filter(state="differing")[:MOST_COUNTED].count(),
        "left": calibration.left_for(by.user_id)[:MOST_COUNTED].count(),
        "waiting": waiting[:MOST_COUNTED].count(),
    }


def rows(by: Actor, found: list[figures.Double]) -> list[dict[str, Any]]:
    """Own figure, its interval, and the team's middle; empty where there is too little to say."""
    own, middle, known = figures.own(by.user_id, found), figures.medians(found), figures.known(by.user_id)
    return [
        row(_("Labelled the same by a colleague"), own.agreed, middle.agreed if middle else None),
        row(_("Errors, weighted back to all your decisions"), own.wrong, middle.wrong if middle else None),
        {
            "title": _("Score: 100 without errors, heavy ones cost more"),
            "own": f"{own.score:.0f}" if own.score is not None else "",
            "team": f"{middle.score:.0f}" if middle and middle.score is not None else "",
        },
        row(_("Known cases labelled as they must be"), known.agreed, None),
    ]


def row(title: str, own: Measure | None, team: Measure | None) -> dict[str, Any]:
    return {"title": title, "own": per_cent(own, interval=True), "team": per_cent(team)}


def per_cent(measure: Measure | None, *, interval: bool = False) -> str:
    if measure is None:
        return ""
    value, low, high = (f"{100 * each:.1f}" for each in (measure.value, measure.low, measure.high))
    return (
        _("%(value)s %% (%(low)s to %(high)s)") % {"value": value, "low": low, "high": high}
        if interval
        else f"{value} %"
    )


def coefficient(measure: Measure | None) -> str:
    if measure is None:
        return "–"
    words = {"value": f"{measure.value:.2f}", "low": f"{measure.low:.2f}", "high": f"{measure.high:.2f}"}
    return _("%(value)s (%(low)s to %(high)s)") % words


def shown(each: figures.Team) -> dict[str, Any]:
    title = KINDS.get(each.kind, each.kind) if each.kind else _("All claims")
    if each.outcome is None or each.reason is None:
        return {"title": title, "n": each.labels}
    return {
        "title": title,
        "n": each.labels,
        "raw": per_cent(each.outcome.raw, interval=True),
        "kappa": coefficient(each.outcome.kappa),
        "ac1": coefficient(each.outcome.ac1),
        "reason": coefficient(each.reason.kappa),
        "wrong": per_cent(each.wrong, interval=True),
        "verdict": SAID.get(each.verdict, ""),
        "tone": {"good": "ok", "low": "stop"}.get(each.verdict, "wait"),
    }


def mine(by: Actor) -> list[dict[str, Any]]:
    """What a senior found in cases that this person decided or labelled, the newest first."""
    concerned = Q(decision__by=by.user_id) | Q(labels__by=by.user_id)
    known = Q(kind="known", for_user=by.user_id)
    rows = BlindCase.objects.filter(
        known | Q(kind="sample") & concerned, state__in=["settled", "disputed", "concluded"]
    )
    newest = rows.select_related("claim__notice").order_by("-pk").distinct()[:SHOWN]
    return [{"case": case, "found": finding(case), "kind": kind_of(case)} for case in newest]


def finding(case: BlindCase) -> str:
    """Which label was wrong, and how."""
    words = {"error": ERRORS.get(case.error, "")}
    if case.second_right:
        return _("The first decision was wrong: %(error)s") % words
    return _("The second label was wrong: %(error)s") % words


def kind_of(case: BlindCase) -> str:
    return str(case.claim.notice.get_claim_type_display())
