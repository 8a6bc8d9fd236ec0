"""The first four screens of the notice wizard: right, claim, listings, evidence."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from docket import transaction
from docket.errors import Refused
from listings.models import Listing
from notices import drafting, pasting
from notices.drafting import STEPS, Work
from notices.forms.filing import NEW, ClaimStep, EvidenceStep, ListingsStep, RightStep, StepForm
from notices.limits import MOST_LISTINGS
from notices.models import Draft
from notices.views.owners import finding, wizard
from notices.views.owners.access import actor_of, draft_of, login_required, notifier, see, user_of
from rights import actions as rights
from rights import numbers, uploads
from rights.models import IPRight

Screen = Callable[[HttpRequest, Work], HttpResponse]
OWN_ROWS = 50
LINES = 100  # of the checked list, on one page


def screen(step: str) -> Callable[[Screen], Callable[[HttpRequest, str], HttpResponse]]:
    """A screen of a draft: 404 for strangers, the receipt once it is sent, the first gap if one came too early."""

    def decorate(show: Screen) -> Callable[[HttpRequest, str], HttpResponse]:
        @login_required
        @require_http_methods(["GET", "POST"])
        def view(request: HttpRequest, draft_id: str) -> HttpResponse:
            draft = draft_of(request, draft_id)
            if draft.notice is not None:
                return see("notice_sent", draft.notice.reference)
            work = Work(draft, notifier(request))
            gap = work.first_gap()
            if STEPS.index(gap) < STEPS.index(step) and not wizard.is_autosave(request):
                messages.info(request, _("Please finish this part first. Everything else is kept."))
                return see(wizard.url_of(draft, gap))
            return show(request, work)

        return view

    return decorate


def plain(request: HttpRequest, work: Work, step: str, form_class: type[StepForm]) -> HttpResponse:
    """A screen that only keeps what is typed and goes on when it is right."""
    if request.method != "POST":
        return wizard.show(request, work, step, form_class(work, initial=preset(request)))
    stored = wizard.store(request, work, form_class.typed(request.POST, work))
    if wizard.is_autosave(request):
        return wizard.autosaved(stored, work)
    form = form_class(work, request.POST, request.FILES)
    if not stored:
        return wizard.conflict(request, work, step, form)
    if not form.is_valid():
        return wizard.show(request, work, step, form)
    return see(wizard.onward(request, work, step))


def preset(request: HttpRequest) -> dict[str, str]:
    """A right just entered comes back in the address."""
    return {"right": request.GET["right"]} if request.GET.get("right", "").startswith("rgt_") else {}


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The first screen without a draft; what is sent from it makes one."""
    organisation = notifier(request)
    draft = Draft(organisation=organisation, user=user_of(request))
    return right_screen(request, Work(draft, organisation))


@login_required
@require_GET
def resume(request: HttpRequest, draft_id: str) -> HttpResponse:
    """Go on where the draft was left."""
    draft = draft_of(request, draft_id)
    if draft.notice is not None:
        return see("notice_sent", draft.notice.reference)
    return see(wizard.url_of(draft, Work(draft, notifier(request)).first_gap()))


@login_required
@require_POST
def discard(request: HttpRequest, draft_id: str) -> HttpResponse:
    """Throw a draft away; one that was sent stays."""
    draft = draft_of(request, draft_id)
    Draft.objects.filter(pk=draft.pk, notice=None).delete()
    messages.success(request, _("The draft is gone."))
    return see("home")


@screen("right")
def right(request: HttpRequest, work: Work) -> HttpResponse:
    return right_screen(request, work)


def right_screen(request: HttpRequest, work: Work) -> HttpResponse:
    """A saved right, a work, or a right entered here, which is saved on the way; so nothing is a detour."""
    if request.method != "POST":
        return wizard.show(request, work, "right", RightStep(work, initial=preset(request)))
    stored = wizard.store(request, work, RightStep.typed(request.POST, work))
    if wizard.is_autosave(request):
        return wizard.autosaved(stored, work)
    form = RightStep(work, request.POST)
    if not stored:
        return wizard.conflict(request, work, "right", form)
    if form.is_valid() and form.cleaned_data["right"] == NEW:
        enter(request, work, form)
    if form.errors:
        return wizard.show(request, work, "right", form)
    return see(wizard.onward(request, work, "right"))


@transaction.atomic
def enter(request: HttpRequest, work: Work, form: RightStep) -> None:
    """Save the right that was typed, or find it if it is saved already, and rest the draft on it."""
    typed = form.entered()
    same = IPRight.objects.usable().filter(organisation=typed.organisation, kind=typed.kind, office=typed.office)
    known = same.filter(number_normal=numbers.normal(typed.office, typed.number)).first()
    try:
        right = known or rights.register(by=actor_of(request), right=typed)
    except Refused as refused:
        form.add_error("right", str(refused))
        return
    changes = {"right": right.public_id, "new": {}}
    drafting.save(work.draft, changes, version=work.draft.version, by=user_of(request))
    work.__dict__.pop("content", None)
    work.__dict__.pop("rights", None)
    work.__dict__.pop("right", None)
    if doubt := numbers.doubt(right.kind, right.office, right.number):
        messages.warning(request, f"{right.number}: {doubt}")


@screen("claim")
def claim(request: HttpRequest, work: Work) -> HttpResponse:
    return plain(request, work, "claim", ClaimStep)


@screen("listings")
def listings(request: HttpRequest, work: Work) -> HttpResponse:
    """Paste, look at the result, go on. What is not ready is shown once before going on without it."""
    if request.method != "POST":
        return listings_page(request, work, ListingsStep(work))
    changes = pasted(request, work)
    seen = work.content["checked"] == fingerprint(changes.get("paste", ""))
    stored = wizard.store(request, work, changes)
    if wizard.is_autosave(request):
        return wizard.autosaved(stored, work)
    form = ListingsStep(work, request.POST)
    if not stored:
        return wizard.conflict(request, work, "listings", form)
    if request.POST.keys() & {"check", "remove", "pick", "search"}:
        return checked(request, work, form)
    if not form.is_valid():
        return listings_page(request, work, form)
    if not (seen or work.checked.clean):
        return checked(request, work, form)
    if work.content["express"] or wizard.to_check(request):
        return see(wizard.url_of(work.draft, "sign"))
    return see(wizard.url_of(work.draft, "evidence"))


def listings_page(request: HttpRequest, work: Work, form: ListingsStep) -> HttpResponse:
    """The paste box with its result by page, and the search with what it found."""
    asked = finding.asked_in(request.GET)
    lines = Paginator(work.checked.lines, LINES).get_page(request.GET.get("lines"))
    found = finding.results(asked, work) if not asked.empty else None
    return wizard.show(request, work, "listings", form, lines=lines, asked=asked, found=found, markets=finding.MARKETS)


def pasted(request: HttpRequest, work: Work) -> dict[str, Any]:
    """The typed list, without the part of a line that “Remove” names, and with what was picked from a search."""
    changes: dict[str, Any] = ListingsStep.typed(request.POST, work)
    number, _space, part = request.POST.get("remove", "").partition(" ")
    if number.isdecimal() and len(number) < 7:
        changes["paste"] = pasting.without(changes.get("paste", ""), int(number), part)
    if picked := finding.picked_in(request.POST):
        changes["paste"] = pasting.with_more(changes.get("paste", ""), picked)
        changes["picked"] = list(dict.fromkeys([*work.content["picked"], *picked]))[-MOST_LISTINGS:]
    return changes


def fingerprint(text: str) -> str:
    """By which we know that this very list has been shown with its result; browsers send line breaks as CR LF."""
    return hashlib.sha256("\n".join(text.splitlines()).encode()).hexdigest()[:16]


def checked(request: HttpRequest, work: Work, form: ListingsStep) -> HttpResponse:
    """Show the result of the check or of the search at its own address, so that a reload asks nothing."""
    here, sought = wizard.url_of(work.draft, "listings"), finding.asked_in(request.POST)
    to = "sign" if wizard.to_check(request) else ""
    if "search" in request.POST or (not sought.empty and finding.fresh(sought, request.POST)):
        return see(f"{here}?{finding.address(sought, to=to)}#found")
    if not form.is_valid() and not work.checked.lines:
        return listings_page(request, work, form)
    mark = {"checked": fingerprint(work.content["paste"])}
    Draft.objects.filter(pk=work.draft.pk).update(content={**work.draft.content, **mark})
    address = finding.address(sought, to=to)
    return see(f"{here}{'?' + address if address else ''}#result")


@screen("evidence")
def evidence(request: HttpRequest, work: Work) -> HttpResponse:
    """Reasons and files. Files are stored as soon as they are sent, each with its SHA-256 shown."""
    if request.method != "POST":
        return evidence_page(request, work, EvidenceStep(work))
    stored = wizard.store(request, work, EvidenceStep.typed(request.POST, work))
    if wizard.is_autosave(request):
        return wizard.autosaved(stored, work)
    form = EvidenceStep(work, request.POST, request.FILES)
    if not stored:
        return wizard.conflict(request, work, "evidence", form)
    if drop := request.POST.get("drop"):
        drafting.change_files(work.draft, by=user_of(request), drop=drop)
        return see(wizard.url_of(work.draft, "evidence") + "#files")
    if form.is_valid():
        kept = uploads.keep(form, "attachments", by=actor_of(request), already=len(work.evidence))
        drafting.change_files(work.draft, by=user_of(request), add=kept)
        work.__dict__.pop("evidence", None)
    if form.errors:
        return evidence_page(request, work, form)
    return see(wizard.url_of(work.draft, "evidence") + "#files" if "add" in request.POST else sign_url(work))


def sign_url(work: Work) -> str:
    return wizard.url_of(work.draft, "sign")


def evidence_page(request: HttpRequest, work: Work, form: EvidenceStep) -> HttpResponse:
    """With the listings by page, each with what was said about it alone."""
    ready = work.checked.ready
    shown = Paginator(ready, OWN_ROWS).get_page(request.GET.get("page"))
    prefetch_related_objects(list(shown.object_list), "images")
    rows = [own_row(work, each) for each in shown.object_list]
    return wizard.show(request, work, "evidence", form, rows=rows, shown=shown)


def own_row(work: Work, listing: Listing) -> dict[str, Any]:
    """One listing with its first picture, and how much was marked, said and added for it alone."""
    name, first = listing.external_id, next(iter(listing.images.all()), None)
    return {
        "listing": listing,
        "url": f"{wizard.url_of(work.draft, 'listing')}?{urlencode({'listing': name})}",
        "picture": reverse("listing_picture", args=[first.sha256]) if first else "",
        "marks": len(work.content["regions"].get(name, [])),
        "files": len(work.content["files"].get(name, [])),
        "words": bool(work.content["explanations"].get(name)),
    }
