"""What is still owed to the outside, and what a person does about what got stuck."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import STAFF, actor_of, staff_only
from docket import clock, dependencies, sweeper
from docket.dead_letters import actions as dead_letters
from docket.dead_letters import kinds
from docket.models import Breaker, DeadLetter, Delivery, Entry
from enforcement.models import Restriction
from notices.forms.deliveries import GiveUpForm
from notices.models import Claim
from notices.timeline import TOLD
from notices.views.reviewers.answers import SeeOther

PAGE = 50
MAY_GIVE_UP = ("senior", "operations", "admin")
# Whom a delivery goes to, by its dependency.
HEARERS = {
    "marketplace": lazy("Marketplace"),
    "mail": lazy("Mail"),
    "scanner": lazy("Virus scanner"),
    "webhooks": lazy("Webhooks"),
    dependencies.PORTAL: lazy("Our own work"),
}
SHOWN = {"stuck": lazy("Need a person"), "due": lazy("On their way"), "given_up": lazy("Given up")}
KIND = re.compile(r"[0-9a-f]{32}")
CURSOR = re.compile(r"(\d{1,17})\.(\d{1,18})")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DONE = {"order": lazy("Hide a listing"), "lift": lazy("Show a listing again")}


@dataclass(frozen=True)
class Owed:
    """One delivery in words, with the case it belongs to where there is one."""

    delivery: Delivery
    hearer: str
    what: str
    case: str
    reason: str = ""  # why it was given up

    @property
    def why(self) -> str:
        return kinds.plain(self.delivery.last_error)


@require_GET
@staff_only(*STAFF)
def deliveries(request: HttpRequest) -> HttpResponse:
    """What needs a person, what is on its way, what was given up; by whom it goes to and why it stopped."""
    asked = Asked.of(request)
    found = asked.rows()
    shut = Breaker.objects.filter(opened_at__isnull=False).order_by("name")
    counts = sweeper.backlog() | {"given_up": DeadLetter.objects.filter(state="given_up").count()}
    context = {
        "asked": asked,
        "tabs": [(key, title, counts[key], asked.url(show=key)) for key, title in SHOWN.items()],
        "rows": owed(found[:PAGE]),
        "older": asked.beyond(found[PAGE - 1]) if len(found) > PAGE else "",
        "kinds": [told(kind, asked) for kind in kinds.kinds(asked.to)] if asked.show == "stuck" else [],
        "hearers": [(key, str(title), key == asked.to) for key, title in HEARERS.items()],
        "shut": [(hearer(b.name), b, kinds.plain(b.last_error)) for b in shut],
        "at_once": dead_letters.AT_ONCE,
        "now": clock.now(),
        "reads_cases": request.user.reviews,  # type: ignore[union-attr]
        "may_give_up": role(request) in MAY_GIVE_UP,
    }
    return render(request, "notices/reviewers/deliveries.html", context)


@dataclass(frozen=True)
class Asked:
    """What the address asks for; anything it does not know is left out."""

    show: str = "stuck"
    to: str = ""
    why: str = ""
    after: tuple[int, int] = (0, 0)  # the last row seen: its number, and for those on their way also when it is due

    @classmethod
    def of(cls, request: HttpRequest) -> "Asked":
        given, after = request.GET, CURSOR.fullmatch(request.GET.get("after", ""))
        return cls(
            show=given.get("show", "") if given.get("show") in SHOWN else "stuck",
            to=given.get("to", "") if given.get("to") in HEARERS else "",
            why=given.get("why", "") if KIND.fullmatch(given.get("why", "")) else "",
            after=(int(after[1]), int(after[2])) if after else (0, 0),
        )

    def url(self, **changed: Any) -> str:
        told = {"show": self.show, "to": self.to, "why": self.why if "show" not in changed else ""} | changed
        return f"{reverse('deliveries')}?{urlencode({name: value for name, value in told.items() if value})}"

    def rows(self) -> list[Delivery]:
        """One more than a page: on their way by when they are due, the others by their numbers, the oldest first."""
        moment, number = self.after
        if self.show == "stuck":
            ids = kinds.stuck(self.to, self.why, after=number, most=PAGE + 1)
            return list(with_entries(Delivery.objects.filter(pk__in=ids)))
        rows = Delivery.objects.filter(dependency=self.to) if self.to else Delivery.objects.all()
        if self.show == "given_up":
            return list(with_entries(rows.filter(dead_letter__state="given_up", pk__gt=number))[: PAGE + 1])
        seen = EPOCH + timedelta(microseconds=moment)
        due = rows.filter(state=Delivery.State.DUE).filter(Q(due_at__gt=seen) | Q(due_at=seen, pk__gt=number))
        return list(with_entries(due).order_by("due_at", "pk")[: PAGE + 1])

    def beyond(self, last: Delivery) -> str:
        moment = (last.due_at - EPOCH) // timedelta(microseconds=1) if self.show == "due" else 0
        return self.url(after=f"{moment}.{last.pk}")


@require_POST
@staff_only(*STAFF)
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a stopped delivery again from its first attempt."""
    if not Delivery.objects.filter(pk=pk).exists():
        raise Http404
    dead_letters.retry(by=actor_of(request), deliveries=[pk])
    messages.success(request, _("We are trying it again."))
    return SeeOther(reverse("deliveries"))


@require_POST
@staff_only(*STAFF)
def retry_kind(request: HttpRequest) -> HttpResponse:
    """Try again what stopped for one reason: some at a time, so that a mistake about it does not become a storm."""
    to, why = request.POST.get("to", ""), request.POST.get("why", "")
    if to not in HEARERS or not KIND.fullmatch(why):
        raise Http404
    found = kinds.stuck(to, why, most=dead_letters.AT_ONCE)
    n = len(dead_letters.retry(by=actor_of(request), deliveries=found))
    messages.success(request, ngettext("We are trying %(n)s again.", "We are trying %(n)s again.", n) % {"n": n})
    return SeeOther(reverse("deliveries"))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(*MAY_GIVE_UP)
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Never try it again, and say why: the docket keeps who did."""
    rows = with_entries(Delivery.objects.filter(state=Delivery.State.STUCK))
    delivery = get_object_or_404(rows, pk=pk)
    form = GiveUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        dead_letters.give_up(by=actor_of(request), delivery=pk, reason=form.cleaned_data["reason"])
        messages.success(request, _("It will not be tried again."))
        return SeeOther(reverse("deliveries"))
    context = {"form": form, "o": owed([delivery])[0]}
    return render(request, "notices/reviewers/give_up.html", context, status=400 if form.errors else 200)


def role(request: HttpRequest) -> str:
    return str(actor_of(request).role)


def with_entries(rows: "QuerySet[Delivery]") -> "QuerySet[Delivery]":
    return rows.select_related("entry").order_by("pk")


def told(kind: kinds.Kind, asked: Asked) -> dict[str, Any]:
    return {
        "kind": kind,
        "hearer": hearer(kind.dependency),
        "why": kinds.plain(kind.example),
        "url": asked.url(to=kind.dependency, why=kind.key),
        "current": asked.why == kind.key,
    }


def owed(found: Sequence[Delivery]) -> list[Owed]:
    cases, reasons = cases_of(found), reasons_of(found)
    return [
        Owed(
            d,
            hearer(d.dependency),
            what(d),
            cases.get((d.entry.subject_type, d.entry.subject_id), ""),
            reasons.get(d.pk, ""),
        )
        for d in found
    ]


def hearer(dependency: str) -> str:
    return str(HEARERS.get(dependency, dependency))


def what(delivery: Delivery) -> str:
    entry = delivery.entry
    if entry.subject_type == "claim" and entry.step in TOLD:
        return str(TOLD[entry.step][2])
    return str(DONE.get(entry.step, f"{entry.subject_type}: {entry.step}"))


def reasons_of(found: Sequence[Delivery]) -> dict[int, str]:
    """Delivery → why it was given up, in the words of whoever did."""
    given_up = [d.pk for d in found if d.state == Delivery.State.GIVEN_UP]
    letters = dict(DeadLetter.objects.filter(delivery__in=given_up).values_list("pk", "delivery_id"))
    entries = Entry.objects.filter(subject_type="dead_letter", subject_id__in=letters, step="give_up").order_by("n")
    return {letters[entry.subject_id]: str(entry.facts.get("reason", "")) for entry in entries}


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
