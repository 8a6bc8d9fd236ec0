"""What is still owed to the outside, and a person's second try for what got stuck."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.access import STAFF, staff_only
from docket import clock, sweeper
from docket.dead_letters import actions as dead_letters
from docket.models import Delivery
from enforcement.models import Restriction
from notices.models import Claim
from notices.timeline import TOLD
from notices.views.reviewers.answers import SeeOther

PAGE = 100
# Which of our parts is to hear of it, by the first word of the subscriber's name.
HEARERS = {
    "enforcement": lazy("Marketplace"),
    "notices": lazy("Letters to the parties"),
    "rights": lazy("Letters to the owner"),
    "notifications": lazy("Email"),
}
RAISED = re.compile(r"^[A-Za-z_][\w.]*: ")
DONE = {"order": lazy("Hide a listing"), "lift": lazy("Show a listing again")}


@dataclass(frozen=True)
class Owed:
    """One delivery in words, with the case it belongs to where there is one."""

    delivery: Delivery
    hearer: str
    what: str
    case: str

    @property
    def why(self) -> str:
        """The last error without the name of its class, which says nothing to people."""
        return RAISED.sub("", self.delivery.last_error)


@require_GET
@staff_only(*STAFF)
def deliveries(request: HttpRequest) -> HttpResponse:
    """Stuck ones first, then those that wait, oldest first."""
    stuck, due = (list(open_ones(state)[:PAGE]) for state in (Delivery.State.STUCK, Delivery.State.DUE))
    now = clock.now()
    context = {
        "stuck": owed(stuck),
        "due": owed(due),
        "counts": sweeper.backlog(),
        "oldest": min((d.due_at for d in due), default=None),
        "more": PAGE,
        "now": now,
        "reads_cases": request.user.reviews,  # type: ignore[union-attr]
    }
    return render(request, "notices/reviewers/deliveries.html", context)


@require_POST
@staff_only(*STAFF)
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a stuck delivery again from its first attempt."""
    if not Delivery.objects.filter(pk=pk).exists():
        raise Http404
    dead_letters.retry(by=request.actor, deliveries=[pk])  # type: ignore[attr-defined]
    messages.success(request, _("We are trying it again."))
    return SeeOther(reverse("deliveries"))


def open_ones(state: str) -> "QuerySet[Delivery]":
    return Delivery.objects.filter(state=state).select_related("entry").order_by("due_at", "pk")


def owed(found: Sequence[Delivery]) -> list[Owed]:
    cases = cases_of(found)
    return [
        Owed(d, hearer(d.subscriber), what(d), cases.get((d.entry.subject_type, d.entry.subject_id), "")) for d in found
    ]


def hearer(subscriber: str) -> str:
    return str(HEARERS.get(subscriber.partition(".")[0], subscriber))


def what(delivery: Delivery) -> str:
    entry = delivery.entry
    if entry.subject_type == "claim" and entry.step in TOLD:
        return str(TOLD[entry.step][2])
    return str(DONE.get(entry.step, f"{entry.subject_type}: {entry.step}"))


def cases_of(found: Sequence[Delivery]) -> dict[tuple[str, int], str]:
    """Subject → reference of its notice, in two queries."""
    ids: dict[str, set[int]] = {}
    for d in found:
        ids.setdefault(d.entry.subject_type, set()).add(d.entry.subject_id)
    sources = dict(Restriction.objects.filter(pk__in=ids.get("restriction", ())).values_list("pk", "source"))
    claims = Claim.objects.filter(pk__in=ids.get("claim", ())) | Claim.objects.filter(public_id__in=sources.values())
    rows = list(claims.values_list("pk", "public_id", "notice__reference"))
    by_id = {("claim", pk): reference for pk, _public, reference in rows}
    by_source = {public: reference for _pk, public, reference in rows}
    return by_id | {("restriction", pk): by_source.get(source, "") for pk, source in sources.items()}
