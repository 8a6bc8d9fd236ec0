"""Passing a case on: to a named colleague, asking for one, keeping it; and a break."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import REVIEWERS, actor_of, staff_only, user_of
from docket.errors import NotAllowed, Refused
from notices import actions, colleagues
from notices.forms.handing import AskForm, HandOverForm
from notices.models import HandOver
from notices.views.reviewers.answers import SeeOther, to_case, to_queue
from notices.views.reviewers.company import takers_from
from notices.views.reviewers.desk import Desk
from notices.views.reviewers.holding import asked_for
from notices.views.reviewers.workspace import fresh_form, page


@require_POST
@staff_only(*REVIEWERS)
def hand_over(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the case to a colleague; the list follows, for it is not ours any more."""
    desk = asked_for(request, reference)
    if not desk.queue:
        return gone(request, desk)
    form = HandOverForm(request.POST, takers=takers_from(desk))
    if not form.is_valid():
        return page(request, desk, fresh_form(desk), status=422, more={"hand_form": form, "has_errors": True})
    try:
        actions.hand_over(
            by=desk.by, notice=desk.notice, queue=desk.queue, to=form.taker, text=form.cleaned_data["text"]
        )
    except Refused as refusal:
        return refused(request, desk, refusal)
    words = {"case": reference, "name": form.taker}
    messages.success(request, _("%(case)s is with %(name)s now, and they have been told.") % words)
    return to_queue(desk.queue)


@require_POST
@staff_only(*REVIEWERS)
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask whoever works on it to hand it over."""
    desk, form = asked_for(request, reference), AskForm(request.POST)
    if not desk.queue:
        return gone(request, desk)
    if not form.is_valid():
        return page(request, desk, fresh_form(desk), status=422, more={"ask_form": form, "has_errors": True})
    try:
        row = actions.ask_for(by=desk.by, notice=desk.notice, queue=desk.queue, text=form.cleaned_data["text"])
    except Refused as refusal:
        return refused(request, desk, refusal)
    messages.success(request, _("%(name)s has been asked.") % {"name": row.giver})
    return to_case(reference, listing=desk.claim.ordinal)


@require_POST
@staff_only(*REVIEWERS)
def keep(request: HttpRequest, reference: str) -> HttpResponse:
    """Go on with a case that a colleague asked for."""
    desk, which = asked_for(request, reference), request.POST.get("asked", "")
    pk = int(which) if which.isdecimal() and len(which) < 19 else 0
    row = HandOver.objects.filter(pk=pk, notice=desk.notice).select_related("taker").first()
    if row is None:
        raise Http404
    try:
        actions.keep(by=desk.by, asked=row)
    except Refused as refusal:
        return refused(request, desk, refusal)
    messages.success(request, _("You keep the case, and %(name)s has been told.") % {"name": row.taker})
    return to_case(reference, listing=desk.claim.ordinal)


@require_POST
@staff_only(*REVIEWERS)
def rest(request: HttpRequest) -> HttpResponse:
    """Begin or end one's own break."""
    by = actor_of(request)
    if "end" in request.POST:
        colleagues.at_work(by)
        messages.success(request, _("Welcome back. Cases can be given to you again."))
    else:
        actions.take_break(by=by, user=user_of(request))
        messages.success(request, _("Enjoy your break. What you held is back in the queue."))
    return SeeOther(reverse("my_work"))


def gone(request: HttpRequest, desk: Desk) -> HttpResponse:
    messages.warning(request, _("Nothing is open here any more."))
    return to_case(desk.notice.reference, listing=desk.claim.ordinal)


def refused(request: HttpRequest, desk: Desk, refusal: Refused) -> HttpResponse:
    """In the words of the guard; somebody was quicker otherwise."""
    text = refusal.reason if isinstance(refusal, NotAllowed) else _("Something happened here meanwhile. Look again.")
    messages.warning(request, text)
    return to_case(desk.notice.reference, listing=desk.claim.ordinal)
