"""Reviewers at work: who is here, on a break or away, who has a case's page open, and who may take it over."""

from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from accounts.models import Membership, User
from docket.actors import Actor
from notices import parties, queues
from notices.models import Claim, Decision, Notice, Presence, Reviewer
from policy.load import book

# Both statements judge by the database's clock, and both may run twice or for two pages of one person at once.
AT_WORK = """
INSERT INTO notices_reviewer (user_id, seen_at, skills) VALUES (%s, clock_timestamp(), '{}')
ON CONFLICT (user_id) DO UPDATE SET seen_at = clock_timestamp(), on_break_since = NULL
"""
VIEW = """
INSERT INTO notices_presence (user_id, notice_id, seen_at) VALUES (%s, %s, clock_timestamp())
ON CONFLICT (notice_id, user_id) DO UPDATE SET seen_at = clock_timestamp()
"""


def at_work(by: Actor) -> None:
    """Somebody takes a case or decides: they are here, and a break is over."""
    with connection.cursor() as cursor:
        cursor.execute(AT_WORK, [by.user_id])


def view(by: Actor, notice: Notice) -> None:
    """The page of this case is open on somebody's screen."""
    with connection.cursor() as cursor:
        cursor.execute(VIEW, [by.user_id, notice.pk])
        cursor.execute("UPDATE notices_reviewer SET seen_at = clock_timestamp() WHERE user_id = %s", [by.user_id])


LEAVE = """
UPDATE notices_dossier SET held_until = least(held_until, clock_timestamp() + make_interval(secs => %s))
WHERE notice_id = %s AND held_by_id = %s AND held_until > clock_timestamp()
"""


def leave(by: Actor, notice: Notice) -> None:
    """The page was closed: a hold ends soon, but not at once, for its reader may only go to the next listing."""
    Presence.objects.filter(user=by.user_id, notice=notice).delete()
    with connection.cursor() as cursor:
        cursor.execute(LEAVE, [book().team.leave_seconds, notice.pk, by.user_id])


VIEWERS = """
SELECT p.notice_id, coalesce(nullif(u.name, ''), u.email)
FROM notices_presence p JOIN accounts_user u ON u.id = p.user_id
WHERE p.notice_id = ANY(%s) AND p.user_id <> %s AND p.seen_at > clock_timestamp() - make_interval(secs => %s)
ORDER BY p.seen_at
"""


def viewers(notices: Collection[int], *, but: int | None) -> dict[int, list[str]]:
    """Who else has which of these cases open now."""
    found: dict[int, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(VIEWERS, [list(notices), but or 0, book().team.viewing_seconds])
        for notice, name in cursor.fetchall():
            found.setdefault(notice, []).append(name)
    return found


AWAY = """
SELECT u.id FROM accounts_user u LEFT JOIN notices_reviewer r ON r.user_id = u.id
WHERE u.id IN (SELECT DISTINCT assigned_to_id FROM notices_dossier WHERE assigned_to_id IS NOT NULL)
  AND (NOT u.is_active OR u.staff_role NOT IN ('reviewer', 'senior')
       OR coalesce(r.seen_at, '-infinity') < clock_timestamp() - make_interval(hours => %s)
       OR r.on_break_since < clock_timestamp() - make_interval(hours => %s))
"""


def away() -> list[int]:
    """Whose own cases may be offered to everybody: long on a break, long not seen, or no reviewer any more."""
    with connection.cursor() as cursor:
        cursor.execute(AWAY, [book().team.away_hours, book().team.break_hours])
        return [pk for (pk,) in cursor.fetchall()]


def reviewers() -> "QuerySet[User]":
    """Everybody who decides cases, with their row as a reviewer."""
    roles = (User.StaffRole.REVIEWER, User.StaffRole.SENIOR)
    return User.objects.filter(is_active=True, staff_role__in=roles).select_related("reviewer").order_by("name", "pk")


def takers(notice: Notice, queue: str) -> list[User]:
    """Who may be given this case: here, no party, and not who decided it before. Three queries."""
    waiting = list(Claim.objects.filter(notice=notice).waiting_as(queues.BY_KEY[queue].states).select_related("seller"))
    deciders = Decision.objects.filter(claim__in=waiting, by__isnull=False).values_list("by", flat=True)
    return free_for(notice, queue, waiting, list(deciders))


def free_for(notice: Notice, queue: str, claims: Iterable[Claim], deciders: Iterable[int]) -> list[User]:
    """The same where the claims and who decided them are known already. Two queries."""
    shops = (claim.seller.organisation_id for claim in claims)
    sides = {notice.filer_id, notice.owner_id, *(shop for shop in shops if shop is not None)}
    here = reviewers().filter(NOT_ON_BREAK, staff_role__in=queues.BY_KEY[queue].taken_by)
    here = here.exclude(pk__in=Membership.objects.filter(organisation__in=sides).values("user"))
    here = here.exclude(pk__in=parties.left_lately(sides))
    return list(here if queue in queues.DECIDED_ANEW else here.exclude(pk__in=list(deciders)))


NOT_ON_BREAK = Q(reviewer__isnull=True) | Q(reviewer__on_break_since__isnull=True)


def on_break(user: int | None) -> bool:
    return Reviewer.objects.filter(user=user, on_break_since__isnull=False).exists()


def take_break(user: int) -> None:
    Reviewer.objects.update_or_create(
        user_id=user, defaults={"on_break_since": Now()}, create_defaults={"on_break_since": Now(), "seen_at": Now()}
    )
