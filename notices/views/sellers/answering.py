"""Answering on three screens. The portal picks the legal path; the seller never has to."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from docket.errors import NotAllowed, NotOpen, Stale
from notices import answer_drafting as drafting
from notices import ways
from notices.answer_drafting import Draft
from notices.cases import Case
from notices.filing import Incomplete
from notices.forms.answering import LONGEST, MOST_TICKS, CheckForm, ProofForm, WhyForm
from notices.models import Claim, Timer
from notices.views.sellers import sending, words
from notices.views.sellers.access import actor_of, case_of, login_required, shop_of, user_of
from notices.ways import Way
from policy import defences
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


def shown(case: Case, way: Way, step: str, draft: Draft, **more: Any) -> dict[str, Any]:
    """What all three screens share."""
    titles = {"why": _("Why"), "proof": _("Proof"), "check": _("Check and send")}
    steps = [{"title": titles[name], "url": address(case, way, name)} for name in STEPS]
    # Never where one signs: what is sworn is sent by a person's own hand only.
    autosave = address(case, way, step) if step != "check" else ""
    shared = {"case": case, "way": way, "steps": steps, "current": STEPS.index(step) + 1, "autosave": autosave}
    return {**shared, "draft": draft, **more}


def seen(request: HttpRequest) -> int | None:
    """The version of the draft that the sender had before them; None from a form that does not say."""
    said = request.POST.get("version", "")
    return int(said) if said.isdecimal() and len(said) < 10 else None


def kept(request: HttpRequest, case: Case, way: Way, draft: Draft) -> bool:
    return drafting.save(case, way, shop_of(request), user_of(request), draft, seen=seen(request))


def autosaves(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def autosaved(request: HttpRequest, case: Case, way: Way, draft: Draft) -> JsonResponse:
    """What the page's script asks for while somebody types."""
    stored = kept(request, case, way, draft)
    return JsonResponse({"version": draft.version}, status=200 if stored else 409)


def overtaken(request: HttpRequest, case: Case, way: Way, screen: str, form: Any, **more: Any) -> HttpResponse:
    """409: this answer was changed in another tab, on another device or by a colleague. Both texts are shown."""
    draft = drafting.load(case, way, shop_of(request))
    context = shown(case, way, screen, draft, form=form, theirs=draft, theirs_why=label_of(draft.defence), **more)
    return render(request, f"notices/sellers/{screen}.html", context, status=409)


def label_of(defence: str) -> str:
    return _(defences.get(defence).label) if defence in {each.code for each in defences.all()} else ""


@login_required
@require_http_methods(["GET", "POST"])
def why(request: HttpRequest, reference: str) -> HttpResponse:
    case, way = opened(request, reference)
    if way is None:
        return nothing_open(request, case)
    draft = drafting.load(case, way, shop_of(request))
    initial = {"defence": draft.defence} | ({"claims": draft.claims} if draft.claims else {})
    form = WhyForm(typed(request), claim_type=case.notice.claim_type, claims=way.claims, initial=initial)
    more = {"covers_all": len(way.claims) > MOST_TICKS}
    if request.method == "POST":
        good = form.is_valid()
        draft.defence = form.cleaned_data.get("defence", draft.defence)
        draft.claims = form.cleaned_data.get("claims", draft.claims)
        if autosaves(request):
            return autosaved(request, case, way, draft)
        if good:
            if not kept(request, case, way, draft):
                return overtaken(request, case, way, "why", form, **more)
            return go(address(case, way, "proof"))
    context = shown(case, way, "why", draft, form=form, **more)
    return render(request, "notices/sellers/why.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def proof(request: HttpRequest, reference: str) -> HttpResponse:
    case, way = opened(request, reference)
    if way is None:
        return nothing_open(request, case)
    draft = drafting.load(case, way, shop_of(request))
    if not draft.defence:
        return go(address(case, way, "why"))
    files, initial = request.FILES or None, {"explanation": draft.explanation}
    form = ProofForm(typed(request), files, initial=initial, needs_files=way.asks_for_files)
    more = {"helps": [_(each) for each in defences.get(draft.defence).helps]}
    if request.method == "POST":
        if autosaves(request):
            draft.explanation = request.POST.get("explanation", "")[:LONGEST]
            return autosaved(request, case, way, draft)
        return take_proof(request, case, way, draft, form, more)
    return render(request, "notices/sellers/proof.html", shown(case, way, "proof", draft, form=form, **more))


def take_proof(
    request: HttpRequest, case: Case, way: Way, draft: Draft, form: ProofForm, more: dict[str, Any]
) -> HttpResponse:
    """Keep words and files, also those beside a mistake: nobody should upload an invoice twice."""
    shop, valid = shop_of(request), form.is_valid()
    draft.explanation = form.cleaned_data.get("explanation", draft.explanation)
    if not kept(request, case, way, draft):
        return overtaken(request, case, way, "proof", form, **more)
    drafting.attach(case, way, shop, uploads.keep(form, "proof", by=actor_of(request), already=len(draft.files)))
    if "drop" in request.POST:
        drafting.take_out(case, way, shop, request.POST["drop"])
        return go(address(case, way, "proof"))
    draft.files = drafting.load(case, way, shop).files
    if "add" not in request.POST:
        form.demand_files(len(draft.files))
    if valid and form.is_valid():
        return go(address(case, way, "proof" if "add" in request.POST else "check"))
    return render(
        request, "notices/sellers/proof.html", shown(case, way, "proof", draft, form=form, **more), status=400
    )


@login_required
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, reference: str) -> HttpResponse:
    case, way = opened(request, reference)
    if way is None:
        return nothing_open(request, case)
    draft = drafting.load(case, way, shop_of(request))
    if not (draft.defence and draft.explanation):
        return go(address(case, way, "proof" if draft.defence else "why"))
    if request.method == "POST" and request.POST.get("path"):
        return choose(request, case, way, draft)
    if way.signed and not (draft.warned or draft.ordinary):
        return render(request, "notices/sellers/warning.html", shown(case, way, "check", draft))
    return sign(request, case, way, draft)


def choose(request: HttpRequest, case: Case, way: Way, draft: Draft) -> HttpResponse:
    """The seller has read what a legal paper means, and goes on with it or with an ordinary answer."""
    draft.ordinary = request.POST["path"] == "ordinary" and way.ordinary
    draft.warned = request.POST["path"] == "legal"
    kept(request, case, way, draft)
    return go(address(case, way, "check"))


def sign(request: HttpRequest, case: Case, way: Way, draft: Draft) -> HttpResponse:
    ordinary = draft.ordinary and way.ordinary
    shop = shop_of(request)
    initial = {"address": shop.address, "phone": shop.phone}
    form = CheckForm(typed(request), way=way, ordinary=ordinary, initial=initial)
    may_sign = actor_of(request).may_sign
    if request.method == "POST" and may_sign and form.is_valid():
        answer = sending.Answer(way, draft, form, draft.files, ordinary=ordinary)
        try:
            sending.send(actor_of(request), user_of(request), answer, versions_of(request, draft.covers(way)))
        except Incomplete as incomplete:
            for fault in incomplete.faults:
                form.add_error(fault.field if fault.field in form.fields else None, fault.text)
        except (NotOpen, NotAllowed, Stale):
            return render(request, "notices/sellers/changed.html", {"case": case}, status=409)
        else:
            drafting.drop(case, way, shop)
            return go(reverse("answer_sent", args=[case.reference]))
    context = shown(case, way, "check", draft, form=form, ordinary=ordinary)
    context |= {
        "covers": draft.covers(way),
        "defence": label_of(draft.defence),
        "may_sign": may_sign,
        "seen": [f"{claim.pk}:{claim.version}" for claim in draft.covers(way)],
        "owner_sees": sending.owner_sees(way, ordinary=ordinary),
        "send": words.send_words(way, ordinary=ordinary),
    }
    return render(request, "notices/sellers/check.html", context, status=400 if form.errors else 200)


def versions_of(request: HttpRequest, claims: Sequence[Claim]) -> dict[int, int]:
    """The version of each claim that the page showed: what happened since then is not answered blindly."""
    given = dict(pair.partition(":")[::2] for pair in request.POST.getlist("seen"))
    return {c.pk: int(given[str(c.pk)][:9]) for c in claims if given.get(str(c.pk), "")[:9].isdecimal()}


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
