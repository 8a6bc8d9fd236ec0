"""One notice as its owner sees it: the next step first, each listing with its result, the story, the notice as sent."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET

from docket import clock
from notices import places, retracting, speed, steps, threads, timeline, waiting, words
from notices.models import Claim, Notice
from notices.procedure import UNDECIDED
from notices.timeline import Line
from notices.views.owners import next_step, outcomes, sent
from notices.views.owners.access import actor_of, login_required, notice_of, notifier, user_of
from notices.views.owners.answers import papers_of
from rights.models import USABLE

# Step → its page and what the button says, in the order of urgency.
DEEDS = (
    ("resume", "notice_go_on", lazy("Go on with it")),
    ("complete", "notice_reply", lazy("Answer our question")),
    ("file_suit", "notice_court", lazy("Tell us about court action")),
    ("appeal_rejection", "notice_appeal", lazy("Ask for another look")),
    ("supplement", "notice_supplement", lazy("Add evidence")),
)


@login_required
@require_GET
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """The notice and everything that can be done with it."""
    notice = notice_of(request, reference)
    claims = light(notice)
    context = {
        **everything(notice, claims, notifier(request).pk),
        **outcomes.page_of(request, notice),
        "actions": actions_on(request, notice, claims),
        "speed": speed_of(notice, claims),
        "unread": threads.unread(notice.threads.filter(side="notifier"), user_of(request)).exists(),
        "big": len(claims) > outcomes.PAGE or bool(request.GET),
    }
    return render(request, "notices/owners/detail.html", context)


@login_required
@require_GET
def paper(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole notice on paper."""
    notice = notice_of(request, reference)
    claims = list(outcomes.with_papers(notice).prefetch_related("evidence"))
    rows = outcomes.rows_of(notice, claims)
    context = {**everything(notice, claims, notifier(request).pk), "rows": rows, "on_paper": True}
    return render(request, "notices/owners/print.html", context)


def light(notice: Notice) -> list[Claim]:
    """Every claim of the notice, without what only its own row shows."""
    rows: QuerySet[Claim] = notice.claims.with_mandate().select_related("listing").order_by("ordinal")
    shown = ("public_id", "state", "version", "regime", "notice", "ordinal", "seller", "seller_told", "listing__market")
    claims = list(rows.only(*shown))
    for claim in claims:
        claim.notice = notice
    return claims


def everything(notice: Notice, claims: Sequence[Claim], reader: int) -> dict[str, Any]:
    counts, until = outcomes.counts_of(notice), outcomes.next_dates(notice)
    return {
        "notice": notice,
        "count": sum(counts.values()),
        "said": words.of_notice(counts, "filer"),
        "next": next_step.of(counts, until),
        "ours": ours(counts, until),
        "tabs": outcomes.tabs(counts),
        "entries": [brief(line) for line in timeline.of_claims(claims, "filer", reader)[::-1]],
        "answers": papers_of(notice),
        "retractions": retracting.retractions(notice) if counts.get("retracted") else [],
        **sent.as_sent(notice),
    }


def brief(line: Line) -> Line:
    """Each listing tells its own reason; the story only what was done."""
    return line if line.step == "file_suit" else replace(line, detail="")


def ours(counts: Mapping[str, int], until: Mapping[str, datetime]) -> dict[str, Any] | None:
    """Who else has to act, and until when, while nothing is asked of the owner."""
    who = waiting.first_of(state for state, n in counts.items() if n)
    if who in {waiting.YOU, waiting.NOBODY}:
        return None
    ends = [until[state] for state in until if waiting.waited_on(state) == who]
    due = min(ends, default=None)
    return {"who": waiting.WORDS[who], "until": due, "late": who == waiting.US and late(due)}


def late(until: datetime | None) -> bool:
    return until is not None and until < clock.now()


def speed_of(notice: Notice, claims: Sequence[Claim]) -> str:
    """How long such decisions took lately, while one is awaited; for the market most listings are in."""
    waits = [claim.listing.market for claim in claims if claim.state in {*UNDECIDED, "held"}]
    if not waits:
        return ""
    market = max(sorted(set(waits)), key=waits.count)
    found = speed.lately(notice.claim_type, market)
    return speed.sentence(found, places.named([market])) if found else speed.too_few(places.named([market]))


def actions_on(request: HttpRequest, notice: Notice, claims: Sequence[Claim]) -> list[dict[str, Any]]:
    actor = actor_of(request)
    may = {name for claim in claims for name in steps.open_to(claim, actor)}
    deeds = [
        {"title": str(title), "url": reverse(url, args=[notice.reference])} for step, url, title in DEEDS if step in may
    ]
    if notice.right is not None and notice.right.state in USABLE:
        title = _("Report more for %(right)s") % {"right": notice.right.title}
        deeds.append({"title": title, "url": reverse("right_report", args=[notice.right.public_id])})
    if "retract" in may:  # last, so that it is never the button that invites
        title = _("Take it back") if any(claim.hidden for claim in claims) else _("Withdraw it")
        deeds.append({"title": title, "url": reverse("notice_retract", args=[notice.reference])})
    return deeds
