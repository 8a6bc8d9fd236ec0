"""The seller's counter-notice, as far as the law passes it on to the owner; each reading is an entry."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET

from notices import actions, passing_on
from notices.models import CounterNotice, Notice
from notices.views.owners.access import actor_of, login_required, notice_of
from policy import regimes
from rights.files import serving
from rights.models import Evidence

NAMES = {"signer": lazy("Signed by"), "address": lazy("Address"), "phone": lazy("Phone")}


def papers_of(notice: Notice) -> list[CounterNotice]:
    """The papers that the law passes on, one a signature, newest first. Two queries, however many listings."""
    passed = CounterNotice.objects.filter(claim__notice=notice, passed_on=True).order_by("-id")
    shown: dict[tuple[object, ...], CounterNotice] = {}
    for paper in passed.select_related("claim__seller").prefetch_related("evidence"):
        shown.setdefault((paper.claim.seller_id, paper.received_at), paper)
    return list(shown.values())


@login_required
@require_GET
def answers(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything the law passes on. That it was read, by whom and when, goes into the docket."""
    notice = notice_of(request, reference)
    papers = papers_of(notice)
    if not papers:
        raise Http404
    actions.show_counter(by=actor_of(request), papers=papers)
    return render(
        request, "notices/owners/answers.html", {"notice": notice, "papers": [shown(notice, p) for p in papers]}
    )


def shown(notice: Notice, paper: CounterNotice) -> dict[str, Any]:
    regime = regimes.get(paper.claim.regime)
    fields = passing_on.fields_passed_on(paper, regime)
    rows = [
        (_("What the seller says"), paper.defence_label),
        (_("In their words"), paper.explanation),
        *((NAMES[name], getattr(paper, name)) for name in fields if name in NAMES),
    ]
    return {
        "paper": paper,
        "rules": _(regime.title),
        "rows": [{"name": name, "value": value} for name, value in rows if value],
        "sworn": [statement.text for statement in paper.statements.order_by("pk")],
        "files": files(notice, list(paper.evidence.all())) if "evidence" in fields else [],
    }


def files(notice: Notice, evidence: Sequence[Evidence]) -> list[dict[str, Any]]:
    """A copy without hidden data where there is one to look at; the original never leaves its owner."""
    return [
        {
            "file": each,
            "url": reverse("notice_answer_file", args=[notice.reference, each.public_id]) if each.viewable else "",
        }
        for each in evidence
    ]


@login_required
@require_GET
def file(request: HttpRequest, reference: str, public_id: str) -> HttpResponseBase:
    """The shared copy of a file that the law passes on; any other file does not exist here."""
    notice = notice_of(request, reference)
    for paper in papers_of(notice):
        if "evidence" not in passing_on.fields_passed_on(paper, regimes.get(paper.claim.regime)):
            continue
        for evidence in paper.evidence.all():
            if evidence.public_id == public_id and evidence.viewable:
                why = f"counter-notice in {notice.reference}"
                return serving.picture(evidence, "shared", by=actor_of(request), why=why, passed_on=True)
    raise Http404
