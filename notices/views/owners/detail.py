"""One notice as its owner sees it: the next step first, each listing with its result, the story, the notice as sent."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET

from notices import steps, timeline, words
from notices.forms.filing import CLAIM_WORDS
from notices.models import Claim, CounterNotice, Decision, Notice, Timer
from notices.reasoning import facts_of
from notices.views.owners.access import actor_of, login_required, notice_of
from policy import reasons
from rights.words import identity

log = logging.getLogger(__name__)
PAGE = 100
# Step → its page and what the button says, in the order of urgency.
DEEDS = (
    ("complete", "notice_reply", lazy("Answer our question")),
    ("file_suit", "notice_court", lazy("Tell us about court action")),
    ("appeal_rejection", "notice_appeal", lazy("Ask for another look")),
)
CLOCK_OF_STATE = {"incomplete": "cure", "countered": "put_back", "rejected": "appeal_filing"}


def with_papers(notice: Notice) -> list[Claim]:
    """All claims of a notice with what their rows show, in a number of queries that does not grow."""
    decided = Decision.objects.filter(decided_at__isnull=False).order_by("-id")
    running = Timer.objects.filter(state=Timer.State.RUNNING)
    rows = notice.claims.with_mandate().select_related("listing", "seller", "snapshot").order_by("ordinal")
    claims = list(
        rows.prefetch_related(
            Prefetch("decisions", queryset=decided, to_attr="made"),
            Prefetch("timers", queryset=running, to_attr="clocks"),
        )
    )
    for claim in claims:
        claim.notice = notice
    return claims


@login_required
@require_GET
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """The notice and everything that can be done with it."""
    notice = notice_of(request, reference)
    claims = with_papers(notice)
    context = {**everything(notice, claims), "actions": actions_on(request, notice, claims)}
    page = Paginator(claims, PAGE).get_page(request.GET.get("page"))
    context["rows"] = [row_of(claim) for claim in page.object_list]
    context["page"] = page
    return render(request, "notices/owners/detail.html", context)


@login_required
@require_GET
def paper(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole notice on paper."""
    notice = notice_of(request, reference)
    claims = with_papers(notice)
    context = {**everything(notice, claims), "rows": [row_of(claim) for claim in claims]}
    return render(request, "notices/owners/print.html", context)


def everything(notice: Notice, claims: Sequence[Claim]) -> dict[str, Any]:
    counts = Counter(claim.state for claim in claims)
    until = soonest(claims)
    return {
        "notice": notice,
        "count": len(claims),
        "said": words.of_notice(counts, "filer", returns_on=until.get("countered"), until=until.get("incomplete")),
        "next": next_sentence(counts, until),
        "deadlines": deadlines_in_words(until),
        "entries": timeline.of_claims(claims, "filer")[::-1],
        "as_sent": as_sent(notice),
        "statements": notice.statements.order_by("pk"),
        "files": notice.evidence.order_by("pk"),
        "answers": answers_of(claims),
    }


def soonest(claims: Sequence[Claim]) -> Mapping[str, datetime]:
    """State → when the owner's time in it ends, the earliest of all claims."""
    found: dict[str, datetime] = {}
    for claim in claims:
        for clock in claim.clocks:  # type: ignore[attr-defined]
            if clock.key == CLOCK_OF_STATE.get(claim.state):
                found[claim.state] = min(found.get(claim.state, clock.due_at), clock.due_at)
    return found


def day(moment: datetime) -> str:
    return date_format(moment, "j F Y", use_l10n=False)


def next_sentence(counts: Mapping[str, int], until: Mapping[str, datetime]) -> str:
    """What the owner has to do now, in one sentence; the most urgent wins."""
    if counts.get("incomplete"):
        by = until.get("incomplete")
        return _("Answer our question by %(day)s.") % {"day": day(by)} if by else _("Answer our question.")
    if counts.get("countered") and (by := until.get("countered")):
        return _("The seller answered. The listing returns on %(day)s unless you show us court action.") % {
            "day": day(by)
        }
    if any(counts.get(state) for state in ("submitted", "held", "awaiting_seller")):
        return _("Nothing to do. A reviewer decides, usually within 24 hours, and we email you.")
    if any(counts.get(state) for state in ("appealed_rejection", "appealed_takedown")):
        return _("Nothing to do. A different person looks again, and we email you.")
    if counts.get("rejected") and (by := until.get("rejected")):
        return _("Nothing you must do. You can ask for another look until %(day)s.") % {"day": day(by)}
    return _("Nothing to do.")


def deadlines_in_words(until: Mapping[str, datetime]) -> list[dict[str, Any]]:
    said = {
        "incomplete": (_("You can answer until"), _("Without an answer the notice ends; you can send a new one.")),
        "countered": (_("The listing returns on"), _("It stays hidden if you show us court action before that.")),
        "rejected": (_("You can ask for another look until"), ""),
    }
    tones = {"incomplete": "wait", "countered": "wait", "rejected": "neutral"}
    return [
        {"text": said[state][0], "note": said[state][1], "until": moment, "tone": tones[state]}
        for state, moment in until.items()
    ]


def row_of(claim: Claim) -> dict[str, Any]:
    """One listing: what it was called when reported, its result, and why."""
    decision = next(iter(claim.made), None)  # type: ignore[attr-defined]
    until = soonest([claim]).get(claim.state)
    territories = decision.territories if decision else []
    said = words.of(claim.state, "filer", returns_on=until, until=until, countries=territories)
    return {
        "claim": claim,
        "title": claim.snapshot.content["title"],
        "said": said,
        "reason": decision.public_reason if decision else "",
        "cure": cure_of(claim, decision) if decision and claim.state == "rejected" else "",
        "question": claim.question if claim.state == "incomplete" else "",
    }


def cure_of(claim: Claim, decision: Decision) -> str:
    """What would help next time, where the catalogue can say it for this claim."""
    try:
        return reasons.render_cure(reasons.get(decision.reason_code), facts_of(claim))
    except (reasons.UnknownReason, reasons.MissingFact):
        return ""


def actions_on(request: HttpRequest, notice: Notice, claims: Sequence[Claim]) -> list[dict[str, Any]]:
    actor = actor_of(request)
    may = {name for claim in claims for name in steps.open_to(claim, actor)}
    deeds = [
        {"title": str(title), "url": reverse(url, args=[notice.reference])} for step, url, title in DEEDS if step in may
    ]
    if notice.right is not None and notice.right.state in {"submitted", "verified"}:
        title = _("Report more for %(right)s") % {"right": notice.right.title}
        deeds.append({"title": title, "url": reverse("right_report", args=[notice.right.public_id])})
    if "retract" in may:  # last, so that it is never the button that invites
        deeds.append({"title": _("Take it back"), "url": reverse("notice_retract", args=[notice.reference])})
    return deeds


def as_sent(notice: Notice) -> list[dict[str, Any]]:
    """The notice in the words in which it was sent."""
    right = f"{notice.right.title}, {identity(notice.right)}" if notice.right else notice.subject_title
    pairs = [
        (_("Right"), right),
        (_("Owner"), notice.owner.name),
        (_("Sent by"), notice.filer.name),
        (_("Claim"), CLAIM_WORDS.get(notice.claim_type, notice.claim_type)),
        (_("Reason"), notice.explanation),
        (_("What the work is"), notice.work.get("description", "")),
        (_("Original"), notice.work.get("url", "")),
        (_("Your reference"), notice.partner_reference),
        (_("Signed by"), notice.signature_name),
        (_("In the role"), notice.get_capacity_display()),
    ]
    return [{"name": name, "value": value} for name, value in pairs if value]


def answers_of(claims: Sequence[Claim]) -> list[dict[str, Any]]:
    """What sellers answered, only where the law passes it on; with their address, and a line in the log."""
    passed = CounterNotice.objects.filter(claim__in=claims, passed_on=True).order_by("-id").select_related("claim")
    shown: dict[str, CounterNotice] = {}
    for paper in passed:
        shown.setdefault(f"{paper.claim.seller_id} {paper.received_at}", paper)
    for paper in shown.values():
        log.info("the counter-notice %s was shown to the owner", paper.public_id)
    return [
        {
            "paper": paper,
            "rows": [
                {"name": name, "value": value}
                for name, value in (
                    (_("What the seller says"), paper.defence_label),
                    (_("In their words"), paper.explanation),
                    (_("Signed by"), paper.signer),
                    (_("Address"), paper.address),
                    (_("Phone"), paper.phone),
                    (_("Email"), paper.email),
                )
                if value
            ],
        }
        for paper in shown.values()
    ]
