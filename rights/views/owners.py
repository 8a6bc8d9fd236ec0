"""The owner's rights: the list, one right, entering and correcting it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from docket import clock
from docket.take import may
from rights import actions, numbers, uploads
from rights.forms.right import RightForm, initial_of
from rights.mandates import owners_for
from rights.models import IPRight
from rights.views.access import actor_of, login_required, notifier, right_of, sent_in
from rights.words import card, state_for_owner

ORDER = {"refused": 0, "submitted": 1, "verified": 1, "expired": 2, "withdrawn": 3}


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every right this organisation may use."""
    today = clock.now().date()
    usable = IPRight.objects.usable_by(notifier(request), today).select_related("organisation").distinct()
    rights = sorted(usable, key=lambda right: (ORDER[right.state], right.title.casefold()))
    return render(request, "rights/index.html", {"cards": [card(right, today) for right in rights]})


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a right. With ?next= the page it was called from goes on with it."""
    owners = owners_for(notifier(request))
    form = RightForm(*sent_in(request), owners=owners, initial={"kind": "trademark"})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data.get("owner")
        owner = next((each for each in owners if each.public_id == chosen), owners[0])
        proofs = uploads.keep(form, "proofs", by=actor_of(request))
        if form.is_valid():
            right = IPRight(organisation=owner, **form.facts())
            actions.register(by=actor_of(request), right=right, proofs=proofs)
            messages.success(request, _("%(title)s is saved. You can report listings with it now.") % {"title": right})
            return HttpResponseRedirect(way_on(request, right), status=303)
    context = {"form": form, "next": next_of(request), "hint": number_hint(form)}
    return render(request, "rights/edit.html", context, status=400 if form.errors else 200)


def next_of(request: HttpRequest) -> str:
    """Where to go afterwards; only an address of this portal."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts=None) and url.startswith("/") else ""


def way_on(request: HttpRequest, right: IPRight) -> str:
    url = next_of(request)
    return f"{url}?right={right.public_id}" if url else reverse("right", args=[right.public_id])


def number_hint(form: RightForm) -> str:
    said: dict[str, Any] = getattr(form, "cleaned_data", {})
    return numbers.doubt(said.get("kind", ""), said.get("office", ""), said.get("number", ""))


@login_required
@require_GET
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One right: its facts, its state, what can be done."""
    right, actor = right_of(request, public_id), actor_of(request)
    open_steps = [name for name in ("amend", "withdraw") if may(right.procedure[name], right, actor)]
    context = {
        **card(right, clock.now().date()),
        "proofs": right.proofs.filter(organisation=notifier(request)).order_by("pk"),
        "open": open_steps,
        "doubt": numbers.doubt(right.kind, right.office, right.number),
        "entries": [
            {"text": state_for_owner(entry.target, entry.step), "at": entry.at, "tone": "neutral"}
            for entry in right.entries().order_by("-n")
        ],
    }
    return render(request, "rights/detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Correct or renew a right; a reviewer looks at it again."""
    right = right_of(request, public_id)
    form = RightForm(*sent_in(request), initial=initial_of(right))
    if request.method == "POST" and form.is_valid():
        proofs = uploads.keep(form, "proofs", by=actor_of(request))
        if form.is_valid():
            after = int(said) if (said := request.POST.get("version", "")).isdecimal() else None
            actions.amend(by=actor_of(request), right=right, changes=form.facts(), proofs=proofs, after=after)
            messages.success(request, _("Saved. A reviewer looks at it again; you can go on using it."))
            return HttpResponseRedirect(reverse("right", args=[right.public_id]), status=303)
    context = {"form": form, "right": right, "hint": number_hint(form)}
    return render(request, "rights/edit.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a right out of use here."""
    right = right_of(request, public_id)
    actions.withdraw(by=actor_of(request), right=right)
    messages.success(request, _("%(title)s is no longer used here. Notices already sent stand.") % {"title": right})
    return HttpResponseRedirect(reverse("rights"), status=303)
