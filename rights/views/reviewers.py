"""Reviewers confirm rights: the oldest first, with the proof beside the entry."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from docket import clock
from rights import actions, numbers
from rights.forms.reviewing import RefusalForm
from rights.models import IPRight
from rights.views.access import login_required, reviewer
from rights.words import FOR_STAFF, card

PAGE = 50


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The rights that nobody has looked at yet."""
    reviewer(request)
    waiting = IPRight.objects.to_verify().select_related("organisation")
    today = clock.now().date()
    context = {"cards": [card(right, today) for right in waiting[:PAGE]], "total": waiting.count()}
    return render(request, "rights/to_verify.html", context)


def right_or_404(public_id: str) -> IPRight:
    right = IPRight.objects.select_related("organisation").filter(public_id=public_id).first()
    if right is None:
        raise Http404
    return right


@login_required
@require_GET
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One right with its proofs, to confirm or refuse."""
    reviewer(request)
    return page(request, right_or_404(public_id), RefusalForm())


def page(request: HttpRequest, right: IPRight, form: RefusalForm, status: int = 200) -> HttpResponse:
    same_number = IPRight.objects.filter(number=right.number, office=right.office).exclude(number="")
    context = {
        **card(right, clock.now().date()),
        "state_words": FOR_STAFF[right.state],
        "proofs": right.proofs.order_by("pk"),
        "doubt": numbers.doubt(right.kind, right.office, right.number),
        "others": same_number.exclude(organisation=right.organisation).select_related("organisation")[:5],
        "entries": [
            {"text": right.procedure[entry.step].says, "at": entry.at, "tone": "neutral"}
            for entry in right.entries().order_by("-n")
        ],
        "form": form,
        "can_verify": right.state == "submitted",
        "can_refuse": right.state in right.procedure["refuse"].sources,
    }
    return render(request, "rights/verify.html", context, status=status)


def seen(request: HttpRequest) -> int | None:
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() else None


@login_required
@require_POST
def verify(request: HttpRequest, public_id: str) -> HttpResponse:
    """Confirm the right and go on to the list."""
    right = right_or_404(public_id)
    actions.verify(by=reviewer(request), right=right, after=seen(request))
    messages.success(request, _("%(title)s is confirmed; the owner is told.") % {"title": right})
    return HttpResponseRedirect(reverse("rights_to_verify"), status=303)


@login_required
@require_POST
def refuse(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say why the right cannot be confirmed."""
    actor, right = reviewer(request), right_or_404(public_id)
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return page(request, right, form, 400)
    actions.refuse(by=actor, right=right, reason=form.cleaned_data["reason"], after=seen(request))
    messages.success(request, _("The owner of %(title)s is told why.") % {"title": right})
    return HttpResponseRedirect(reverse("rights_to_verify"), status=303)
