"""What is done with an endpoint: each a form of one button, one action, and back to its page."""

from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts import proof
from accounts.access import View, actor_of, admins_only
from accounts.models import Organisation
from docket import clock
from docket.errors import NotAllowed
from notifications.webhooks import actions
from notifications.webhooks.forms import CodeForm, MoveForm, RotationForm, SinceForm, WantedForm
from notifications.webhooks.models import Endpoint
from notifications.webhooks.views.pages import endpoint_of, page


def proven_first(view: View) -> View:
    """Ask for a proof of oneself; but first whether there is such an endpoint, so that strangers learn nothing."""
    demanded = proof.demanded(view)

    @wraps(view)
    def guarded(request: HttpRequest, organisation: Organisation, public_id: str) -> HttpResponseBase:
        endpoint_of(organisation, public_id)
        return demanded(request, organisation, public_id)

    return guarded


@admins_only
@require_POST
def deed(request: HttpRequest, organisation: Organisation, public_id: str, name: str) -> HttpResponse:
    """A deed that needs no words: try it out, challenge it again, switch it off or on, take it away."""
    if name not in PLAIN:
        raise Http404
    endpoint = endpoint_of(organisation, public_id)
    act, words = PLAIN[name]
    act(by=actor_of(request), endpoint=endpoint)
    messages.success(request, words())
    return back(endpoint) if name != "remove" else HttpResponseRedirect(reverse("webhooks"), status=303)


PLAIN: dict[str, tuple[Any, Any]] = {
    "test": (actions.test, lambda: _("A test event is on its way. Reload this page in a moment.")),
    "challenge": (actions.challenge, lambda: _("The code is sent to the address again. Reload this page in a moment.")),
    "disable": (actions.disable, lambda: _("Nothing is sent to it any more.")),
    "enable": (actions.enable, lambda: _("It gets events again. What it has missed can be sent again below.")),
    "remove": (actions.remove, lambda: _("The endpoint is removed and its secret forgotten.")),
}


def back(endpoint: Endpoint) -> HttpResponse:
    return HttpResponseRedirect(reverse("webhook", args=[endpoint.public_id]), status=303)


@admins_only
@require_POST
def prove(request: HttpRequest, organisation: Organisation, public_id: str) -> HttpResponse:
    endpoint, form = endpoint_of(organisation, public_id), CodeForm(request.POST)
    if form.is_valid():
        try:
            actions.prove(by=actor_of(request), endpoint=endpoint, code=form.cleaned_data["code"])
        except NotAllowed as refused:
            form.add_error("code", str(refused.reason))
        else:
            messages.success(request, _("The address is yours. It gets events from now on."))
            return back(endpoint)
    return page(request, endpoint, 400, code=form, wrong=form)


@admins_only
@require_POST
def amend(request: HttpRequest, organisation: Organisation, public_id: str) -> HttpResponse:
    endpoint, form = endpoint_of(organisation, public_id), WantedForm(request.POST)
    if not form.is_valid():
        return page(request, endpoint, 400, wanted=form, wrong=form)
    actions.amend(by=actor_of(request), endpoint=endpoint, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return back(endpoint)


@admins_only
@proven_first
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, organisation: Organisation, public_id: str) -> HttpResponse:
    endpoint, form = endpoint_of(organisation, public_id), MoveForm(request.POST)
    if request.method == "GET":  # after a proof: the form is on the endpoint's page
        return back(endpoint)
    if form.is_valid():
        try:
            actions.move(by=actor_of(request), endpoint=endpoint, target=form.target)
        except NotAllowed as refused:
            form.add_error("url", str(refused.reason))
        else:
            messages.success(request, _("A code is sent to the new address."))
            return back(endpoint)
    return page(request, endpoint, 400, move=form, wrong=form)


@admins_only
@proven_first
@require_http_methods(["GET", "POST"])
def rotate(request: HttpRequest, organisation: Organisation, public_id: str) -> HttpResponse:
    """The new secret is on the answer and nowhere else."""
    endpoint, form = endpoint_of(organisation, public_id), RotationForm(request.POST)
    if request.method == "GET":  # after a proof: the form is on the endpoint's page
        return back(endpoint)
    if not form.is_valid():
        return page(request, endpoint, 400, rotation=form, wrong=form)
    hours = int(form.cleaned_data["overlap"])
    secret = actions.rotate(by=actor_of(request), endpoint=endpoint, overlap_hours=hours)
    endpoint.refresh_from_db()
    return render(request, "webhooks/secret.html", {"endpoint": endpoint, "secret": secret})


@admins_only
@require_POST
def resend(request: HttpRequest, organisation: Organisation, public_id: str) -> HttpResponse:
    endpoint, form = endpoint_of(organisation, public_id), SinceForm(request.POST)
    if not form.is_valid():
        return page(request, endpoint, 400, again=form, wrong=form)
    since, everything = clock.real() - form.hours(), form.cleaned_data["everything"]
    count = actions.resend_since(by=actor_of(request), endpoint=endpoint, since=since, everything=everything)
    words = ngettext("%(count)s event is sent again.", "%(count)s events are sent again.", count)
    messages.success(request, words % {"count": count})
    return back(endpoint)
