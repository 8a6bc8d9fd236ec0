"""Where a shop stands: its points, which decisions brought them, when they end, and what one more would do."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from accounts.keyset import key_in
from docket import clock
from listings.models import Seller
from notices import cases
from notices.standing import sellers as standing
from notices.standing.sellers import Standing
from notices.views.sellers.access import login_required, shop_of
from policy import ladder, reasons
from policy.house_rules import Rung
from policy.ladder import Because, Event
from policy.load import book

EVENTS = 20
MEASURES: Mapping[str, Any] = {
    "warn_and_quiz": gettext_lazy("We write to you and offer a short course. It takes points off."),
    "no_new_listings_in_brand": gettext_lazy("For some days you cannot list goods of the brand concerned."),
    "no_new_listings": gettext_lazy("For some weeks you cannot make new listings. Those you have stay."),
    "suspend_account": gettext_lazy("We may close the shop. Two people decide it, and you are heard first."),
}
WEIGHTS: Mapping[str, Any] = {
    "image_or_text_copy": gettext_lazy("A copied photo or text"),
    "name_misuse": gettext_lazy("A brand name used for other goods"),
    "similar_mark_or_design": gettext_lazy("A sign or shape that is too close"),
    "unauthorised_print": gettext_lazy("A print without permission"),
    "patent_order": gettext_lazy("A patent, decided against you"),
    "evasion": gettext_lazy("Hiding or listing again what was decided"),
    "counterfeit": gettext_lazy("Goods that the brand did not make"),
    "forged_papers": gettext_lazy("Papers that are not real"),
    "safety_critical_counterfeit": gettext_lazy("Copied goods that can hurt somebody"),
    "none": gettext_lazy("A decision without weight"),
}
ONE_MORE = ("image_or_text_copy", "counterfeit")  # a small one and a grave one, as examples


@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Points, and what they come from; nothing is stored, so a decision that falls changes this page at once."""
    shop = Seller.objects.filter(organisation=shop_of(request)).first()
    found = standing.of(shop) if shop else None
    before = key_in(request, "before")
    events = [each for each in newest_first(found) if before is None or each.findings[0].id < before]
    shown = events[:EVENTS]
    context = {
        "found": found,
        "rows": [row(found, event) for event in shown if found],
        "undone": [line(found, finding.id) for finding in found.record.reversed[:EVENTS]] if found else [],
        "now": measure(found.record.rung) if found and found.record.rung else "",
        "waiting": measure(found.record.paused) if found and found.record.paused else "",
        "rungs": [{"points": rung.points, "what": measure(rung)} for rung in book().ladder.rungs],
        "examples": examples(found),
        "next_url": f"?before={shown[-1].findings[0].id}" if len(events) > EVENTS else "",
        "rules": book().ladder,
    }
    return render(request, "notices/sellers/standing.html", context)


def newest_first(found: Standing | None) -> Sequence[Event]:
    return sorted(found.record.events, key=lambda event: -event.findings[0].id) if found else []


def measure(rung: Rung) -> str:
    return str(MEASURES[rung.measure])


def row(found: Standing, event: Event) -> dict[str, Any]:
    """One event: what was decided, about which listings, and what it counts."""
    first = line(found, event.findings[0].id)
    n = len(event.findings)
    return {
        **first,
        "more": ngettext("and %(n)d more listing", "and %(n)d more listings", n - 1) % {"n": n - 1} if n > 1 else "",
        "points": event.points,
        "why": why(event),
        "until": event.until if event.points else None,
        "contested": any(each.contested for each in event.findings),
    }


def line(found: Standing, claim_id: int) -> dict[str, Any]:
    decision = found.decisions[claim_id]
    claim = decision.claim
    reference = cases.reference(claim.notice)
    return {
        "listing": str(claim.snapshot.content.get("title") or claim.listing.title),
        "reason": title_of(decision.reason_code),
        "at": decision.decided_at,
        "reference": reference,
        "url": reverse("case", args=[reference]),
    }


def title_of(code: str) -> str:
    try:
        return _(reasons.get(code).title)
    except reasons.UnknownReason:
        return code


def why(event: Event) -> str:
    """Why it counts less than its weight, where it does."""
    return {
        Because.EDUCATION: _("The first small one brings no points: it is there to learn from."),
        Because.CAPPED: _("One day brings no more points than this."),
        Because.EXPIRED: _("Its time is over, so it counts nothing any more."),
    }.get(event.because, "")


def examples(found: Standing | None) -> list[dict[str, Any]]:
    """What one more decision of this weight would do today."""
    now, rows = clock.now(), []
    for severity in ONE_MORE:
        after = ladder.one_more(found.findings if found else (), severity, now)
        before = found.record if found else ladder.count((), now)
        changed = after.rung if after.rung != before.rung else None
        rows.append(
            {
                "what": str(WEIGHTS[severity]),
                "points": after.points,
                "then": measure(changed) if changed else _("Nothing else changes."),
            }
        )
    return rows
