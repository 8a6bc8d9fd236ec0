"""Which notices an organisation asks for: one reading of filters for the list, its pages and its export."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from notices import waiting
from notices.models import Claim, Notice, Timer

# What a person looks for, and the states that answer it.
STATES: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "needs": (_("Needs you"), ("incomplete", "paused", "countered")),
    "open": (_("Being checked"), ("submitted", "escalated", "awaiting_seller", "held")),
    "removed": (
        _("Removed"),
        ("upheld", "mended", "removed_for_good", "in_court", "appealed_takedown", "countered"),
    ),
    "not_removed": (_("Not removed"), ("rejected", "lapsed", "appealed_rejection", "forwarded")),
    "restored": (_("Visible again"), ("restored",)),
    "withdrawn": (_("Withdrawn"), ("retracted",)),
}
NEWEST, OLDEST, DUE = "newest", "oldest", "due"
SORTS: Mapping[str, Any] = {NEWEST: _("Newest first"), OLDEST: _("Oldest first"), DUE: _("Next date first")}


@dataclass(frozen=True)
class Asked:
    """The filters in force; an empty one asks for nothing."""

    q: str = ""
    state: str = ""
    waits: str = ""
    right: str = ""
    kind: str = ""
    owner: str = ""
    market: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = NEWEST


def narrowed(rows: "QuerySet[Notice]", asked: Asked) -> "QuerySet[Notice]":
    """Those of these notices that fit every filter."""
    claims = Claim.objects.filter(notice=OuterRef("pk"))
    if asked.state in STATES:
        rows = rows.filter(Exists(claims.filter(state__in=STATES[asked.state][1])))
    if asked.waits in waiting.WORDS:
        rows = rows.filter(Exists(claims.filter(state__in=waiting.states_waiting_for(asked.waits))))
    if asked.market:
        rows = rows.filter(Exists(claims.filter(listing__market=asked.market)))
    plain = {"right__public_id": asked.right, "claim_type": asked.kind, "owner__public_id": asked.owner}
    rows = rows.filter(**{column: value for column, value in plain.items() if value})
    if asked.since:
        rows = rows.filter(received_at__gte=midnight(asked.since))
    if asked.until:
        rows = rows.filter(received_at__lt=midnight(asked.until + timedelta(days=1)))
    return rows.filter(about(asked.q)) if asked.q else rows


def midnight(day: date) -> datetime:
    """Days of a period are days of UTC, as everywhere in lists."""
    return datetime.combine(day, time.min, UTC)


def about(text: str) -> Q:
    """What a search knows: references, marks, numbers, one's own references, shops, listings."""
    listing = Claim.objects.filter(notice=OuterRef("pk")).filter(
        Q(listing__external_id__iexact=text) | Q(seller__name__icontains=text) | Q(listing__title__icontains=text)
    )
    named = Q(reference__iexact=text) | Q(partner_reference__iexact=text)
    return named | Q(right__title__icontains=text) | Q(right__number=text) | Q(Exists(listing))


def by_next_date(rows: "QuerySet[Notice]") -> "QuerySet[Notice]":
    """Only those with a clock that runs, each with the day on which its first one ends."""
    running = Timer.objects.filter(
        claim__notice=OuterRef("pk"), key__in=waiting.CLOCKS, state=Timer.State.RUNNING
    ).order_by()
    first = running.values("claim__notice").annotate(first=Min("due_at")).values("first")
    return rows.annotate(due=Subquery(first)).filter(due__isnull=False)
