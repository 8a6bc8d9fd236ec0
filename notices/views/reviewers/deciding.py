"""Committing a decision: what was seen must still be true, and nothing that was typed is lost."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import REVIEWERS, staff_only
from docket.errors import NotAllowed, NotOpen, Stale
from docket.models import Entry
from notices import queues, rehearsing, timeline, undoing
from notices.forms.reviewing import VerdictForm
from notices.models import Claim
from notices.views.reviewers import ahead
from notices.views.reviewers.answers import to_case
from notices.views.reviewers.bench import BENCH
from notices.views.reviewers.desk import Desk, open_desk
from notices.views.reviewers.holding import asked_for, on_to_next
from notices.views.reviewers.workspace import fresh_form, page, refilled, shape, with_macro
from policy import regimes


@require_POST
@staff_only(*REVIEWERS)
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Decide this listing, or all undecided ones; then the next."""
    desk = asked_for(request, reference)
    if {"fill", "insert"} & request.POST.keys():
        return page(request, desk, with_words(desk, request.POST.dict()))
    if "retake" in request.POST:
        return retaken(request, desk)
    form = VerdictForm(request.POST, **shape(desk))
    if answer := not_now(request, desk, form):
        return answer
    if not form.is_valid():
        return page(request, desk, form, status=422)
    claims = covered(desk, form)
    try:
        verdict = form.verdict(many=len(claims) > 1)
        act = partial(form.chosen.deed, desk.by, claims, verdict, form.cleaned_data["versions"])
        if "preview" in request.POST:
            shown = rehearsing.letters_of(act, get_language() or "en")
            return page(request, reopened(desk), form, letters=shown)
        made = act()
    except (Stale, NotOpen):
        return overtaken(request, reopened(desk), form)
    except NotAllowed as refusal:
        trouble = {"title": _("This was not done"), "text": refusal.reason}
        return page(request, reopened(desk), form, status=409, trouble=trouble)
    said_done(request, form, claims, made)
    return ahead.shown(request, onwards(request, desk))


def with_words(desk: Desk, typed: dict[str, Any]) -> VerdictForm:
    """The form with the words that a button asked for: those of the reason, or of a macro."""
    return with_macro(desk, typed) if "insert" in typed else refilled(desk, typed, only_untouched=False)


def not_now(request: HttpRequest, desk: Desk, form: VerdictForm) -> HttpResponse | None:
    """Refusals that come before the form is read: changed meanwhile, not yours, no longer held."""
    form.is_valid()
    versions = getattr(form, "cleaned_data", {}).get("versions") or {}
    # First of all: somebody whose own other tab decided must read that, and not that they may not decide again.
    if versions.get(desk.claim.pk) != desk.claim.version:
        return overtaken(request, desk, form)
    if desk.barred:
        raise NotAllowed(str(desk.barred))
    if not desk.outcomes:
        return overtaken(request, desk, form)
    if desk.queue and not desk.mine:
        return hold_lost(request, desk, form)
    return None


def covered(desk: Desk, form: VerdictForm) -> list[Claim]:
    """The claims that this decision is about: those the reviewer saw as undecided, or the one in view."""
    if not form.cleaned_data.get("everywhere"):
        return [desk.claim]
    wanted = form.cleaned_data["versions"]
    claims = [c for c in desk.claims if c.pk in wanted]
    if form.chosen.value == "hear":
        claims = [c for c in claims if regimes.get(c.regime).hears_seller_first]
    if any(desk.barred_from(c) for c in claims):
        raise NotAllowed(_("You belong to one of the parties, so somebody else decides this."))
    return claims


def overtaken(request: HttpRequest, desk: Desk, form: VerdictForm) -> HttpResponse:
    """409: somebody or something was first. Says who did what, and keeps the words."""
    last = next(reversed(timeline.of_claims([desk.claim], "staff")), None)
    said = {"who": last.who, "what": last.words, "at": last.at} if last else {}
    chosen = desk_choice(form)
    trouble = {
        "title": _("Something happened since you opened this page"),
        "text": _("Nothing of yours was changed or lost. Your choice was: %(choice)s.") % {"choice": chosen}
        if chosen
        else _("Nothing of yours was changed or lost."),
        "typed": "" if desk.outcomes else form.data.get("text", ""),
        **said,
    }
    return page(request, desk, typed_again(desk, form), status=409, trouble=trouble)


def hold_lost(request: HttpRequest, desk: Desk, form: VerdictForm) -> HttpResponse:
    """409: the lease ran out or was never taken; nothing is decided without it."""
    text = _("%(name)s is working on it now.") % {"name": desk.holder} if desk.holder else _("Take it up and go on.")
    trouble = {"title": _("You do not hold this case"), "text": text, "retake": not desk.holder}
    return page(request, desk, typed_again(desk, form), status=409, trouble=trouble)


def retaken(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Hold the case again and go on with what was typed."""
    if desk.barred:
        raise NotAllowed(str(desk.barred))
    typed = VerdictForm(request.POST, **shape(desk))
    try:
        queues.take_up(by=desk.by, notice=desk.notice, queue=desk.queue)
    except NotAllowed as refusal:
        trouble = {"title": _("You do not hold this case"), "text": refusal.reason, "typed": typed.data.get("text", "")}
        return page(request, desk, typed_again(desk, typed), status=409, trouble=trouble)
    fresh = reopened(desk)
    return page(request, fresh, typed_again(fresh, typed))


def typed_again(desk: Desk, form: VerdictForm) -> VerdictForm:
    """A form for the case as it is now, with what was typed into the old one."""
    typed = ("outcome", "countries", "reason", "text", "filled", "note", "macros")
    kept: dict[str, Any] = {name: form.data[name] for name in typed if name in form.data}
    return fresh_form(desk, kept)


def desk_choice(form: VerdictForm) -> str:
    """The choice in words, also one that is no longer offered."""
    value = form.data.get("outcome", "")
    return next((str(o.title) for each in BENCH.values() for o in each if o.value == value), "")


def reopened(desk: Desk) -> Desk:
    return open_desk(desk.by, desk.notice.reference, ordinal=str(desk.claim.ordinal))


def said_done(request: HttpRequest, form: VerdictForm, claims: list[Claim], made: object) -> None:
    first = made[0] if isinstance(made, list) and made else None
    held = isinstance(first, Entry) and first.step in {"hold", "propose_reversal"}
    if undoing.offered(request.user.pk):  # the toast says it, and offers to undo it
        return
    what = _("Sent for a second look") if held else form.chosen.done
    count = ngettext("%(n)d listing", "%(n)d listings", len(claims)) % {"n": len(claims)}
    words = {"what": what, "count": count, "case": claims[0].notice.reference}
    messages.success(request, _("%(what)s: %(count)s of %(case)s.") % words)


def onwards(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The next undecided listing of this notice, otherwise the next case; or stay, if asked."""
    reference, queue = desk.notice.reference, desk.queue
    if "stay" in request.POST or not queue:
        return to_case(reference, listing=desk.claim.ordinal)
    waiting = Claim.objects.filter(notice=desk.notice).waiting_as(queues.BY_KEY[queue].states).order_by("ordinal")
    ordinals = list(waiting.values_list("ordinal", flat=True))
    if ordinals:
        after = next((n for n in ordinals if n > desk.claim.ordinal), ordinals[0])
        return to_case(reference, listing=after, queue=queue)
    return on_to_next(request, queue)
