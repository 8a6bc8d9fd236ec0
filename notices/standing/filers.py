"""How often a filer's notices were right: of its claims decided lately, how many stand, and which do not.

Filer precision = upheld and not reversed / decided, over the last 90 days. A claim counts by its newest decision.
Left out: taken back before the decision, or before the seller answered it; already reported, already gone; tests.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import caches
from django.db import connection

from accounts.models import Organisation
from docket import clock
from notices.models import Decision
from notices.standing.sellers import CONTESTED
from policy.load import book
from policy.tiers import FilerRecord, Line, line_of, tier_of
from rights.models import IPRight

# One row a claim with its newest decision. `clear` is the seller's own mending: the claim was right.
COUNTED = """
WITH newest AS (
    SELECT DISTINCT ON (d.claim_id) d.id, d.claim_id, d.outcome, d.reason_code, e.step
    FROM notices_decision d JOIN docket_entry e ON e.id = d.entry_id
    JOIN notices_claim c ON c.id = d.claim_id JOIN notices_notice n ON n.id = c.notice_id
    WHERE n.filer_id = %(filer)s AND NOT n.is_test AND d.decided_at > %(since)s
    ORDER BY d.claim_id, d.id DESC),
counted AS (
    SELECT w.id, w.reason_code, w.step, c.state,
        CASE WHEN w.outcome = 'rejected' AND w.reason_code = ANY(%(left_out)s) THEN 'left_out'
             WHEN w.outcome = 'rejected' THEN 'wrong'
             WHEN c.state = 'retracted' AND t.source = ANY(%(contested)s) THEN 'wrong'
             WHEN c.state = 'retracted' THEN 'left_out'
             WHEN w.outcome = 'restored' AND w.step <> 'clear' THEN 'wrong'
             ELSE 'right' END AS verdict
    FROM newest w JOIN notices_claim c ON c.id = w.claim_id
    LEFT JOIN docket_entry t ON c.state = 'retracted' AND t.subject_type = 'claim' AND t.subject_id = c.id
                            AND t.step = 'retract')
"""
TOTALS = (
    COUNTED
    + """
SELECT verdict, CASE WHEN reason_code = ANY(%(untrue)s) AND verdict = 'wrong' THEN 'untrue'
                     WHEN state = 'retracted' THEN 'taken_back'
                     WHEN step IN ('reject', 'affirm_rejection') THEN 'rejected' ELSE 'came_back' END AS how, count(*)
FROM counted GROUP BY 1, 2
"""
)
MOVED = (
    COUNTED
    + """
SELECT id FROM counted WHERE verdict = 'wrong' AND (%(before)s IS NULL OR id < %(before)s)
ORDER BY id DESC LIMIT %(most)s
"""
)


@dataclass(frozen=True)
class Standing:
    """The record of one filer, with what was counted against it and what was left out."""

    record: FilerRecord
    rejected: int = 0
    came_back: int = 0
    taken_back: int = 0
    left_out: int = 0

    @property
    def wrong(self) -> int:
        return self.record.decided - self.record.right


def of(filer: Organisation) -> Standing:
    """Where this filer stands now. Three queries, whatever the number of its claims."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(TOTALS, _facts(filer, now))
        counts: dict[tuple[str, str], int] = {(verdict, how): n for verdict, how, n in cursor.fetchall()}
    by_verdict: dict[str, int] = {}
    for (verdict, _how), n in counts.items():
        by_verdict[verdict] = by_verdict.get(verdict, 0) + n
    right, wrong = by_verdict.get("right", 0), by_verdict.get("wrong", 0)
    untrue = counts.get(("wrong", "untrue"), 0)
    record = FilerRecord(
        decided=right + wrong,
        right=right,
        untrue=untrue,
        confirmed_right=IPRight.objects.usable_by(filer, now.date()).filter(state="verified").exists(),
        contract=filer.kind == Organisation.Kind.PARTNER,
    )
    return Standing(
        record,
        rejected=counts.get(("wrong", "rejected"), 0) + untrue,
        came_back=counts.get(("wrong", "came_back"), 0),
        taken_back=counts.get(("wrong", "taken_back"), 0),
        left_out=by_verdict.get("left_out", 0),
    )


def trust(filer: Organisation) -> tuple[str, Line]:
    """How far this filer is trusted, as tier and line; known anew every ten minutes."""
    key, memory = f"trust-{filer.pk}", caches["memory"]
    known: tuple[str, Line] | None = memory.get(key)
    if known is None:
        record = of(filer).record
        known = tier_of(record).code, line_of(record)
        memory.set(key, known)
    return known


def moved_by(filer: Organisation, *, before: int | None = None, most: int = 25) -> Sequence[Decision]:
    """The very decisions that count against this filer, newest first. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(MOVED, {**_facts(filer, clock.now()), "before": before, "most": most})
        ids = [row[0] for row in cursor.fetchall()]
    rows = Decision.objects.filter(pk__in=ids).defer("private_note").order_by("-pk")
    return list(rows.select_related("entry", "claim__notice__right", "claim__snapshot", "claim__listing"))


def _facts(filer: Organisation, now: datetime) -> dict[str, Any]:
    rules = book().tiers
    return {
        "filer": filer.pk,
        "since": now - timedelta(days=rules.window_days),
        "left_out": list(rules.left_out),
        "contested": sorted(CONTESTED),
        "untrue": list(book().ladder.filers.suspend_reasons),
    }
