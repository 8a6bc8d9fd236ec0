"""Answering on three screens. The portal picks the legal path; the seller never has to."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from docket.errors import NotAllowed, NotOpen, Stale
from notices import ways
from notices.cases import Case
from notices.filing import Incomplete
from notices.forms.answering import HELPS, HINTS, MOST_TICKS, CheckForm, ProofForm, WhyForm
from notices.models import CounterNotice, Timer
from notices.views.sellers import draft as drafts
from notices.views.sellers import sending, words
from notices.views.sellers.access import actor_of, case_of, login_required, shop_of, user_of
from notices.views.sellers.draft import Draft
from notices.ways import Way
from rights import uploads

STEPS = ("why", "proof", "check")


def address(case: Case, way: Way, step: str) -> str:
    return f"{reverse(f'answer_{step}', args=[case.reference])}?way={way.key}"


def typed(request: HttpRequest) -> QueryDict | None:
    """What was posted; an empty post is one, too."""
    return request.POST if request.method == "POST" else None


def go(url: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(url, status=303)


def nothing_open(request: HttpRequest, case: Case) -> HttpResponse:
    messages.info(request, _("There is nothing to answer here now."))
    return go(reverse("case", args=[case.reference]))


def opened(request: HttpRequest, reference: str) -> tuple[Case, Way | None]:
    case = case_of(request, reference)
    return case, ways.find(case, request.GET.get("way", ""))


def shown(case: Case, way: Way, step: str, **more: Any) -> dict[str, Any]:
    """What all three screens share."""
    titles = {"why": _("Why"), "proof": _("Proof"), "check": _("Check and send")}
    steps = [{"title": titles[name], "url": address(case, way, name)} for name in STEPS]
    return {"case": case, "way": way, "steps": steps, "current": STEPS.index(step) + 1, **more}


@login_required
@require_http_methods(["GET", "POST"])
def why(request: HttpRequest, reference: str) -> HttpResponse:
    case, way = opened(request, reference)
    if way is None:
        return nothing_open(request, case)
    draft = drafts.load(request, case, way)
    initial = {"defence": draft.defence} | ({"claims": draft.claims} if draft.claims else {})
    form = WhyForm(typed(request), claims=way.claims, initial=initial)
    if request.method == "POST" and form.is_valid():
        draft.defence, draft.claims = form.cleaned_data["defence"], form.cleaned_data.get("claims", [])
        drafts.save(request, case, way, draft)
        return go(address(case, way, "proof"))
    context = shown(case, way, "why", form=form, hints=HINTS, covers_all=len(way.claims) > MOST_TICKS)
    return render(request, "notices/sellers/why.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def proof(request: HttpRequest, reference: str) -> HttpResponse:
    case, way = opened(request, reference)
    if way is None:
        return nothing_open(request, case)
    draft = drafts.load(request, case, way)
    if not draft.defence:
        return go(address(case, way, "why"))
    form = ProofForm(
        typed(request),
        request.FILES or None,
        initial={"explanation": draft.explanation},
        needs_files=way.asks_for_files,
    )
    if request.method == "POST" and take_proof(request, case, way, draft, form):
        step = "proof" if {"add", "drop"} & request.POST.keys() else "check"
        return go(address(case, way, step))
    context = shown(case, way, "proof", form=form, files=draft.files(shop_of(request)), helps=HELPS[draft.defence])
    return render(request, "notices/sellers/proof.html", context, status=400 if form.errors else 200)


def take_proof(request: HttpRequest, case: Case, way: Way, draft: Draft, form: ProofForm) -> bool:
    """Keep words and files, also those beside a mistake: nobody should upload an invoice twice."""
    valid = form.is_valid()
    draft.evidence = [each for each in draft.evidence if each != request.POST.get("drop")]
    already = len(draft.evidence)
    kept = uploads.keep(form, "proof", by=actor_of(request), already=already)
    draft.evidence += [evidence.public_id for evidence in kept]
    draft.explanation = form.cleaned_data.get("explanation", draft.explanation)
    drafts.save(request, case, way, draft)
    if "drop" in request.POST:
        return True
    if "add" not in request.POST:
        form.demand_files(len(draft.evidence))
    return valid and form.is_valid()


@login_required
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, reference: str) -> HttpResponse:
    case, way = opened(request, reference)
    if way is None:
        return nothing_open(request, case)
    draft = drafts.load(request, case, way)
    if not (draft.defence and draft.explanation):
        return go(address(case, way, "proof" if draft.defence else "why"))
    if request.method == "POST" and request.POST.get("path"):
        return choose(request, case, way, draft)
    if way.signed and not (draft.warned or draft.ordinary):
        return render(request, "notices/sellers/warning.html", shown(case, way, "check"))
    return sign(request, case, way, draft)


def choose(request: HttpRequest, case: Case, way: Way, draft: Draft) -> HttpResponse:
    """The seller has read what a legal paper means, and goes on with it or with an ordinary answer."""
    draft.ordinary = request.POST["path"] == "ordinary" and way.ordinary
    draft.warned = request.POST["path"] == "legal"
    drafts.save(request, case, way, draft)
    return go(address(case, way, "check"))


def sign(request: HttpRequest, case: Case, way: Way, draft: Draft) -> HttpResponse:
    ordinary = draft.ordinary and way.ordinary
    shop = shop_of(request)
    initial = {"address": shop.address, "phone": shop.phone}
    form = CheckForm(typed(request), way=way, ordinary=ordinary, initial=initial)
    if request.method == "POST" and form.is_valid():
        answer = sending.Answer(way, draft, form, draft.files(shop), ordinary=ordinary)
        try:
            sending.send(actor_of(request), user_of(request), answer, seen_in(request, draft, way))
        except Incomplete as incomplete:
            for fault in incomplete.faults:
                form.add_error(fault.field if fault.field in form.fields else None, fault.text)
        except (NotOpen, NotAllowed, Stale):
            return render(request, "notices/sellers/changed.html", {"case": case}, status=409)
        else:
            drafts.drop(request, case, way)
            return go(reverse("answer_sent", args=[case.reference]))
    context = shown(case, way, "check", form=form, draft=draft, ordinary=ordinary, files=draft.files(shop))
    context |= {
        "covers": draft.covers(way),
        "defence": CounterNotice.Defence(draft.defence).label,
        "seen": [f"{claim.pk}:{claim.version}" for claim in draft.covers(way)],
        "owner_sees": sending.owner_sees(way, ordinary=ordinary),
        "send": words.send_words(way, ordinary=ordinary),
    }
    return render(request, "notices/sellers/check.html", context, status=400 if form.errors else 200)


def seen_in(request: HttpRequest, draft: Draft, way: Way) -> dict[int, int]:
    """The version of each claim that the check page showed: what happened since then is not answered blindly."""
    given = dict(pair.partition(":")[::2] for pair in request.POST.getlist("seen"))
    return {c.pk: int(given[str(c.pk)][:9]) for c in draft.covers(way) if given.get(str(c.pk), "")[:9].isdecimal()}


@login_required
@require_GET
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """What we have now, and when the seller hears of it."""
    case = case_of(request, reference)
    told = sending.last_answer(case)
    if told is None:
        return go(reverse("case", args=[case.reference]))
    clocks = Timer.objects.filter(claim__in=case.claims, state=Timer.State.RUNNING)
    due = {timer.key: timer for timer in clocks.order_by("-due_at")}
    context = {"case": case, "step": told.step, "at": told.at, "due": due, "paper": sending.is_paper(case)}
    return render(request, "notices/sellers/sent.html", context)
