"""Mandates for both sides: the list, one mandate, asking, granting, answering."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.keyset import cut
from docket import clock
from docket.errors import NotAllowed
from rights import mandate_words, uploads
from rights.actions import mandate as deeds
from rights.files import serving
from rights.forms.mandate import AnswerForm, GrantForm, ProposalForm
from rights.models import Mandate
from rights.views.access import (
    actor_of,
    administers,
    login_required,
    mandate_of,
    notifier,
    seen_version,
    sent_in,
    user_of,
)

PAGE = 50


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Who acts for this organisation, and for whom it acts; what waits for an answer first."""
    organisation, today = notifier(request), clock.today()
    mine = Mandate.objects.filter(Q(owner=organisation) | Q(agent=organisation)).select_related("owner", "agent")
    rows, links = cut(request, mine.prefetch_related("rights"), PAGE, {})
    cards = [mandate_words.card(m, "owner" if m.owner_id == organisation.pk else "agent", today) for m in rows]
    context = {
        "given": in_order([card for card in cards if card["side"] == "owner"]),
        "held": in_order([card for card in cards if card["side"] == "agent"]),
        **links,
        "may": administers(request),
        "owns": organisation.kind == organisation.Kind.OWNER,
        "number": organisation.public_id,
    }
    return render(request, "rights/mandates/index.html", context)


def in_order(cards: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(cards, key=lambda card: mandate_words.ORDER.index(card["mandate"].state))


@login_required
@require_GET
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is granted, by whom and since when; what happened; what can be done."""
    mandate, side = mandate_of(request, public_id)
    form = AnswerForm(mandate=mandate, owner=notifier(request)) if side == "owner" else None
    return page(request, mandate, side, form)


def page(request: HttpRequest, mandate: Mandate, side: str, form: AnswerForm | None, status: int = 200) -> HttpResponse:
    today = clock.today()
    may = administers(request)
    context = {
        **mandate_words.card(mandate, side, today),
        "entries": mandate_words.story(mandate, side),
        "may": may,
        "form": form,
        "can_answer": may and side == "owner" and mandate.state == "proposed",
        "can_end": may and (mandate.state == "alive" or (side == "agent" and mandate.state == "proposed")),
        "can_renew": may and mandate.confirmed_at is not None and mandate.owner_id is not None,
    }
    return render(request, "rights/mandates/detail.html", context, status=status)


@login_required
@require_GET
def letter(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The letter of authority, for both sides of it."""
    mandate, _side = mandate_of(request, public_id)
    if mandate.letter is None:
        raise Http404
    return serving.original(mandate.letter, by=actor_of(request), why=f"mandate {mandate.public_id}", addressed=True)


@login_required
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """An agent asks an owner. What the agent sees does not depend on whether the owner is known here."""
    renews = renewed(request, "agent")
    form = ProposalForm(*sent_in(request), agent=notifier(request), renews=renews)
    return begin(request, form, "rights/mandates/propose.html", lambda made: deeds.propose(**made))


@login_required
@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest) -> HttpResponse:
    """An owner grants a mandate of its own accord."""
    renews = renewed(request, "owner")
    preset = {} if renews else {"agent": request.GET.get("agent", "")[:200]}
    form = GrantForm(*sent_in(request), owner=notifier(request), renews=renews, initial=preset)
    return begin(request, form, "rights/mandates/grant.html", lambda made: deeds.grant(**made))


def renewed(request: HttpRequest, side: str) -> Mandate | None:
    """The mandate that is to be renewed, where the address names one that stood once."""
    public_id = request.POST.get("renews") or request.GET.get("renews") or ""
    if not public_id:
        return None
    mandate, stands = mandate_of(request, public_id)
    if stands != side or mandate.owner is None or mandate.confirmed_at is None:
        raise Http404
    return mandate


def begin(request: HttpRequest, form: Any, template: str, deed: Any) -> HttpResponse:
    """Make the mandate of a form, or show the form with what was typed."""
    if request.method == "POST" and form.is_valid():
        made = stored(request, form, deed)
        if made is not None:
            messages.success(request, _("Sent. We tell you when the owner has answered.") if made.state == "proposed"
                             else _("Granted. Both sides are told."))  # fmt: skip
            return see(made)
    context = {"form": form, "renews": form.renews, "may": administers(request)}
    return render(request, template, context, status=400 if form.errors else 200)


def stored(request: HttpRequest, form: Any, deed: Any) -> Mandate | None:
    by = actor_of(request)
    letters = uploads.keep(form, "letter", by=by)
    if form.errors:
        return None
    mandate = Mandate(**form.facts(), letter=letters[0] if letters else None, language=user_of(request).language)
    try:
        deed({"by": by, "mandate": mandate, "rights": form.rights})
    except NotAllowed as refused:
        form.add_error(None, refused.reason)
        return None
    return mandate


def see(mandate: Mandate) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("mandate", args=[mandate.public_id]), status=303)


@login_required
@require_POST
def confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """The owner's yes, for all that was asked or for fewer rights."""
    mandate, side = mandate_of(request, public_id)
    if side != "owner":
        raise Http404
    form = AnswerForm(request.POST, mandate=mandate, owner=notifier(request))
    if not form.is_valid():
        return page(request, mandate, side, form, 400)
    scope = deeds.Scope(form.cleaned_data["scope"] == "all", form.rights)
    deeds.confirm(by=actor_of(request), mandate=mandate, scope=scope, after=seen_version(request))
    messages.success(request, _("Granted. Both sides are told."))
    return see(mandate)


@login_required
@require_POST
def decline(request: HttpRequest, public_id: str) -> HttpResponse:
    """The owner's no."""
    mandate, side = mandate_of(request, public_id)
    if side != "owner":
        raise Http404
    deeds.decline(by=actor_of(request), mandate=mandate, after=seen_version(request))
    messages.success(request, _("Declined. The agent is told; nothing was granted."))
    return see(mandate)
