"""Deciding like cases together: choose them, see what would happen, then do it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import REVIEWERS, actor_of, staff_only
from docket.errors import NotAllowed, NotOpen, Stale
from notices import actions
from notices.forms.reviewing import VerdictForm
from notices.many.like import waiting_like
from notices.many.sorting import Sorted, sort
from notices.models import Claim
from notices.views.reviewers.answers import to_case, to_queue
from notices.views.reviewers.bench import BENCH
from notices.views.reviewers.desk import Desk, open_desk
from notices.views.reviewers.workspace import first_words, seen
from policy.load import book

OUTCOMES = [o for o in BENCH["submitted"] if o.value in ("remove", "keep")]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(*REVIEWERS)
def many(request: HttpRequest, reference: str) -> HttpResponse:
    """The like cases of one that is held; a POST shows what would happen, and with `commit` it does."""
    asked = request.POST if request.method == "POST" else request.GET
    desk = open_desk(actor_of(request), reference, ordinal=asked.get("listing", ""))
    if desk.barred or not desk.mine or desk.claim.state != "submitted":
        messages.warning(request, desk.barred or _("Take the case up first: it is the one that the others are like."))
        return to_case(reference, listing=desk.claim.ordinal)
    lead = Claim.objects.with_papers().get(pk=desk.claim.pk)
    like = waiting_like(lead)
    if request.method != "POST":
        return page(request, desk, like, blank(desk))
    form = VerdictForm(request.POST, claim=desk.claim, outcomes=OUTCOMES)
    if not form.is_valid():
        return page(request, desk, like, form, status=422)
    wanted = set(request.POST.getlist("with"))
    chosen = [claim for claim, _by in like if str(claim.pk) in wanted]
    verdict, uphold = form.verdict(many=True), form.chosen.value == "remove"
    try:
        found = sort(by=desk.by, lead=lead, chosen=chosen, verdict=verdict, uphold=uphold)
    except NotAllowed as refusal:  # this one needs a second person, and so do those that are decided with it
        return page(request, desk, like, form, trouble=refusal.reason, status=409)
    if "commit" not in request.POST:
        return page(request, desk, like, form, found=found)
    after = form.cleaned_data["versions"]
    together = [lead, *(claim for claim in chosen if claim.pk in after)]
    try:
        made = actions.decide_many(by=desk.by, lead=lead, claims=together, uphold=uphold, verdict=verdict, after=after)
    except (Stale, NotOpen, NotAllowed) as refusal:
        text = refusal.reason if isinstance(refusal, NotAllowed) else _("Something happened since: look again.")
        return page(request, desk, like, form, found=found, trouble=text, status=409)
    said = ngettext("%(n)d listing was decided.", "%(n)d listings were decided.", len(made))
    messages.success(request, said % {"n": len(made)})
    return to_queue(desk.queue)


def blank(desk: Desk) -> VerdictForm:
    begin = {**first_words(desk), "listing": desk.claim.ordinal, "versions": seen([desk.claim])}
    return VerdictForm(initial=begin, claim=desk.claim, outcomes=OUTCOMES)


def page(
    request: HttpRequest,
    desk: Desk,
    like: list[tuple[Claim, str]],
    form: VerdictForm,
    *,
    found: Sorted | None = None,
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    chosen = set(request.POST.getlist("with")) if request.method == "POST" else {str(c.pk) for c, _by in like}
    context: Mapping[str, Any] = {
        "desk": desk,
        "form": form,
        "rows": [(claim, by, str(claim.pk) in chosen) for claim, by in like],
        "found": found,
        "versions": seen(found.going) if found else "",
        "trouble": trouble,
        "most": book().thresholds.batch.most,
        "keys": {o.value: o.key for o in OUTCOMES},
        "has_errors": bool(form.errors),
    }
    return render(request, "notices/reviewers/many.html", dict(context), status=status)
