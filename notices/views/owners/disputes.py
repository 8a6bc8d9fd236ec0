"""What sellers answered and the owner has to act on: the clock that brings each listing back, and the ways to act."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Min, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.keyset import cut_by_moment
from notices.models import Claim, CounterNotice, Notice, Timer
from notices.views.owners.access import login_required, notifier
from policy import regimes

PAGE = 25


@login_required
@require_GET
def disputes(request: HttpRequest) -> HttpResponse:
    """One row a notice, the one whose listing returns first on top. Six queries, whatever their number."""
    organisation = notifier(request)
    page, links = cut_by_moment(request, waiting_for(organisation.pk), PAGE, {}, moment="returns")
    return render(request, "notices/owners/disputes.html", {"rows": rows_of(page), **links})


def waiting_for(organisation_id: int) -> "QuerySet[Notice]":
    """Notices with a listing whose seller has answered under the law, each with the day of its first return."""
    running = Timer.objects.filter(claim__notice=OuterRef("pk"), key="put_back", state=Timer.State.RUNNING)
    running = running.filter(claim__state="countered").order_by()
    first = running.values("claim__notice").annotate(first=Min("due_at")).values("first")
    mine = Notice.objects.filed_for(organisation_id).select_related("right", "owner")
    return mine.annotate(returns=Subquery(first)).filter(returns__isnull=False)


def rows_of(notices: Sequence[Notice]) -> list[dict[str, Any]]:
    counted: dict[int, list[str]] = {}
    answered = Claim.objects.filter(notice__in=notices, state="countered").order_by()
    for notice_id, regime in answered.values_list("notice_id", "regime"):
        counted.setdefault(notice_id, []).append(regime)
    papers: dict[int, CounterNotice] = {}
    found = CounterNotice.objects.filter(Q(claim__notice__in=notices) & Q(claim__state="countered")).order_by("pk")
    for paper in found.select_related("claim__seller"):
        papers[paper.claim.notice_id] = paper
    return [row_of(notice, counted.get(notice.pk, []), papers.get(notice.pk)) for notice in notices]


def row_of(notice: Notice, governing: Sequence[str], paper: CounterNotice | None) -> dict[str, Any]:
    return {
        "notice": notice,
        "returns": notice.returns,  # type: ignore[attr-defined]
        "count": len(governing),
        "says": paper.defence_label if paper else "",
        "seller": paper.claim.seller.name if paper else "",
        "rules": [_(regimes.get(code).title) for code in dict.fromkeys(governing)],
        "in_full": paper is not None and paper.passed_on,
        "stops": list(dict.fromkeys(_(event.label) for code in governing for event in regimes.get(code).stop_events)),
        "court_url": reverse("notice_court", args=[notice.reference]),
        "retract_url": reverse("notice_retract", args=[notice.reference]),
    }
