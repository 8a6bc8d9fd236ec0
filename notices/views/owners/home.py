"""The owner's first page: what needs them, then drafts, the latest notices, and how often their notices were right."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Organisation
from docket import clock
from notices.drafting import Work
from notices.models import Claim, Draft, Import, Notice, Timer
from notices.views.owners.access import login_required, notifier
from notices.views.owners.paused import needs_of_mandates
from notices.views.owners.summaries import rows_of
from rights.models import IPRight
from rights.words import SOON, expiry

ASKED = {"incomplete": "cure", "countered": "put_back"}
DRAFTS = 10  # on the first page; the newest first
RIGHT_HELD = ("upheld", "removed_for_good", "countered", "in_court", "appealed_takedown")


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this organisation, the most urgent first."""
    organisation, now = notifier(request), clock.now()
    drafts = Draft.objects.filter(organisation=organisation, notice=None).select_related("changed_by")[:DRAFTS]
    notices = Notice.objects.filed_for(organisation.pk).select_related("right", "owner").order_by("-pk")[:5]
    context = {
        "needs": [
            *needs_of_notices(organisation),
            *needs_of_mandates(organisation),
            *needs_of_imports(organisation),
            *needs_of_rights(organisation, now),
        ],
        "drafts": [{"draft": draft, "work": Work(draft, organisation)} for draft in drafts],
        "notices": rows_of(list(notices)),
        "has_rights": IPRight.objects.usable_by(organisation, now.date()).usable().exists(),
        **accuracy(organisation, now),
    }
    return render(request, "notices/owners/home.html", context)


def needs_of_notices(organisation: Organisation) -> list[dict[str, Any]]:
    """One line a notice with a question to answer or a seller's answer to act on. Two queries."""
    waiting = Claim.objects.filed_for(organisation.pk).filter(state__in=ASKED).select_related("notice__right")
    claims = list(waiting.order_by("notice_id", "ordinal"))
    timers = Timer.objects.filter(claim__in=claims, key__in=ASKED.values(), state=Timer.State.RUNNING)
    due = {(timer.claim_id, timer.key): timer.due_at for timer in timers}
    found: dict[tuple[int, str], dict[str, Any]] = {}
    for claim in claims:
        need = found.setdefault((claim.notice_id, claim.state), need_of(claim))
        need["count"] += 1
        until = due.get((claim.pk, ASKED[claim.state]))
        need["until"] = min(filter(None, [need["until"], until]), default=None)
    return sorted(found.values(), key=lambda need: (need["until"] is None, need["until"]))


def need_of(claim: Claim) -> dict[str, Any]:
    reference = claim.notice.reference
    if claim.state == "incomplete":
        words, page = _("Answer our question"), reverse("notice_reply", args=[reference])
    else:
        words, page = _("The seller answered: tell us if you go to court"), reverse("notice", args=[reference])
    return {
        "text": words,
        "about": f"{reference} · {claim.notice.subject_title}",
        "url": page,
        "until": None,
        "count": 0,
    }


def needs_of_imports(organisation: Organisation) -> Iterator[dict[str, Any]]:
    """Files that wait for names of columns, for a signature, or for somebody to go on."""
    asked = {
        "uploaded": _("Say what the columns of your file are"),
        "ready": _("Check and sign your file"),
        "faulty": _("Mend the rows of your file"),
        "stopped": _("Your file was stopped: go on, or throw it away"),
        "interrupted": _("Sending your file was stopped: go on"),
    }
    for job in Import.objects.filter(organisation=organisation, state__in=asked).order_by("-pk")[:5]:
        url = reverse("import", args=[job.reference])
        yield {"text": asked[job.state], "about": job.name, "url": url, "until": None}


def needs_of_rights(organisation: Organisation, now: datetime) -> Iterator[dict[str, Any]]:
    """Rights that were refused, or end soon."""
    today = now.date()
    rights = IPRight.objects.filter(organisation=organisation)
    soon = Q(state__in=["submitted", "verified"], valid_until__lte=today + SOON)
    for right in rights.filter(Q(state="refused") | soon).order_by("valid_until", "pk")[:10]:
        words = _("We could not confirm this right") if right.state == "refused" else expiry(right, today)
        yield {"text": words, "about": right.title, "url": reverse("right", args=[right.public_id]), "until": None}


def accuracy(organisation: Organisation, now: datetime) -> dict[str, int | None]:
    """Of the claims decided in the last twelve months, how many stand. One query."""
    mine = Claim.objects.filter(notice__filer=organisation, notice__received_at__gte=now - timedelta(days=365))
    right, wrong = Q(state__in=RIGHT_HELD), Q(state__in=["rejected", "restored"])
    counted = mine.aggregate(right=Count("pk", filter=right), decided=Count("pk", filter=right | wrong))
    decided = counted["decided"]
    return {"accuracy": round(100 * counted["right"] / decided) if decided else None, "decided": decided}
