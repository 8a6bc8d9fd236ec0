"""What rests because an agent's mandate has ended: the owner goes on with it, or takes it back."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Count, F, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import Organisation
from docket import clock
from docket.actors import Actor
from notices import actions, mandated
from notices.models import Claim, Notice, Timer
from notices.models.claim import ClaimQuerySet
from notices.views.owners.access import actor_of, login_required, notifier, see
from rights.mandates import waiting_for

PAGE = 100


def paused_claims(organisation: Organisation) -> ClaimQuerySet:
    """Of the own rights only: an agent without a mandate has no notices here."""
    return Claim.objects.filter(notice__owner=organisation, state="paused")


@login_required
@require_http_methods(["GET", "POST"])
def paused(request: HttpRequest) -> HttpResponse:
    """All of them on one page, and one button for many. Taking back asks again, for it cannot be undone."""
    organisation = notifier(request)
    names = set(request.POST.getlist("notice"))
    every = "all" in request.POST
    chosen = paused_claims(organisation)
    chosen = chosen if every else chosen.filter(notice__reference__in=names)
    act, count = request.POST.get("act", ""), chosen.count() if request.method == "POST" else 0
    if count and act == "go_on":
        done = go_on(actor_of(request), chosen)
        words = ngettext("You go on with %(n)d listing.", "You go on with %(n)d listings.", done)
        messages.success(request, words % {"n": done})
        return see("paused") if paused_claims(organisation).exists() else see("notices")
    if count and act == "take_back" and "sure" in request.POST:
        done = take_back(actor_of(request), chosen)
        words = ngettext("You took %(n)d listing back.", "You took %(n)d listings back.", done)
        messages.success(request, words % {"n": done})
        return see("paused") if paused_claims(organisation).exists() else see("notices")
    asked = count if act == "take_back" else 0
    nothing = request.method == "POST" and not count
    context = {"rows": rows_of(organisation), "chosen": names, "every": every, "asked": asked, "nothing": nothing}
    return render(request, "notices/owners/paused.html", context, status=400 if nothing else 200)


def go_on(by: Actor, claims: ClaimQuerySet) -> int:
    return mandated.by_the_handful(claims, lambda found: actions.resume(by=by, claims=found))


def take_back(by: Actor, claims: ClaimQuerySet) -> int:
    return mandated.by_the_handful(claims, lambda found: actions.retract(by=by, claims=found))


def rows_of(organisation: Organisation) -> Sequence[dict[str, Any]]:
    """One row a notice, the first to end first. Two queries."""
    ends = Min("timers__due_at", filter=Q(timers__key="go_on", timers__state=Timer.State.RUNNING))
    counted = paused_claims(organisation).order_by().values("notice").annotate(n=Count("pk", distinct=True), until=ends)
    first = list(counted.order_by(F("until").asc(nulls_last=True), "notice")[:PAGE])
    notices = Notice.objects.select_related("right", "filer").in_bulk([row["notice"] for row in first])
    return [{"notice": notices[row["notice"]], "count": row["n"], "until": row["until"]} for row in first]


def needs_of_mandates(organisation: Organisation) -> Iterator[dict[str, Any]]:
    """For the first page: what is paused, which agents wait for an answer, which mandates end soon."""
    claims = paused_claims(organisation)
    if count := claims.aggregate(n=Count("notice", distinct=True))["n"]:
        ends = Timer.objects.filter(claim__in=claims, key="go_on", state=Timer.State.RUNNING)
        words = ngettext("%(n)d notice is paused", "%(n)d notices are paused", count) % {"n": count}
        yield {
            "text": words,
            "about": _("the agent's mandate ended"),
            "url": reverse("paused"),
            "until": ends.aggregate(first=Min("due_at"))["first"],
        }
    for mandate, words, until in waiting_for(organisation, clock.today()):
        about = mandate.agent.name if mandate.owner_id == organisation.pk else mandate.named_owner
        yield {"text": words, "about": about, "url": reverse("mandate", args=[mandate.public_id]), "until": until}
