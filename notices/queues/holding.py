"""How a case is taken from a queue: one holder, whatever the crowd."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from docket.actors import Actor
from docket.errors import NotAllowed
from notices import parties
from notices.models import Dossier, Notice
from notices.queues.table import BY_KEY
from policy.load import book

LEASE_MINUTES = 10
RESERVED_SECONDS = 60  # a case that will be opened next; free again if it is not

# Never a case of an organisation one belongs to or left lately, nor one's own decision again; what is decided anew is a
# new look.
DECIDED_ANEW = ("review", "mended")
OPEN_TO = """
NOT EXISTS (SELECT 1 FROM notices_notice n
            WHERE n.id = d.notice_id AND (n.filer_id = ANY(%(sides)s) OR n.owner_id = ANY(%(sides)s) OR EXISTS (
                SELECT 1 FROM notices_claim c JOIN listings_seller s ON s.id = c.seller_id
                WHERE c.notice_id = n.id AND s.organisation_id = ANY(%(sides)s))))
AND (d.queue = ANY(%(anew)s) OR NOT EXISTS (
    SELECT 1 FROM notices_decision x JOIN notices_claim c ON c.id = x.claim_id
    WHERE c.notice_id = d.notice_id AND x.by_id = %(user)s))
"""
# What is held for a minute at most by the same person is only reserved (or was left): it is free for that person.
# What was given to somebody is offered to them first, and to others only while they are away.
NEXT = """
UPDATE notices_dossier SET held_by_id = %(user)s, held_until = clock_timestamp() + make_interval(secs => %(seconds)s)
WHERE id = (
    SELECT d.id FROM notices_dossier d
    WHERE d.queue = %(queue)s AND (d.held_until IS NULL OR d.held_until < clock_timestamp()
          OR (d.held_by_id = %(user)s AND d.held_until < clock_timestamp() + make_interval(secs => %(reserved)s)))
      AND d.notice_id <> %(but)s AND <whose> AND <open to>
    ORDER BY d.due_at, d.severity DESC, d.received_at, d.id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id
"""
NEXT = NEXT.replace("<open to>", OPEN_TO)
OWN = NEXT.replace("<whose>", "d.assigned_to_id = %(user)s")
# A skill that a colleague has and one has not is left to them, until time runs out; one that nobody has bars nobody.
SKILLED = """
(d.assigned_to_id IS NULL OR d.assigned_to_id = ANY(%(away)s))
AND (d.due_at < docket_now() + make_interval(hours => %(open_hours)s) OR NOT d.skills && ARRAY(
    SELECT skill FROM notices_reviewer r JOIN accounts_user u ON u.id = r.user_id, unnest(r.skills) AS skill
    WHERE u.is_active AND u.staff_role IN ('reviewer', 'senior')
    EXCEPT SELECT skill FROM notices_reviewer r, unnest(r.skills) AS skill WHERE r.user_id = %(user)s))
"""
ANYBODYS = NEXT.replace("<whose>", SKILLED)
OPEN = "SELECT d.id FROM notices_dossier d WHERE d.id = ANY(%(dossiers)s) AND <open to>".replace("<open to>", OPEN_TO)


def open_to(*, user: int, dossiers: Sequence[int]) -> set[int]:
    """Which of these this person may decide: the same rule as that of Start next."""
    facts: dict[str, Any] = {"user": user, "anew": list(DECIDED_ANEW), "dossiers": list(dossiers)}
    with connection.cursor() as cursor:
        cursor.execute(OPEN, facts | {"sides": sorted(parties.sides_of(user))})
        return {pk for (pk,) in cursor.fetchall()}


def start_next(*, by: Actor, queue: str = "review", away: Sequence[int] = (), but: int = 0) -> Dossier | None:
    """Take the most urgent case that nobody holds, or that was reserved for this person; None when there is none.

    `but`: never the case of this notice, which is being passed over.
    """
    return _next(by, queue, LEASE_MINUTES * 60, away, but)


def reserve(*, by: Actor, queue: str, away: Sequence[int] = (), but: int = 0) -> Dossier | None:
    """Keep the next case for a minute, so that it is there at once when this one is decided. Twice is the same case."""
    return _next(by, queue, RESERVED_SECONDS, away, but)


def _next(by: Actor, queue: str, seconds: int, away: Sequence[int], but: int) -> Dossier | None:
    if by.role not in BY_KEY[queue].taken_by:
        return None
    facts: dict[str, Any] = {"user": by.user_id, "queue": queue, "seconds": seconds, "reserved": RESERVED_SECONDS}
    facts |= {"anew": list(DECIDED_ANEW), "away": list(away), "sides": sorted(parties.sides_of(by.user_id))}
    facts["but"] = but
    facts["open_hours"] = book().routing.open_to_all_hours
    with connection.cursor() as cursor:
        cursor.execute(OWN, facts)
        row = cursor.fetchone()
        if row is None:
            cursor.execute(ANYBODYS, facts)
            row = cursor.fetchone()
    return Dossier.objects.select_related("notice").get(pk=row[0]) if row else None


TAKE_UP = """
UPDATE notices_dossier SET held_by_id = %(user)s, held_until = clock_timestamp() + make_interval(mins => %(minutes)s)
WHERE notice_id = %(notice)s AND queue = %(queue)s
  AND (held_by_id = %(user)s OR held_until IS NULL OR held_until < clock_timestamp())
"""


def take_up(*, by: Actor, notice: Notice, queue: str = "review") -> Dossier:
    """Hold this case, or hold it longer. Raises NotAllowed if somebody else holds it or nothing is open."""
    if queue in BY_KEY and by.role not in BY_KEY[queue].taken_by:
        raise NotAllowed(str(_("A senior reviewer decides this.")))
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


TAKE_UP_MANY = """
UPDATE notices_dossier SET held_by_id = %(user)s, held_until = clock_timestamp() + make_interval(mins => %(minutes)s)
WHERE id IN (
    SELECT id FROM notices_dossier
    WHERE notice_id = ANY(%(notices)s) AND queue = %(queue)s
      AND (held_by_id = %(user)s OR held_until IS NULL OR held_until < clock_timestamp())
    ORDER BY id FOR UPDATE)
RETURNING notice_id
"""


def take_up_many(*, by: Actor, notices: Sequence[int], queue: str) -> set[int]:
    """Hold those of these cases that nobody else holds, and say which: one statement, whatever their number."""
    with connection.cursor() as cursor:
        params = {"user": by.user_id, "notices": list(notices), "queue": queue, "minutes": LEASE_MINUTES}
        cursor.execute(TAKE_UP_MANY, params)
        return {row[0] for row in cursor.fetchall()}


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
