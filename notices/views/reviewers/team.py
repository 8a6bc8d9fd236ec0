"""The team page: load and breaches by queue, who works on what, and giving work from one to another."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.access import actor_of, staff_only
from accounts.models import User
from docket import clock
from docket.errors import Refused
from notices import actions, colleagues, queues
from notices import team as figures
from notices.forms.team import AssignForm, MoveForm
from notices.models import Dossier
from notices.views.reviewers.answers import SeeOther
from notices.views.reviewers.queue import rows
from notices.words import Said

LEADS = ("senior", "operations")
SOON = 50


@require_GET
@staff_only(*LEADS)
def team(request: HttpRequest) -> HttpResponse:
    """What waits, what breaches, who has what."""
    return page(request)


def page(
    request: HttpRequest, *, assign: AssignForm | None = None, move: MoveForm | None = None, status: int = 200
) -> HttpResponse:
    """The page with the forms as they were typed. A fixed number of queries, whatever waits."""
    people, now = figures.hands(), clock.now()
    free = [each.user for each in people if not each.resting]
    soon = rows(figures.soon(SOON), now, request.user.pk)
    context = {
        "load": figures.load(),
        "soon": soon,
        "all_shown": len(soon) < SOON,
        "people": [(each, here(each)) for each in people],
        "assign_form": assign or AssignForm(people=free, auto_id="assign_%s"),
        "move_form": move or MoveForm(people=[each.user for each in people], auto_id="move_%s"),
        "has_errors": status == 422,
        "may_open": actor_of(request).role == "senior",
        "titles": {q.key: q.title for q in queues.QUEUES},
        "ticked": set(request.POST.getlist("case")),
        "now": now,
    }
    return render(request, "notices/reviewers/team.html", context, status=status)


def here(each: figures.Hands) -> Said:
    """Whether somebody is there to take a case."""
    if each.resting:
        return Said("neutral", "clock", _("On a break"))
    if each.here:
        return Said("ok", "eye", _("Here"))
    return Said("neutral", "clock", _("Not seen lately") if each.seen_at else _("Not seen yet"))


@require_POST
@staff_only(*LEADS)
def assign(request: HttpRequest) -> HttpResponse:
    """The ticked cases wait for one reviewer."""
    people = list(colleagues.reviewers())
    form = AssignForm(request.POST, people=people, auto_id="assign_%s")
    cases = form.ticked(request.POST.getlist("case"))
    if not cases:
        form.add_error("to", _("Tick at least one case first."))
    if not form.is_valid():
        return page(request, assign=form, status=422)
    given(request, cases, form.taker, form.cleaned_data["text"])
    return SeeOther(reverse("review_team"))


@require_POST
@staff_only(*LEADS)
def move(request: HttpRequest) -> HttpResponse:
    """The most urgent cases of one person go to another, or are for everybody again."""
    form = MoveForm(request.POST, people=list(colleagues.reviewers()), auto_id="move_%s")
    if not form.is_valid():
        return page(request, move=form, status=422)
    cases = list(figures.in_hands_of(form.giver)[: form.cleaned_data["number"]])
    if not cases:
        messages.info(request, _("%(name)s has nothing in hand.") % {"name": form.giver})
    elif form.taker:
        given(request, cases, form.taker, form.cleaned_data["text"])
    else:
        freed = actions.free(by=actor_of(request), cases=cases)
        messages.success(
            request, ngettext("%(n)d case is for everybody.", "%(n)d cases are for everybody.", freed) % {"n": freed}
        )
    return SeeOther(reverse("review_team"))


def given(request: HttpRequest, cases: Sequence[Dossier], to: User, text: str) -> None:
    """Assign what this person may decide, and say what was left where it is and why."""
    barred = actions.barred_from(cases, to)
    able = [case for case in cases if case.pk not in barred]
    words: dict[str, Any] = {"n": len(able), "name": to}
    try:
        actions.assign(by=actor_of(request), cases=able, to=to, text=text)
    except Refused:
        able, barred = [], {case.pk for case in cases}
    if able:
        said = ngettext("%(n)d case waits for %(name)s now.", "%(n)d cases wait for %(name)s now.", len(able))
        messages.success(request, said % words)
    if barred:
        why = ngettext(
            "%(n)d case stayed where it was: %(name)s is on a break, or may not decide it.",
            "%(n)d cases stayed where they were: %(name)s is on a break, or may not decide them.",
            len(barred),
        )
        messages.warning(request, why % {"n": len(barred), "name": to})


@require_POST
@staff_only(*LEADS)
def rest(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody went on a break without saying so: what they hold is free again."""
    user = colleagues.reviewers().filter(pk=pk).first()
    if user is not None:
        actions.take_break(by=actor_of(request), user=user)
        messages.success(request, _("%(name)s is on a break; what they held is free again.") % {"name": user})
    return SeeOther(reverse("review_team"))
