"""The list of cases, the case page, and the full statement of reasons."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from docket.models import Entry
from notices import case_list, timeline
from notices.cases import Case
from notices.letters import context as letters
from notices.letters.deed import Deed, gather
from notices.models import Decision
from notices.views.sellers import page, words
from notices.views.sellers.access import case_of, login_required, shop_of

CASES = 20
DECIDING = ("uphold", "confirm", "uphold_after_all", "affirm_takedown", "restore_on_appeal", "reverse", "adjudge")


def number_of(request: HttpRequest) -> int:
    """The page asked for; nonsense is page 1."""
    given = request.GET.get("page", "1")
    return max(1, int(given)) if given.isascii() and given.isdigit() and len(given) < 6 else 1


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Open cases first."""
    found, cursor = case_list.page_of(shop_of(request), request.GET.get("after", ""), CASES)
    context = {
        "open": [row(case) for case in found if case.open],
        "closed": [row(case) for case in found if not case.open],
        "next_url": f"?after={cursor}" if cursor else "",
        "further": "after" in request.GET,
    }
    return render(request, "notices/sellers/index.html", context)


def row(case: Case) -> dict[str, Any]:
    first = case.claims[0]
    return {
        "case": case,
        "head": words.head(case),
        "tag": words.status(case),
        "first": first.snapshot.content.get("title") or first.listing.title,
        "more": len(case.claims) - 1,
    }


@login_required
@require_GET
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    return render(request, "notices/sellers/case.html", page.of(case_of(request, reference), number_of(request)))


@login_required
@require_GET
def decision(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything we decided in this case and why: the statement of reasons, and the whole story."""
    case = case_of(request, reference)
    statements = statements_of(case)
    if not statements:
        raise Http404
    context = {
        "case": case,
        "statements": statements,
        "story": [replace(line, detail="") for line in timeline.of_claims(list(case.claims), "seller")],
    }
    return render(request, "notices/sellers/decision.html", context)


def statements_of(case: Case) -> list[dict[str, Any]]:
    """One statement a deed, newest first: what was decided then, as it was decided."""
    ids = [claim.pk for claim in case.claims]
    made = Entry.objects.filter(subject_type="claim", subject_id__in=ids, step__in=DECIDING).order_by("-id")
    deeds: dict[object, Entry] = {}
    for entry in made:
        deeds.setdefault((entry.step, entry.facts.get("deed") or entry.pk), entry)
    gathered = (gather(entry, "seller") for entry in deeds.values())
    return [statement(deed) for deed in gathered if deed is not None]


def statement(deed: Deed) -> dict[str, Any]:
    facts = letters.of(deed, "statement_of_reasons")
    outcome = Decision.objects.filter(entry=deed.entry).values_list("outcome", flat=True).first()
    return {**facts, "outcome": outcome, "again": deed.entry.step in {"affirm_takedown", "restore_on_appeal"}}
