"""What a seller reads: the cases, one case, what was reported, the full reasons, and how its dates were counted."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.keyset import key_in
from listings.snapshots import content_of
from notices import case_list, comparing, counting, dsa, showing, statement, timeline
from notices.cases import Case
from notices.models import Claim
from notices.receipts import record as pdf_record
from notices.views.sellers import page, words
from notices.views.sellers.access import case_of, login_required, shop_of

CASES = 20
REPORTED = 5  # listings with their pictures on one page


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
    return {
        "case": case,
        "head": words.head(case),
        "tag": words.status(case),
        "first": page.title_of(case.claims[0]),
        "more": len(case.claims) - 1,
    }


@login_required
@require_GET
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_of(request, reference)
    return render(request, "notices/sellers/case.html", page.of(case, key_in(request, "after") or 0))


@login_required
@require_GET
def reported(request: HttpRequest, reference: str) -> HttpResponse:
    """What was complained of as it was sealed, with the owner's words and marks, beside what the listing is now."""
    case = case_of(request, reference)
    after = key_in(request, "after") or 0
    claims = [claim for claim in case.claims if claim.ordinal > after]
    shown = claims[:REPORTED]
    marks = showing.by_claim(shown)
    context = {
        "case": case,
        "words": case.notice.explanation,
        "items": [item(case, claim, marks.get(claim.pk, [])) for claim in shown],
        "next_url": f"?after={shown[-1].ordinal}" if len(claims) > REPORTED else "",
    }
    return render(request, "notices/sellers/reported.html", context)


def item(case: Case, claim: Claim, marks: list[Any]) -> dict[str, Any]:
    sealed, now = claim.snapshot.content, content_of(claim.listing)
    url = showing.url_for_seller(case.reference)
    gone = claim.listing.state == claim.listing.State.GONE
    return {
        "title": page.title_of(claim),
        "id": claim.listing.external_id,
        "price": sealed.get("price"),
        "currency": sealed.get("currency"),
        "description": sealed.get("description"),
        "taken_at": claim.snapshot.taken_at,
        "pictures": [url(each["sha256"]) for each in sealed.get("images") or []],
        "marked": showing.of(marks, sealed, url),
        "words": claim.explanation,
        "gone": gone,
        "changes": [] if gone else comparing.differences(sealed, now),
        "link": claim.listing.url,
    }


@login_required
@require_GET
def decision(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything we decided in this case and why: the statement of reasons, and the whole story."""
    case = case_of(request, reference)
    statements = statement.of_case(case)
    if not statements:
        raise Http404
    as_data = bool(dsa.of_claims(case.claims))
    context = {"case": case, "statements": statements, "story": whole_story(case), "as_data": as_data}
    return render(request, "notices/sellers/decision.html", context)


@login_required
@require_GET
def data(request: HttpRequest, reference: str) -> HttpResponse:
    """The statements of reasons in the DSA's structure, as they go to its transparency database."""
    case = case_of(request, reference)
    found = dsa.of_claims(case.claims)
    if not found:
        raise Http404
    answer = JsonResponse({"statements": found}, json_dumps_params={"indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{case.reference}.json"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def whole_story(case: Case) -> list[timeline.Line]:
    return [replace(line, detail="") for line in timeline.of_claims(list(case.claims), "seller")]


@login_required
@require_GET
def dates(request: HttpRequest, reference: str) -> HttpResponse:
    """How each date of the case was counted: day zero, the calendar, what was left out, and the data's version."""
    case = case_of(request, reference)
    counts = [{"count": each, "name": counting.name_of(each.timer.key)} for each in counting.of(case)]
    return render(request, "notices/sellers/dates.html", {"case": case, "counts": counts})


@login_required
@require_GET
def record(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole record as a file to keep."""
    case = case_of(request, reference)
    answer = HttpResponse(pdf_record.of(case), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{case.reference}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
