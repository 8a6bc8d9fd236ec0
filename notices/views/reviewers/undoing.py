"""Undo: offered on the page after a decision, for as long as nothing has left."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import REVIEWERS, actor_of, staff_only
from docket import clock
from docket.errors import Refused
from notices import actions, undoing
from notices.models import Claim, Undo
from notices.views.reviewers.answers import to_case, to_queue
from notices.views.reviewers.bench import BENCH

PASSED = {("escalate", False): lazy("Escalated"), ("hand_down", False): lazy("Given back")}
DONE = PASSED | {(step, o.value == "hide"): o.done for each in BENCH.values() for o in each for step in o.steps}


def toast(request: HttpRequest) -> dict[str, Any]:
    """What the page offers to undo: the last decision of whoever looks, while its time runs."""
    last = undoing.offered(request.user.pk)
    if last is None:
        return {}
    return {"undo": {"text": said(last), "seconds": seconds_left(last), "deed": last.deed}}


def said(last: Undo) -> str:
    count = ngettext("%(n)d listing", "%(n)d listings", len(last.claims)) % {"n": len(last.claims)}
    what = DONE.get((last.step, last.partly)) or DONE.get((last.step, False), "")  # only some are said of a part
    others = (
        Claim.objects.filter(pk__in=last.claims)
        .exclude(notice__reference=last.notice.reference)
        .values("notice")
        .distinct()
        .count()
    )
    if others:
        text = ngettext(
            "%(what)s: %(count)s of %(case)s and %(n)d other notice.",
            "%(what)s: %(count)s of %(case)s and %(n)d other notices.",
            others,
        )
        return text % {"what": what, "count": count, "case": last.notice.reference, "n": others}
    words = {"what": what, "count": count, "case": last.notice.reference}
    return _("%(what)s: %(count)s of %(case)s.") % words


def seconds_left(last: Undo) -> int:
    return max(1, int((last.until - clock.real()).total_seconds()))


@require_POST
@staff_only(*REVIEWERS)
def undo(request: HttpRequest, deed: str) -> HttpResponse:
    """Take it back, and go on with the case where it stood; too late, and the page says what can still be done."""
    try:
        notice = actions.undo(by=actor_of(request), deed=deed)
    except Refused:
        text = _("Too late to undo: it has left, or something has happened since. A senior reviewer can reverse it.")
        messages.warning(request, text)
        last = Undo.objects.select_related("notice").filter(deed=deed, by=request.user.pk).first()
        return to_case(last.notice.reference) if last else to_queue()
    messages.success(request, _("Undone. %(case)s is as it was, and nothing had left.") % {"case": notice.reference})
    row = Undo.objects.filter(deed=deed, by=request.user.pk)[0]
    taken = Claim.objects.filter(pk__in=row.claims, notice=notice).order_by("ordinal")
    return to_case(notice.reference, listing=taken.values_list("ordinal", flat=True)[0])
