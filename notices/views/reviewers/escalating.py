"""Passing a case to a senior reviewer or the legal team, and back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import REVIEWERS, staff_only
from docket.errors import NotAllowed, NotOpen, Stale
from notices import actions, undoing
from notices.forms.reviewing import PassUpForm
from notices.views.reviewers.desk import Desk
from notices.views.reviewers.holding import asked_for, on_to_next
from notices.views.reviewers.workspace import fresh_form, page, passing


@require_POST
@staff_only(*REVIEWERS)
def escalate(request: HttpRequest, reference: str) -> HttpResponse:
    """All that is undecided of this case goes up, or all that is escalated comes back; then the next case opens."""
    desk = asked_for(request, reference)
    if desk.barred:
        raise NotAllowed(str(desk.barred))
    if not (form := passing(desk, request.POST)):
        return refused(request, desk, _("Something happened since you opened this page"))
    if not form.is_valid():
        return page(request, desk, fresh_form(desk), status=422, more={"passing": form, "has_errors": True})
    versions = form.cleaned_data["versions"]
    claims = [claim for claim in desk.same if not versions or claim.pk in versions]
    act = actions.hand_down if desk.claim.state == "escalated" else actions.escalate
    try:
        act(by=desk.by, claims=claims, why=form.cleaned_data["why"], after=versions or None)
    except (Stale, NotOpen):
        return refused(request, desk, _("Something happened since you opened this page"), form)
    except NotAllowed as refusal:
        return refused(request, desk, refusal.reason, form)
    if not undoing.offered(request.user.pk):  # the toast says it, and offers to undo it
        messages.success(request, _("%(case)s is passed on.") % {"case": reference})
    return on_to_next(request, desk.queue)


def refused(request: HttpRequest, desk: Desk, title: str, form: PassUpForm | None = None) -> HttpResponse:
    """409: what was typed is still there."""
    fresh = asked_for(request, desk.notice.reference)
    trouble = {"title": title, "text": _("Nothing of yours was changed or lost.")}
    typed = request.POST.get("why", "")
    again = passing(fresh, typed=typed) if form else None
    if again is None and typed:
        trouble["typed"] = typed
    return page(
        request, fresh, fresh_form(fresh), status=409, trouble=trouble, more={"passing": again} if again else None
    )
