"""How the dates of a notice were counted: day zero, the rule, the calendar and its version, day by day."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET

from notices import deadlines
from notices.models import Notice, Timer
from notices.views.owners.access import login_required, notice_of
from policy import calendars, regimes
from policy.types import Deadline, Regime

MOST = 40  # dates on the page; those of one rule and one day are one date
TITLES = {
    "decide": lazy("We decide by"),
    "appeal_decide": lazy("Another person decides by"),
    "cure": lazy("You can answer until"),
    "put_back": lazy("The listing returns on"),
    "appeal_filing": lazy("You can ask for another look until"),
    "hear_seller": lazy("The seller can answer until"),
}
SELLER_APPEALS = lazy("The seller can ask for another look until")
BEGAN = {
    "decide": lazy("when your notice was complete"),
    "appeal_decide": lazy("when the appeal arrived"),
    "cure": lazy("when we asked you"),
    "put_back": lazy("when the seller's answer arrived"),
    "appeal_filing": lazy("when the decision was told"),
    "hear_seller": lazy("when the seller was asked"),
}


@login_required
@require_GET
def dates(request: HttpRequest, reference: str) -> HttpResponse:
    """Every date that runs in this notice, each with its count. Dates never move when a calendar is corrected later."""
    notice = notice_of(request, reference)
    return render(request, "notices/owners/dates.html", {"notice": notice, "dates": counted(notice)})


def counted(notice: Notice) -> list[dict[str, Any]]:
    """The running clocks of a notice; those that end together by one rule are one. One query."""
    running = Timer.objects.filter(claim__notice=notice, state=Timer.State.RUNNING).select_related("claim")
    together: dict[tuple[object, ...], list[Timer]] = {}
    for timer in running.order_by("due_at", "pk"):
        together.setdefault((title_of(timer), timer.regime, timer.due_at), []).append(timer)
    return [explained(timers) for timers in list(together.values())[:MOST]]


def title_of(timer: Timer) -> Any:
    """After a removal it is the seller who may ask for another look."""
    if timer.key == "appeal_filing" and timer.claim.hidden:
        return SELLER_APPEALS
    return TITLES.get(timer.key, timer.key)


def explained(timers: Sequence[Timer]) -> dict[str, Any]:
    timer = timers[0]
    regime = regimes.get(timer.regime)
    rule = regime.deadline(timer.key)
    again = deadlines.count(regime, timer.key, timer.started_at)
    same = again is not None and timer.due_at in {again.earliest, again.latest}
    return {
        "title": title_of(timer),
        "timer": timer,
        "listings": len(timers),
        "began": BEGAN.get(timer.key, ""),
        "rules": _(regime.title),
        "source": source_of(rule, regime),
        "lines": calendars.describe(again) if again and same else [],
        "moved": not same,
    }


def source_of(rule: Deadline | None, regime: Regime) -> str:
    """Where the number is written: the law's own place, or our own rule."""
    if rule is None or rule.policy_default or rule.ref == "policy":
        return _("our own rule")
    return rule.ref
