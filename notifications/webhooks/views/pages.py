"""All endpoints, one endpoint, one delivery: what is looked at."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts import proof
from accounts.access import actor_of, admins_only
from accounts.keyset import cut
from accounts.models import Organisation
from docket.errors import NotAllowed
from notifications.webhooks import actions, events
from notifications.webhooks.forms import CodeForm, MoveForm, NewForm, RotationForm, SinceForm, WantedForm, wanted
from notifications.webhooks.models import Attempt, Dispatch, Endpoint
from notifications.webhooks.rules import rules

A_PAGE = 25
TONES = {"alive": "ok", "unproven": "wait", "disabled": "stopped", "removed": "neutral"}
STATES = {
    "unproven": lazy("Waits for its code"),
    "alive": lazy("Gets events"),
    "disabled": lazy("Switched off"),
    "removed": lazy("Removed"),
}


def endpoint_of(organisation: Organisation, public_id: str) -> Endpoint:
    rows = Endpoint.objects.of(organisation.pk).select_related("organisation")
    found = rows.filter(public_id=public_id[:40].replace("\x00", "")).first()
    if found is None:
        raise Http404
    return found


def seen(endpoint: Endpoint) -> dict[str, Any]:
    """An endpoint and how it is doing, in words."""
    failing = endpoint.state == "alive" and endpoint.failing_since is not None
    return {
        "endpoint": endpoint,
        "tone": "wait" if failing else TONES[endpoint.state],
        "state_words": _("Fails at the moment") if failing else STATES[endpoint.state],
        "failing": failing,
    }


@proof.demanded
@admins_only
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """All endpoints and a form for a new one. The secret is on the answer to the form and nowhere else."""
    form = NewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            endpoint, secret = actions.add(
                by=actor_of(request),
                organisation=organisation,
                target=form.target,
                name=form.cleaned_data["name"],
                types=form.cleaned_data["types"],
                live=form.cleaned_data["mode"] == "live",
            )
        except NotAllowed as refused:
            form.add_error("url", str(refused.reason))
        else:
            return render(request, "webhooks/secret.html", {"endpoint": endpoint, "secret": secret, "new": True})
    rows = Endpoint.objects.of(organisation.pk).order_by("-pk")
    context = {"form": form, "endpoints": [seen(each) for each in rows], "most": rules().endpoints}
    return render(request, "webhooks/index.html", context, status=400 if form.errors else 200)


@admins_only
@require_GET
def webhook(request: HttpRequest, organisation: Organisation, public_id: str) -> HttpResponse:
    """One endpoint, what was sent to it lately, and everything that can be done with it."""
    return page(request, endpoint_of(organisation, public_id))


def page(request: HttpRequest, endpoint: Endpoint, status: int = 200, **forms: Any) -> HttpResponse:
    shown, links = deliveries(request, endpoint)
    lately = endpoint.attempts.filter(dispatch=None).order_by("-pk").first()
    context = {
        **seen(endpoint),
        "deliveries": shown,
        **links,
        "chosen": request.GET.get("state", ""),
        "challenged": lately,
        "wanted": WantedForm(initial=wanted(endpoint)),
        "move": MoveForm(),
        "code": CodeForm(),
        "again": SinceForm(),
        "rotation": RotationForm(),
        **forms,
    }
    return render(request, "webhooks/webhook.html", context, status=status)


def deliveries(request: HttpRequest, endpoint: Endpoint) -> tuple[list[Dispatch], dict[str, str]]:
    """Newest first, paged by key."""
    rows, state = Dispatch.objects.filter(endpoint=endpoint).select_related("event"), request.GET.get("state", "")
    asked = {"state": state} if state in Dispatch.State.values else {}
    shown, links = cut(request, rows.filter(**asked), A_PAGE, asked)
    for each in shown:
        each.endpoint = endpoint
    return shown, links


@admins_only
@require_http_methods(["GET", "POST"])
def delivery(request: HttpRequest, organisation: Organisation, public_id: str) -> HttpResponse:
    """One event on its way to one endpoint: what is sent, and each try. The button sends it again."""
    mine = Endpoint.objects.of(organisation.pk)
    rows = Dispatch.objects.with_story().filter(endpoint__in=mine)
    found = rows.filter(public_id=public_id[:40].replace("\x00", "")).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        actions.resend(by=actor_of(request), dispatch=found)
        return HttpResponseRedirect(reverse("webhook_delivery", args=[found.public_id]), status=303)
    event = found.event
    context = {
        **seen(found.endpoint),
        "delivery": found,
        "body": events.body(event.type, event.at, event.data),
        "tries": [{"attempt": each, "good": each.outcome == Attempt.Outcome.TAKEN} for each in found.attempts.all()],
    }
    return render(request, "webhooks/delivery.html", context)
