"""Taking a case, giving it back, passing it over, and staying on it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import REVIEWERS, actor_of, staff_only
from docket.errors import NotAllowed
from notices import actions, colleagues, queues
from notices.forms.reviewing import NoteForm, SkipForm
from notices.models import Dossier
from notices.views import saved
from notices.views.reviewers import company
from notices.views.reviewers.answers import SeeOther, to_case, to_queue
from notices.views.reviewers.desk import Desk, open_desk

MOST_AT_ONCE = 50  # a page of a queue


@require_POST
@staff_only(*REVIEWERS)
def start_next(request: HttpRequest) -> HttpResponse:
    """The most urgent case that nobody holds."""
    return on_to_next(request, request.POST.get("queue", ""))


def on_to_next(request: HttpRequest, queue: str, *, but: int = 0) -> SeeOther:
    """To the next case of this queue, or back to the list when it is empty."""
    here = queue if queue in queues.BY_KEY else queues.QUEUES[0].key
    colleagues.at_work(actor_of(request))
    dossier = queues.start_next(by=actor_of(request), queue=here, away=colleagues.away(), but=but)
    if dossier is None:
        messages.info(request, _("Nothing more is waiting for you in this queue."))
        return to_queue(here)
    return to_case(dossier.notice.reference, queue=here)


@require_POST
@staff_only(*REVIEWERS)
def take_up(request: HttpRequest, reference: str) -> HttpResponse:
    """Hold this case, if nobody else does and it is ours to decide."""
    desk = asked_for(request, reference)
    if desk.barred:
        raise NotAllowed(str(desk.barred))
    try:
        queues.take_up(by=desk.by, notice=desk.notice, queue=desk.queue)
        colleagues.at_work(desk.by)
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
    return to_case(reference, listing=desk.claim.ordinal)


@require_POST
@staff_only(*REVIEWERS)
def take_many(request: HttpRequest) -> HttpResponse:
    """Hold the ticked cases of a queue: those that are open to this person and that nobody else holds."""
    by, here = actor_of(request), request.POST.get("queue", "").replace("\x00", "")
    asked = [each.replace("\x00", "") for each in request.POST.getlist("case")[:MOST_AT_ONCE]]
    found = dict(Dossier.objects.filter(queue=here, notice__reference__in=asked).values_list("pk", "notice"))
    may = here in queues.BY_KEY and by.role in queues.BY_KEY[here].taken_by
    mine = queues.open_to(user=by.user_id or 0, dossiers=list(found)) if may else set()
    taken = queues.take_up_many(by=by, notices=[found[pk] for pk in mine], queue=here)
    if taken:
        colleagues.at_work(by)
    left = len(set(asked)) - len(taken)
    if not asked:
        messages.error(request, _("Tick the cases that you want to take up."))
    else:
        held = ngettext("You hold %(n)d case more.", "You hold %(n)d cases more.", len(taken)) % {"n": len(taken)}
        others = ngettext("%(n)d is not open to you now.", "%(n)d are not open to you now.", left) % {"n": left}
        messages.success(request, " ".join([held, *([others] if left else [])]))
    return SeeOther(f"{reverse('queue')}?{saved.kept('queue', request.POST.get('back', '')) or 'all=1'}")


@require_POST
@staff_only(*REVIEWERS)
def release(request: HttpRequest, reference: str) -> HttpResponse:
    """Put the case back for somebody else."""
    desk = asked_for(request, reference)
    put_back(desk)
    messages.success(request, _("%(case)s is back in the queue.") % {"case": reference})
    return to_queue(desk.queue)


@require_POST
@staff_only(*REVIEWERS)
def skip(request: HttpRequest, reference: str) -> HttpResponse:
    """Pass the case over and say why; the next one is taken first, so that this one does not come straight back."""
    desk, form = asked_for(request, reference), SkipForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why you skip the case; then the next one opens."))
        return to_case(reference, listing=desk.claim.ordinal)
    actions.note(by=desk.by, notice=desk.notice, text=_("Skipped: %(why)s") % {"why": form.words})
    answer = on_to_next(request, desk.queue, but=desk.notice.pk)
    put_back(desk)
    return answer


def put_back(desk: Desk) -> None:
    """For everybody: also a case that was given to us alone, or Start next would bring it straight back."""
    queues.release(by=desk.by, notice=desk.notice, queue=desk.queue)
    if desk.assigned_to == desk.by.user_id:
        actions.give_back(by=desk.by, notice=desk.notice, queue=desk.queue)


@require_POST
@staff_only(*REVIEWERS)
def heartbeat(request: HttpRequest, reference: str) -> HttpResponse:
    """The page is open: others see that, and a hold lasts longer. 409 in words when it is no longer ours."""
    desk = asked_for(request, reference)
    colleagues.view(desk.by, desk.notice)
    lost = "held" in request.POST and not held_longer(desk)
    now = desk if lost or desk.mine else asked_for(request, reference)
    context = {"standing": company.lost() if lost else company.standing(now), "viewers": company.viewers(desk)}
    return render(request, "notices/reviewers/standing.html", context, status=409 if lost else 200)


def held_longer(desk: Desk) -> bool:
    """Whether the case is still ours; also a hold that has run out, while nobody else has taken it."""
    if not desk.dossier or desk.dossier.held_by_id != desk.by.user_id:
        return False
    try:
        queues.take_up(by=desk.by, notice=desk.notice, queue=desk.queue)
    except NotAllowed:
        return False
    return True


@require_POST
@staff_only(*REVIEWERS)
def leave(request: HttpRequest, reference: str) -> HttpResponse:
    """The page was closed: what it held is free in a moment."""
    desk = asked_for(request, reference)
    colleagues.leave(desk.by, desk.notice)
    return HttpResponse(status=204)


@require_POST
@staff_only(*REVIEWERS)
def note(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep a note that only reviewers read."""
    desk, form = asked_for(request, reference), NoteForm(request.POST, auto_id="note_%s")
    if not form.is_valid():
        from notices.views.reviewers.workspace import fresh_form, page  # it shows what is held, and so reads this

        return page(request, desk, fresh_form(desk), status=422, more={"note_form": form, "has_errors": True})
    actions.note(by=desk.by, notice=desk.notice, text=form.cleaned_data["text"])
    messages.success(request, _("Note kept."))
    return to_case(reference, listing=desk.claim.ordinal)


def asked_for(request: HttpRequest, reference: str) -> Desk:
    """The case that a form of its page belongs to."""
    listing, queue = request.POST.get("listing", ""), request.POST.get("queue", "")
    return open_desk(actor_of(request), reference, ordinal=listing, queue=queue)
