"""The reviewers' queues as data, and how a case is taken from them: one holder, whatever the crowd."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from docket.actors import Actor
from docket.errors import NotAllowed
from listings.models import Listing, Seller
from notices.models import Claim, Dossier, Notice
from rights.models import IPRight

LEASE_MINUTES = 10
RESERVED_SECONDS = 60  # a case that will be opened next; free again if it is not
REFERENCE = re.compile(r"N-[0-9A-Z]{8}")
MOST_NAMES = 200  # a search that fits more marks, owners or shops than this should say more


@dataclass(frozen=True)
class Queue:
    """Which claims wait here, and what a reviewer is told about it."""

    key: str
    title: object
    empty: object
    states: tuple[str, ...]
    roles: frozenset[str] = frozenset({"reviewer", "senior"})


QUEUES = (
    Queue("review", _("To decide"), _("Nothing is waiting for a decision."), ("submitted",)),
    Queue("second_look", _("Second look"), _("Nothing needs a second look."), ("held",)),
    Queue("mended", _("Changed listings"), _("No seller has changed a listing."), ("mended",)),
    Queue("appeals", _("Appeals"), _("Nobody has appealed."), ("appealed_takedown", "appealed_rejection")),
    Queue("counters", _("Counter-notices"), _("No counter-notice is waiting."), ("countered",)),
    Queue("court", _("In court"), _("No claim is in court."), ("in_court",), frozenset({"senior"})),
)
BY_KEY = {queue.key: queue for queue in QUEUES}
QUEUE_OF_STATE = {state: queue.key for queue in QUEUES for state in queue.states}

# A dossier is derived: the open claims of a notice, counted per queue, due when the first clock among them ends.
# A claim in court has no clock of ours: somebody asks after it once a month.
REFRESH = """
INSERT INTO notices_dossier (notice_id, queue, waiting, due_at, severity, claim_type, received_at)
SELECT n.id, q.queue, count(DISTINCT c.id), coalesce(min(t.due_at), docket_now() + interval '30 days'),
       CASE n.claim_type WHEN 'counterfeit' THEN 1 ELSE 0 END, n.claim_type, n.received_at
FROM notices_claim c JOIN notices_notice n ON n.id = c.notice_id
JOIN (SELECT unnest(%(states)s::text[]) AS state, unnest(%(queues)s::text[]) AS queue) q ON q.state = c.state
LEFT JOIN notices_timer t ON t.claim_id = c.id AND t.state = 'running'
WHERE c.notice_id = ANY(%(notices)s) AND NOT n.is_test GROUP BY n.id, q.queue
ON CONFLICT (notice_id, queue) DO UPDATE SET waiting = EXCLUDED.waiting, due_at = EXCLUDED.due_at
"""
# Deeds on one notice take turns here: a statement that only waited for a dossier's row would judge the claims as they
# were before it waited, and drop a dossier that another deed has just filled.
TURN = "SELECT id FROM notices_notice WHERE id = ANY(%(notices)s) ORDER BY id FOR NO KEY UPDATE"

DROP_DONE = """
DELETE FROM notices_dossier d USING
    (SELECT unnest(%(states)s::text[]) AS state, unnest(%(queues)s::text[]) AS queue) q
WHERE d.notice_id = ANY(%(notices)s) AND q.queue = d.queue AND NOT EXISTS (
    SELECT 1 FROM notices_claim c
    JOIN (SELECT unnest(%(states)s::text[]) AS state, unnest(%(queues)s::text[]) AS queue) s ON s.state = c.state
    WHERE c.notice_id = d.notice_id AND s.queue = d.queue)
"""


def refresh(notices: Sequence[int], *, new: bool = False) -> None:
    """Bring the dossiers of these notices up to date, in the transaction of the deed. Three queries; two if new."""
    facts: dict[str, list[int] | list[str]] = {
        "notices": list(notices),
        "states": list(QUEUE_OF_STATE),
        "queues": list(QUEUE_OF_STATE.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(TURN, facts)
        cursor.execute(REFRESH, facts)
        if not new:
            cursor.execute(DROP_DONE, facts)


def dossiers(queue: str, *, claim_type: str = "", search: str = "", mine: int | None = None) -> "QuerySet[Dossier]":
    """A queue in the order of its clocks. Search knows references, marks, owners, shops and listing ids."""
    rows = Dossier.objects.select_related("notice__right", "notice__owner", "notice__filer", "held_by")
    rows = rows.filter(queue=queue) if queue else rows
    if claim_type:
        rows = rows.filter(claim_type=claim_type)
    if mine is not None:
        rows = rows.filter(held_by=mine)
    if search:
        rows = rows.filter(_about(search))
    return rows.order_by("due_at", "pk")


def _about(search: str) -> Q:
    """What a search asks for. Names are turned into ids first: then the database knows how many cases to expect."""
    text = search.strip()
    if REFERENCE.fullmatch(text.upper()):
        return Q(notice__reference=text.upper())
    if listing := Listing.objects.filter(external_id__in={text, text.upper(), text.lower()}).first():
        return Q(notice__in=Claim.objects.filter(listing=listing).order_by().values("notice"))
    marks = IPRight.objects.filter(Q(title__icontains=text) | Q(number=text))
    owners, shops = Organisation.objects.filter(name__icontains=text), Seller.objects.filter(name__icontains=text)
    found = Q(notice__right__in=_some(marks)) | Q(notice__owner__in=_some(owners))
    if sellers := _some(shops):
        found |= Q(notice__in=Claim.objects.filter(seller__in=sellers).order_by().values("notice"))
    return found


def _some(named: "QuerySet[Any, Any]") -> list[int]:
    return list(named.values_list("pk", flat=True)[:MOST_NAMES])


# What is held for a minute at most by the same person is only reserved (or was left): it is free for that person.
# Never a case of an organisation one belongs to, nor one's own decision again; a changed listing is a new look.
NEXT = """
UPDATE notices_dossier SET held_by_id = %(user)s, held_until = clock_timestamp() + make_interval(secs => %(seconds)s)
WHERE id = (
    SELECT d.id FROM notices_dossier d
    WHERE d.queue = %(queue)s AND (d.held_until IS NULL OR d.held_until < clock_timestamp()
          OR (d.held_by_id = %(user)s AND d.held_until < clock_timestamp() + make_interval(secs => %(reserved)s)))
      AND NOT EXISTS (SELECT 1 FROM accounts_membership m JOIN notices_notice n ON n.id = d.notice_id
                      WHERE m.user_id = %(user)s AND (m.organisation_id IN (n.filer_id, n.owner_id) OR EXISTS (
                          SELECT 1 FROM notices_claim c JOIN listings_seller s ON s.id = c.seller_id
                          WHERE c.notice_id = n.id AND s.organisation_id = m.organisation_id)))
      AND (d.queue IN ('review', 'mended') OR NOT EXISTS (
          SELECT 1 FROM notices_decision x JOIN notices_claim c ON c.id = x.claim_id
          WHERE c.notice_id = d.notice_id AND x.by_id = %(user)s))
    ORDER BY d.due_at, d.id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id
"""


def start_next(*, by: Actor, queue: str = "review") -> Dossier | None:
    """Take the most urgent case that nobody holds, or that was reserved for this person; None when there is none."""
    return _next(by, queue, LEASE_MINUTES * 60)


def reserve(*, by: Actor, queue: str) -> Dossier | None:
    """Keep the next case for a minute, so that it is there at once when this one is decided. Twice is the same case."""
    return _next(by, queue, RESERVED_SECONDS)


def _next(by: Actor, queue: str, seconds: int) -> Dossier | None:
    with connection.cursor() as cursor:
        cursor.execute(NEXT, {"user": by.user_id, "queue": queue, "seconds": seconds, "reserved": RESERVED_SECONDS})
        row = cursor.fetchone()
    return Dossier.objects.select_related("notice").get(pk=row[0]) if row else None


TAKE_UP = """
UPDATE notices_dossier SET held_by_id = %(user)s, held_until = clock_timestamp() + make_interval(mins => %(minutes)s)
WHERE notice_id = %(notice)s AND queue = %(queue)s
  AND (held_by_id = %(user)s OR held_until IS NULL OR held_until < clock_timestamp())
"""


def take_up(*, by: Actor, notice: Notice, queue: str = "review") -> Dossier:
    """Hold this case, or hold it longer. Raises NotAllowed if somebody else holds it or nothing is open."""
    with connection.cursor() as cursor:
        params = {"user": by.user_id, "notice": notice.pk, "queue": queue, "minutes": LEASE_MINUTES}
        cursor.execute(TAKE_UP, params)
        taken = cursor.rowcount == 1
    dossier = Dossier.objects.select_related("held_by", "notice").filter(notice=notice, queue=queue).first()
    if dossier is None:
        raise NotAllowed(str(_("Nothing is open here any more.")))
    if not taken:
        raise NotAllowed(str(_("%(name)s is working on this case.") % {"name": dossier.held_by}))
    return dossier


def hold_again(*, by: Actor, notice: Notice, queue: str) -> None:
    """Back in the hands of whoever undid its decision, unless somebody else has it."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_UP, {"user": by.user_id, "notice": notice.pk, "queue": queue, "minutes": LEASE_MINUTES})


def release(*, by: Actor, notice: Notice, queue: str = "review") -> None:
    """Put the case back, if it is ours."""
    mine = Dossier.objects.filter(notice=notice, queue=queue, held_by=by.user_id)
    mine.update(held_by=None, held_until=None)


HOLDERS = """
SELECT notice_id, queue, held_by_id FROM notices_dossier
WHERE notice_id = ANY(%s) AND held_until > clock_timestamp() AND held_by_id IS NOT NULL
"""


def holders(notices: Sequence[int]) -> dict[tuple[int, str], int]:
    """Who holds which of these cases now: (notice, queue) → user."""
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS, [list(notices)])
        return {(notice, queue): user for notice, queue, user in cursor.fetchall()}


def holder(notice: Notice, queue: str = "review") -> int | None:
    return holders([notice.pk]).get((notice.pk, queue))


MOST_COUNTED = 1000
COUNTS = """
SELECT q.queue, (SELECT count(*) FROM (
    SELECT FROM notices_dossier d WHERE d.queue = q.queue ORDER BY d.due_at LIMIT %s) AS found)
FROM unnest(%s::text[]) AS q(queue)
"""


def counts() -> dict[str, int]:
    """How many cases wait in each queue; nobody waits for a page while a million rows are counted.

    The order is there for the planner: it leads to the index, and not to a scan in search of what is rare.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [MOST_COUNTED, list(BY_KEY)])
        return dict(cursor.fetchall())
