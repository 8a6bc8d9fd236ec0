"""Dossiers: kept up to date in the transaction of each deed, and read in the order of their clocks."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from notices.models import Dossier
from notices.queues.table import QUEUE_OF_STATE
from policy.load import book

ORDER = ("due_at", "-severity", "received_at", "pk")  # what breaches first, then what harms most, then the oldest

# A dossier is derived: the open claims of a notice, counted per queue, due when the first clock among them ends.
# The routing rules (policy/routing.yaml) are weighed for each notice in the same statement; once, and not for each of
# its claims, which the planner would do where it knows of few (a notice of 500 listings then takes ten seconds).
# A claim in court has no clock of ours: somebody asks after it once a month. Who proposes to put a listing back (then a
# claim waits as that: `Claim.waits_as`) is answered within a day.
REFRESH = """
WITH route AS MATERIALIZED (
    SELECT n.id, coalesce(max(r.severity), 0) AS severity, coalesce(array_agg(r.code ORDER BY r.code)
               FILTER (WHERE r.code IS NOT NULL), '{}') AS rules,
           ARRAY(SELECT DISTINCT jsonb_array_elements_text(needed)
                 FROM unnest(array_agg(r.needs)) AS needed ORDER BY 1) AS skills
    FROM notices_notice n JOIN accounts_organisation f ON f.id = n.filer_id
    LEFT JOIN jsonb_to_recordset(%(rules)s::jsonb) AS r(code text, claim_types text[], markets text[], languages text[],
        from_price numeric, currency text, trusted boolean, needs jsonb, severity int)
    ON (r.claim_types = '{}' OR n.claim_type = ANY(r.claim_types))
       AND (r.languages = '{}' OR n.language = ANY(r.languages))
       AND (r.trusted IS NULL OR r.trusted = (f.kind = 'partner'))
       AND (r.markets = '{}' AND r.from_price IS NULL OR EXISTS (
            SELECT FROM notices_claim k JOIN listings_listing l ON l.id = k.listing_id
            WHERE k.notice_id = n.id AND (r.markets = '{}' OR l.market = ANY(r.markets))
              AND (r.from_price IS NULL OR (l.price >= r.from_price AND l.currency = r.currency))))
    WHERE n.id = ANY(%(notices)s) GROUP BY n.id)
INSERT INTO notices_dossier
    (notice_id, queue, waiting, due_at, severity, claim_type, received_at, routed, rules, skills)
SELECT n.id, q.queue, count(DISTINCT c.id), coalesce(min(t.due_at) FILTER (WHERE c.reversal_by_id IS NULL),
           docket_now() + make_interval(days => CASE WHEN bool_or(c.reversal_by_id IS NOT NULL) THEN 1 ELSE 30 END)),
       route.severity, n.claim_type, n.received_at, %(version)s, route.rules, route.skills
FROM notices_claim c JOIN notices_notice n ON n.id = c.notice_id JOIN route ON route.id = n.id
JOIN (SELECT unnest(%(states)s::text[]) AS state, unnest(%(queues)s::text[]) AS queue) q
     ON q.state = CASE WHEN c.reversal_by_id IS NULL THEN c.state ELSE 'reversing' END
LEFT JOIN notices_timer t ON t.claim_id = c.id AND t.state = 'running'
WHERE c.notice_id = ANY(%(notices)s) AND NOT n.is_test
GROUP BY n.id, q.queue, route.severity, route.rules, route.skills
ON CONFLICT (notice_id, queue) DO UPDATE SET waiting = EXCLUDED.waiting, due_at = EXCLUDED.due_at,
    severity = EXCLUDED.severity, routed = EXCLUDED.routed, rules = EXCLUDED.rules, skills = EXCLUDED.skills
"""
# Deeds on one notice take turns here: a statement that only waited for a dossier's row would judge the claims as they
# were before it waited, and drop a dossier that another deed has just filled.
TURN = "SELECT id FROM notices_notice WHERE id = ANY(%(notices)s) ORDER BY id FOR NO KEY UPDATE"

DROP_DONE = """
DELETE FROM notices_dossier d USING
    (SELECT unnest(%(states)s::text[]) AS state, unnest(%(queues)s::text[]) AS queue) q
WHERE d.notice_id = ANY(%(notices)s) AND q.queue = d.queue AND NOT EXISTS (
    SELECT 1 FROM notices_claim c
    JOIN (SELECT unnest(%(states)s::text[]) AS state, unnest(%(queues)s::text[]) AS queue) s
         ON s.state = CASE WHEN c.reversal_by_id IS NULL THEN c.state ELSE 'reversing' END
    WHERE c.notice_id = d.notice_id AND s.queue = d.queue)
"""


def refresh(notices: Sequence[int], *, new: bool = False) -> None:
    """Bring the dossiers of these notices up to date, in the transaction of the deed. Three queries; two if new."""
    facts: dict[str, list[int] | list[str] | str] = {
        "notices": list(notices),
        "states": list(QUEUE_OF_STATE),
        "queues": list(QUEUE_OF_STATE.values()),
        "rules": book().routing.as_json(),
        "version": book().routing.version,
    }
    with connection.cursor() as cursor:
        cursor.execute(TURN, facts)
        cursor.execute(REFRESH, facts)
        if not new:
            cursor.execute(DROP_DONE, facts)


def dossiers(queue: str, *, mine: int | None = None) -> "QuerySet[Dossier]":
    """A queue, or all of them, in the order of their clocks."""
    rows = Dossier.objects.select_related("notice__right", "notice__owner", "notice__filer", "held_by", "assigned_to")
    rows = rows.filter(queue=queue) if queue else rows
    if mine is not None:
        rows = rows.filter(held_by=mine)
    return rows.order_by(*ORDER)


def beyond(due_at: datetime, severity: int, received_at: datetime, pk: int) -> Q:
    """What comes after this place in the order of a queue."""
    later = Q(received_at__gt=received_at) | Q(received_at=received_at, pk__gt=pk)
    among_equals = Q(severity__lt=severity) | Q(severity=severity) & later
    # The first condition follows from the second, and is the one an index understands.
    return Q(due_at__gte=due_at) & (Q(due_at__gt=due_at) | among_equals)
