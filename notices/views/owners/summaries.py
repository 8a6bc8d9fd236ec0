"""A notice in one row: reference, right, how many listings, one tag for all of them, and who has to act until when."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Min

from docket import clock
from notices import waiting, words
from notices.models import Claim, Notice, Timer


def rows_of(notices: Sequence[Notice]) -> list[dict[str, Any]]:
    """Three queries for the states and clocks of all of them."""
    counted = Claim.objects.filter(notice__in=notices).values("notice", "state").annotate(n=Count("pk")).order_by()
    states: dict[int, dict[str, int]] = {}
    for row in counted:
        states.setdefault(row["notice"], {})[row["state"]] = row["n"]
    due, now = next_dates(notices), clock.now()
    return [row_of(notice, states.get(notice.pk, {}), due, now) for notice in notices]


def next_dates(notices: Sequence[Notice]) -> dict[tuple[int, str], datetime]:
    """When the first running clock of each name ends, for each notice."""
    running = Timer.objects.filter(claim__notice__in=notices, key__in=waiting.CLOCKS, state=Timer.State.RUNNING)
    first = running.order_by().values("claim__notice", "key").annotate(first=Min("due_at"))
    return {(row["claim__notice"], row["key"]): row["first"] for row in first}


def row_of(
    notice: Notice, states: dict[str, int], due: Mapping[tuple[int, str], datetime], now: datetime
) -> dict[str, Any]:
    who = waiting.first_of(states)
    ends = [due[notice.pk, key] for key in waiting.CLOCKS_OF.get(who, ()) if (notice.pk, key) in due]
    return {
        "notice": notice,
        "count": sum(states.values()),
        "said": words.of_notice(states, "filer"),
        "waits": waiting.WORDS[who] if who != waiting.NOBODY else "",
        "due": min(ends, default=None),
        "late": who == waiting.US and bool(ends) and min(ends) < now,
    }
