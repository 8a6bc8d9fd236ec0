"""Reviewers confirm rights: the oldest first, with picture and proof beside the entry, and what looks like it."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.keyset import cut_by_moment
from docket import clock
from docket.errors import NotAllowed, NotOpen, Stale
from docket.take import may
from rights import actions, numbers
from rights.forms.reviewing import QuestionForm, ReasonForm, RefusalForm
from rights.models import IPRight
from rights.views.access import login_required, reviewer, seen_version
from rights.words import FOR_STAFF, card

PAGE, ALIKE = 50, 5
TABS = {"submitted": gettext_lazy("To confirm"), "asked": gettext_lazy("Owner asked")}


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The rights that wait for us, or for their owners' answers; the oldest first."""
    reviewer(request)
    state = request.GET.get("state", "") if request.GET.get("state") in TABS else "submitted"
    waiting = IPRight.objects.filter(state=state).select_related("organisation")
    page, links = cut_by_moment(request, waiting, PAGE, {"state": state}, moment="created_at")
    context = {
        "cards": [card(right, clock.today()) for right in page],
        "tabs": [
            {"key": key, "title": title, "n": IPRight.objects.filter(state=key).count(), "here": key == state}
            for key, title in TABS.items()
        ],
        "state": state,
        **links,
    }
    return render(request, "rights/to_verify.html", context)


def right_or_404(public_id: str) -> IPRight:
    right = IPRight.objects.select_related("organisation", "image").filter(public_id=public_id).first()
    if right is None:
        raise Http404
    return right


@login_required
@require_GET
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One right with its proofs, to confirm, ask about or refuse."""
    reviewer(request)
    return page(request, right_or_404(public_id))


def page(request: HttpRequest, right: IPRight, form: ReasonForm | None = None, status: int = 200) -> HttpResponse:
    context = {
        **card(right, clock.today()),
        "state_words": FOR_STAFF[right.state],
        "views": right.views.order_by("pk"),
        "proofs": right.proofs.order_by("pk"),
        "doubt": numbers.doubt(right.kind, right.office, right.number),
        **look_alikes(right),
        "entries": [
            {"text": right.procedure[entry.step].says, "at": entry.at, "tone": "neutral"}
            for entry in right.entries().order_by("-n")
        ],
        "form": form,
        "ask_form": form if isinstance(form, QuestionForm) else QuestionForm(),
        "refuse_form": form if isinstance(form, RefusalForm) else RefusalForm(),
        "open": [name for name in ("verify", "ask", "refuse") if may(right.procedure[name], right, reviewer(request))],
    }
    return render(request, "rights/verify.html", context, status=status)


def look_alikes(right: IPRight) -> dict[str, Any]:
    """What other owners entered under the same number, or under a name that looks the same."""
    others = IPRight.objects.exclude(organisation=right.organisation).select_related("organisation").order_by("pk")
    same = Q(office=right.office, number_normal=right.number_normal) if right.number_normal else Q(pk=None)
    named = others.filter(title_folded=right.title_folded).exclude(same) if right.title_folded else others.none()
    return {"same_number": others.filter(same)[:ALIKE], "same_name": named[:ALIKE]}


@login_required
@require_POST
def verify(request: HttpRequest, public_id: str) -> HttpResponse:
    """Confirm the right and go on to the list."""
    right, actor = right_or_404(public_id), reviewer(request)
    actions.verify(by=actor, right=right, after=seen_version(request))
    messages.success(request, _("%(title)s is confirmed; the owner is told.") % {"title": right})
    return HttpResponseRedirect(reverse("rights_to_verify"), status=303)


@login_required
@require_POST
def ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what is missing; the right stays in use meanwhile."""
    return answered(request, public_id, QuestionForm(request.POST))


@login_required
@require_POST
def refuse(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say why the right cannot be confirmed."""
    return answered(request, public_id, RefusalForm(request.POST))


def answered(request: HttpRequest, public_id: str, form: QuestionForm | RefusalForm) -> HttpResponse:
    """A question or refusal with its reason; what was typed is kept when it is not taken."""
    actor, right = reviewer(request), right_or_404(public_id)
    if not form.is_valid():
        return page(request, right, form, 400)
    code, words, after = form.cleaned_data["code"], form.cleaned_data["words"], seen_version(request)
    try:
        if isinstance(form, QuestionForm):
            actions.ask(by=actor, right=right, question=words, code=code, after=after)
            said = _("The owner of %(title)s is asked.")
        else:
            actions.refuse(by=actor, right=right, reason=words, code=code, after=after)
            said = _("The owner of %(title)s is told why.")
    except (Stale, NotOpen):
        form.add_error(None, _("Something happened to this right meanwhile. Look at it; your words are kept."))
        return page(request, right_or_404(public_id), form, 412)
    except NotAllowed as refused:
        form.add_error(None, refused.reason)
        return page(request, right, form, 403)
    messages.success(request, said % {"title": right})
    return HttpResponseRedirect(reverse("rights_to_verify"), status=303)
