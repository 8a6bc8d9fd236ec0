"""One right with all that hangs on it: its facts and state, its authorised sellers, the notices that rest on it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from docket import clock
from docket.take import may
from notices.models import Notice
from notices.views.owners.access import actor_of, login_required, notifier, right_of
from notices.views.owners.summaries import rows_of
from rights import numbers
from rights.models import AllowedSeller, IPRight
from rights.words import card, state_for_owner

NOTICES, SELLERS = 5, 5
STEPS = ("amend", "complete", "withdraw", "allow")


@login_required
@require_GET
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Its facts, its state, what to do next, and what rests on it."""
    right, actor, organisation = right_of(request, public_id), actor_of(request), notifier(request)
    resting = Notice.objects.filed_for(organisation.pk).filter(right=right).select_related("right", "owner")
    notices = list(resting.order_by("-pk")[: NOTICES + 1])
    sellers = list(AllowedSeller.objects.filter(right=right).on().order_by("-pk")[: SELLERS + 1])
    context = {
        **card(right, clock.today()),
        "views": right.views.filter(organisation=organisation).order_by("pk"),
        "proofs": right.proofs.filter(organisation=organisation).order_by("pk"),
        "open": [name for name in STEPS if may(right.procedure[name], right, actor)],
        "doubt": numbers.doubt(right.kind, right.office, right.number),
        "entries": history(right),
        "notices": rows_of(notices[:NOTICES]),
        "more_notices": len(notices) > NOTICES,
        "sellers": sellers[:SELLERS],
        "more_sellers": len(sellers) > SELLERS,
    }
    return render(request, "rights/detail.html", context)


def history(right: IPRight) -> list[dict[str, Any]]:
    """Every step, the newest first."""
    return [
        {"text": state_for_owner(entry.target, entry.step), "at": entry.at, "tone": "neutral"}
        for entry in right.entries().order_by("-n")
    ]
