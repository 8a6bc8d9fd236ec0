"""Calibration: what everybody labels, where we agree least; and the known cases that seniors choose."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import REVIEWERS, actor_of, staff_only
from docket.actors import Actor
from docket.errors import NotAllowed, Refused
from notices.forms.quality import KnownForm, WordsForm
from notices.models import BlindCase, KnownCase
from notices.quality import actions
from notices.quality import calibration as sets
from notices.views.reviewers.quality import counts, kind_of
from notices.views.reviewers.settling import side

MOST_OPEN = 50
MOST_SHOWN = 25


@require_http_methods(["GET", "POST"])
@staff_only(*REVIEWERS)
def calibration(request: HttpRequest) -> HttpResponse:
    """Labels of a case are shown to whoever has labelled it, and to seniors; never before."""
    by = actor_of(request)
    if request.method == "POST":
        return conclude(request, by)
    return page(request, by, WordsForm())


def conclude(request: HttpRequest, by: Actor) -> HttpResponse:
    case = get_object_or_404(sets.open_to_all(), public_id=request.POST.get("case", "").replace("\x00", ""))
    form = WordsForm(request.POST)
    if not form.is_valid():
        return page(request, by, form, chosen=case, status=422)
    try:
        actions.conclude(by=by, case=case, words=form.cleaned_data["words"])
    except Refused as refusal:
        return page(request, by, form, chosen=case, status=409, trouble=getattr(refusal, "reason", str(refusal)))
    messages.success(request, _("Kept, for everybody to read."))
    return HttpResponseRedirect(reverse("quality_calibration"), status=303)


def page(
    request: HttpRequest,
    by: Actor,
    form: WordsForm,
    *,
    chosen: BlindCase | None = None,
    status: int = 200,
    trouble: str = "",
) -> HttpResponse:
    cases = list(sets.open_to_all().select_related("claim__notice").order_by("pk")[:MOST_OPEN])
    left = set(sets.left_for(by.user_id).values_list("pk", flat=True)[:MOST_OPEN])
    over = BlindCase.objects.filter(state="concluded").select_related("claim__notice").order_by("-pk")[:MOST_SHOWN]
    context = {
        "rows": [row(each, left, by) for each in sets.consensus(cases)],
        **counts(by),
        "concluded": [{"case": case, "kind": kind_of(case)} for case in over],
        "form": form,
        "chosen": chosen.pk if chosen else 0,
        "trouble": trouble,
        "concludes": by.role == "senior",
    }
    return render(request, "notices/reviewers/quality_calibration.html", context, status=status)


def row(each: sets.Consensus, left: set[int], by: Actor) -> dict[str, Any]:
    """What was said of one case; nothing of it to whoever has still to label it."""
    hidden = each.case.pk in left
    said = [] if hidden else [{"n": n, **side("", label, "")} for label, n in each.labels]
    return {
        "case": each.case,
        "kind": kind_of(each.case),
        "n": each.n,
        "hidden": hidden,
        "share": "" if hidden or not each.n else f"{100 * each.share:.0f} %",
        "said": said,
    }


@require_http_methods(["GET", "POST"])
@staff_only("senior")
def known(request: HttpRequest) -> HttpResponse:
    """The known cases, and a form for one more."""
    form = KnownForm(request.POST if request.method == "POST" else None)
    trouble, status = "", 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            actions.make_known(
                by=actor_of(request),
                claim=data["claim"],
                outcome=data["outcome"],
                reason_code=data["reason"],
                why=data["why"],
            )
        except NotAllowed as refusal:
            trouble, status = refusal.reason, 409
        else:
            messages.success(request, _("Kept. It is dealt to reviewers from now on."))
            return HttpResponseRedirect(reverse("quality_known"), status=303)
    rows = KnownCase.objects.select_related("claim__notice", "claim__snapshot").prefetch_related("dealt")
    context = {"rows": [known_row(each) for each in rows[:100]], "form": form, "trouble": trouble}
    context |= counts(actor_of(request))
    return render(request, "notices/reviewers/quality_known.html", context, status=status)


def known_row(each: KnownCase) -> dict[str, Any]:
    done = [case for case in each.dealt.all() if case.state != "waiting"]
    return {"known": each, "done": len(done), "right": sum(case.state == "matched" for case in done)}


@require_POST
@staff_only("senior")
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """It is dealt no more."""
    actions.retire(by=actor_of(request), known=get_object_or_404(KnownCase, pk=pk))
    messages.success(request, _("It is dealt no more. What was labelled stays."))
    return HttpResponseRedirect(reverse("quality_known"), status=303)
