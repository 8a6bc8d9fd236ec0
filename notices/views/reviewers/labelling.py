"""Labelling a blind case: right and listing as they were sealed, and nothing that tells how it was decided."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import REVIEWERS, actor_of, staff_only
from docket import clock
from docket.actors import Actor
from docket.errors import Refused
from notices import checks_strip, showing
from notices.forms.quality import HIDE, KEEP, REMOVE, LabelForm
from notices.models import BlindCase, Claim
from notices.quality import actions, calibration
from notices.views.reviewers import papers
from policy import regimes

KEYS = {REMOVE: "r", HIDE: "h", KEEP: "d"}


@require_POST
@staff_only(*REVIEWERS)
def start_next(request: HttpRequest) -> HttpResponse:
    """The oldest one that this person may label; with `set` the next that everybody labels."""
    return on_to_next(request, everybody="set" in request.POST)


def on_to_next(request: HttpRequest, *, everybody: bool) -> HttpResponse:
    by = actor_of(request)
    case = calibration.left_for(by.user_id).first() if everybody else actions.start_next(by=by)
    if case is None:
        messages.info(request, _("Nothing more is waiting for a label of yours."))
        return HttpResponseRedirect(reverse("quality"), status=303)
    return HttpResponseRedirect(reverse("quality_label", args=[case.public_id]), status=303)


@require_http_methods(["GET", "POST"])
@staff_only(*REVIEWERS)
def label(request: HttpRequest, public_id: str) -> HttpResponse:
    """Read it and label it; then the next. 404 for whoever may not, as if there were no such case."""
    by = actor_of(request)
    case = asked_for(by, public_id)
    claim = Claim.objects.with_papers().select_related("notice__right__image", "listing__seller").get(pk=case.claim_id)
    form = LabelForm(request.POST if request.method == "POST" else None, claim=claim)
    if not form.is_bound or not form.is_valid():
        return page(request, case, claim, form, status=422 if form.is_bound else 200)
    everybody = case.kind == BlindCase.Kind.CALIBRATION or case.state == "disputed"
    try:
        actions.label(by=by, case=case, said=form.said, note=form.cleaned_data["note"])
    except Refused as refusal:
        said = getattr(refusal, "reason", _("Somebody was first. Nothing of yours was kept."))
        return page(request, case, claim, form, status=409, trouble=said)
    messages.success(request, _("Your label is kept. It changes nothing in the case."))
    return on_to_next(request, everybody=everybody)


def asked_for(by: Actor, public_id: str) -> BlindCase:
    """A case in this person's hands, or one that everybody labels and this person has not."""
    held = BlindCase.objects.filter(state="waiting", held_by=by.user_id)
    case = held.filter(public_id=public_id).first()
    case = case or calibration.left_for(by.user_id).filter(public_id=public_id).first()
    if case is None:
        raise Http404
    return case


def page(
    request: HttpRequest, case: BlindCase, claim: Claim, form: LabelForm, *, status: int = 200, trouble: str = ""
) -> HttpResponse:
    context = {"case": case, "form": form, "keys": KEYS, "trouble": trouble, **blind(case, claim)}
    return render(request, "notices/reviewers/quality_label.html", context, status=status)


def blind(case: BlindCase, claim: Claim) -> dict[str, Any]:
    """What was known when it was decided, by the words of the parties; no state, no history, no reference."""
    notice, decided = claim.notice, case.decision.decided_at or clock.now()
    return {
        "claim": claim,
        "kind": notice.get_claim_type_display(),
        "checks": checks_strip.of(claim, papers.found(claim, decided.date(), ())),
        "sides": [papers.right_side(notice, blind=True), papers.sealed_side(claim, blind=True)],
        "marked": showing.of(list(claim.regions.all()), claim.snapshot.content, showing.url_for_reviewer),
        "evidence": [*notice.evidence.all(), *claim.evidence.all()],
        "explanation": claim.explanation or notice.explanation,
        "answers": list(claim.counter_notices.filter(received_at__lt=decided).prefetch_related("evidence")),
        "regime": regimes.get(claim.regime),
    }
