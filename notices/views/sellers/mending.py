"""Instead of answering: change the listing, close the case, or have more time."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from docket import clock
from docket.errors import NotAllowed, NotOpen, Stale
from listings.snapshots import content_of
from notices import actions, comparing, deadlines, reasoning
from notices.actions.mend import mends_left
from notices.actions.settle import GROWS
from notices.cases import Case
from notices.forms.mending import MendForm
from notices.models import Claim, Decision
from notices.views.sellers import page
from notices.views.sellers.access import actor_of, case_of, login_required
from notices.views.sellers.answering import go, nothing_open, typed, versions_of
from policy import reasons
from policy.calendars import Due


def changed(request: HttpRequest, case: Case) -> HttpResponse:
    return render(request, "notices/sellers/changed.html", {"case": case}, status=409)


# ---- changing the listing


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """What to change and where; and the button that says it is done."""
    case = case_of(request, reference)
    left = mends_left([claim for claim in case.claims if claim.state == "upheld"])
    claims = [claim for claim in case.claims if left.get(claim.pk)]
    if not claims:
        return nothing_open(request, case)
    form = MendForm(typed(request), claims=claims)
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen(claims)
        try:
            words, seen = form.cleaned_data["words"], versions_of(request, chosen)
            actions.mend(by=actor_of(request), claims=chosen, words=words, after=seen)
        except (NotOpen, NotAllowed, Stale):
            return changed(request, case)
        messages.success(request, _("We have it. A reviewer looks at your change and tells you."))
        return go(reverse("case", args=[case.reference]))
    context = {
        "case": case,
        "form": form,
        "rows": rows(claims),
        "tries": min(left[claim.pk] for claim in claims),
        "seen": [f"{claim.pk}:{claim.version}" for claim in claims],
        "nothing_changed": not any(now_differs(claim) for claim in claims),
    }
    return render(request, "notices/sellers/edit.html", context, status=400 if form.errors else 200)


def rows(claims: Sequence[Claim]) -> list[dict[str, Any]]:
    """Each listing with what would cure it and the way to it."""
    made = Decision.objects.filter(claim__in=claims, outcome=Decision.Outcome.UPHELD, decided_at__isnull=False)
    newest = {decision.claim_id: decision for decision in made.order_by("pk")}
    return [
        {
            "title": page.title_of(claim),
            "url": claim.listing.url,
            "cure": cure(claim, newest.get(claim.pk)),
            "reason": told(claim, newest.get(claim.pk)),
        }
        for claim in claims
    ]


def told(claim: Claim, decision: Decision | None) -> str:
    """Why it is hidden, in the reader's language where that is the catalogue's text."""
    return reasoning.retold(decision.public_reason, decision.reason_code, [claim]) if decision else ""


def cure(claim: Claim, decision: Decision | None) -> str:
    """What the reason says would help, with the facts of this claim."""
    if decision is None or not decision.reason_code:
        return ""
    try:
        text = reasons.render_cure(reasons.get(decision.reason_code), reasoning.facts_of(claim))
    except (reasons.UnknownReason, reasons.MissingFact):
        return ""
    return text


def now_differs(claim: Claim) -> bool:
    return bool(comparing.differences(claim.snapshot.content, content_of(claim.listing)))


# ---- closing the case


@login_required
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, reference: str) -> HttpResponse:
    """Close the case, after reading what that means and what it does not mean."""
    case = case_of(request, reference)
    claims = [claim for claim in case.claims if claim.state == "upheld" and claim.pk not in case.accepted]
    if not claims:
        return nothing_open(request, case)
    if request.method == "POST":
        try:
            actions.accept(by=actor_of(request), claims=claims, after=versions_of(request, claims))
        except (NotOpen, NotAllowed, Stale):
            return changed(request, case)
        messages.success(request, _("You closed the case. You do not have to do anything."))
        return go(reverse("case", args=[case.reference]))
    seen = [f"{claim.pk}:{claim.version}" for claim in claims]
    until = page.of(case)["until"]
    return render(request, "notices/sellers/accept.html", {"case": case, "seen": seen, "until": until})


# ---- more time


@login_required
@require_http_methods(["GET", "POST"])
def more_time(request: HttpRequest, reference: str) -> HttpResponse:
    """Have more time, where the limit is our own; where it is law, the page says so."""
    case = case_of(request, reference)
    growing = longer(case)
    if request.method == "POST":
        if not growing:
            return changed(request, case)
        try:
            for claims in growing.values():
                actions.more_time(by=actor_of(request), claims=list(claims), after=versions_of(request, list(claims)))
        except (NotOpen, NotAllowed, Stale):
            return changed(request, case)
        messages.success(request, _("You have more time now."))
        return go(reverse("case", args=[case.reference]))
    dues = [due for claims in growing.values() for due in claims.values()]
    context = {
        "case": case,
        "until": page.of(case)["until"],
        "longer": min((due.latest for due in dues if due.latest), default=None),
        "seen": [f"{claim.pk}:{claim.version}" for claims in growing.values() for claim in claims],
    }
    return render(request, "notices/sellers/more_time.html", context)


def longer(case: Case) -> dict[str, dict[Claim, Due]]:
    """For each state that can have more time: its claims, each with the later end."""
    now, found = clock.now(), {}
    for state, (_step, key) in GROWS.items():
        claims = {claim.pk: claim for claim in case.claims if claim.state == state}
        grown = deadlines.longer(list(claims.values()), key, now) if claims else {}
        if grown:
            found[state] = {claims[pk]: due for pk, (_timer, due) in grown.items()}
    return found
