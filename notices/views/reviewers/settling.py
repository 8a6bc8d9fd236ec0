"""What came of labels that differ: a senior says which was right; who is concerned may dispute it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import REVIEWERS, actor_of, staff_only
from docket.actors import Actor
from docket.errors import Refused
from notices.forms.quality import FindingForm, WordsForm
from notices.models import BlindCase
from notices.quality import actions, comparing
from notices.views.reviewers.quality import counts, kind_of
from policy import reasons

A_PAGE = 25


@require_GET
@staff_only("senior")
def differences(request: HttpRequest) -> HttpResponse:
    """What waits for a senior, the oldest first, cut by key."""
    after = request.GET.get("after", "")
    rows = BlindCase.objects.filter(state="differing").select_related("claim__notice", "decision", "known")
    if after.isascii() and after.isdigit() and len(after) < 18:
        rows = rows.filter(pk__gt=int(after))
    found = list(rows.prefetch_related("labels").order_by("pk")[: A_PAGE + 1])
    shown = found[:A_PAGE]
    context = {
        "rows": [{"case": case, "kind": kind_of(case), "error": suspected(case)} for case in shown],
        "next_url": f"?after={shown[-1].pk}" if len(found) > A_PAGE else "",
        **counts(actor_of(request)),
    }
    return render(request, "notices/reviewers/quality_differences.html", context)


def suspected(case: BlindCase) -> Any:
    """The kind of error of the first label, if the second is right."""
    label = next(iter(case.labels.all()), None)
    error = comparing.error_of(comparing.first(case), comparing.of_label(label)) if label else ""
    return comparing.ERRORS.get(error, "")


@require_http_methods(["GET", "POST"])
@staff_only(*REVIEWERS)
def found(request: HttpRequest, public_id: str) -> HttpResponse:
    """Both labels side by side, without names, and what can be done now. 404 for whom it does not concern."""
    by = actor_of(request)
    case = asked_for(by, public_id)
    form = form_of(request, case)
    if form.is_bound and request.POST.get("state", case.state) != case.state:
        # Another deed is open now than the one that was meant.
        said = _("Somebody was first. Look at what they found.")
        return page(request, by, case, form, status=409, trouble=said)
    if not form.is_bound or not form.is_valid():
        return page(request, by, case, form, status=422 if form.is_bound else 200)
    try:
        done(by, case, form.cleaned_data)
    except Refused as refusal:
        said = getattr(refusal, "reason", _("Somebody was first. Look at what they found."))
        return page(request, by, asked_for(by, public_id), form, status=409, trouble=said)
    messages.success(request, _("Kept. The case itself is as it was."))
    return HttpResponseRedirect(reverse("quality_found", args=[public_id]), status=303)


def asked_for(by: Actor, public_id: str) -> BlindCase:
    rows = BlindCase.objects.select_related("claim__notice", "decision", "known").prefetch_related("labels")
    case = rows.filter(public_id=public_id).first()
    if case is None or not concerns(by, case):
        raise Http404
    return case


def concerns(by: Actor, case: BlindCase) -> bool:
    """Seniors see what differs; who decided or labelled it sees it once a senior has found something."""
    labelled = {label.by_id for label in case.labels.all()}
    if case.state == "waiting":
        return False  # whoever has still to label it must not know
    if by.role == "senior":
        return True
    return case.state != "differing" and (mine(by, case) or by.user_id in labelled)


def mine(by: Actor, case: BlindCase) -> bool:
    return case.decision.by_id == by.user_id


def form_of(request: HttpRequest, case: BlindCase) -> FindingForm | WordsForm:
    data = request.POST if request.method == "POST" else None
    return FindingForm(data) if case.state == "differing" else WordsForm(data)


def done(by: Actor, case: BlindCase, typed: dict[str, Any]) -> None:
    """The one deed that is open in this state."""
    if case.state == "differing":
        second = typed["right"] == "second"
        actions.settle(by=by, case=case, second_right=second, error=typed["error"], words=typed["words"])
    elif case.state == "settled":
        actions.dispute(by=by, case=case, words=typed["words"])
    else:
        actions.conclude(by=by, case=case, words=typed["words"])


def page(
    request: HttpRequest,
    by: Actor,
    case: BlindCase,
    form: FindingForm | WordsForm,
    *,
    status: int = 200,
    trouble: str = "",
) -> HttpResponse:
    label = next(iter(case.labels.all()), None)
    decided = case.claim.decisions.values_list("by", flat=True)
    deciders = {*decided, *(each.by_id for each in case.labels.all())}
    open_now = {
        "differing": by.role == "senior" and by.user_id not in deciders,
        "settled": True,
        "disputed": by.role == "senior",
    }
    context = {
        "case": case,
        "kind": kind_of(case),
        "form": form,
        "trouble": trouble,
        "meaning": case.procedure.states[case.state],
        "may_act": open_now.get(case.state, False),
        "error": comparing.ERRORS.get(case.error, ""),
        "labels": [
            side(_("What seniors say") if case.known else _("First decision"), comparing.first(case), why_of(case)),
            side(_("Second label"), comparing.of_label(label), label.note) if label else None,
        ],
    }
    return render(request, "notices/reviewers/quality_found.html", context, status=status)


def why_of(case: BlindCase) -> str:
    return case.known.why if case.known else case.decision.private_note


def side(title: str, said: comparing.Said, note: str) -> dict[str, Any]:
    outcome = _("Keep: not upheld") if said.outcome == "rejected" else _("Remove")
    outcome = _("Hide in some countries") if said.partly else outcome
    reason = next((each for each in reasons.all() if each.code == said.reason_code), None)
    words = f"{said.reason_code} {_(reason.title)}" if reason else said.reason_code
    return {"title": title, "outcome": outcome, "reason": words, "note": note}
