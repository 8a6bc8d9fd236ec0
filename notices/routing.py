"""The routing rules at work: in words, with how many cases each takes now, and who can do what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from docket import transaction
from docket.actors import Actor
from docket.errors import NotAllowed
from notices import colleagues, queues
from notices.models import Dossier, Reviewer
from policy.load import book
from policy.routing import RoutingRule

AT_ONCE = 500

# The newest of those that wait are enough to see what a rule takes; nobody waits while a million rows are counted.
TAKEN = """
SELECT rule, count(*)
FROM (SELECT rules FROM notices_dossier ORDER BY id DESC LIMIT %s) AS recent, unnest(rules) AS rule
GROUP BY rule
"""


@dataclass(frozen=True)
class Taking:
    """One rule, what it does in words, and how many open cases it fits now."""

    rule: RoutingRule
    does: str
    cases: int


def takings() -> list[Taking]:
    with connection.cursor() as cursor:
        cursor.execute(TAKEN, [10_000])
        counts: dict[str, int] = dict(cursor.fetchall())
    return [Taking(rule, "; ".join(effects(rule)), counts.get(rule.code, 0)) for rule in book().routing.rules]


def effects(rule: RoutingRule) -> Iterator[str]:
    for skill in rule.needs:
        yield _("needs the skill “%(skill)s”") % {"skill": _(book().routing.skills[skill])}
    if rule.severity:
        yield _("goes before others with the same clock (severity %(n)d)") % {"n": rule.severity}


def skills_nobody_has(people: Sequence[User]) -> list[str]:
    """Skills that bar nobody, because there is nobody to leave a case to."""
    held = {skill for user in people for skill in skills_of(user)}
    return [_(words) for code, words in book().routing.skills.items() if code not in held]


def skills_of(user: User) -> list[str]:
    row = getattr(user, "reviewer", None)
    return [code for code in row.skills if code in book().routing.skills] if row else []


@transaction.atomic
def set_skills(*, by: Actor, user: User, skills: Sequence[str]) -> None:
    """What a reviewer can do, as a senior reviewer says."""
    if by.role != "senior":
        raise NotAllowed(_("Only a senior reviewer can say what somebody is skilled in."))
    chosen = [code for code in book().routing.skills if code in set(skills)]
    Reviewer.objects.update_or_create(
        user=user, defaults={"skills": chosen}, create_defaults={"skills": chosen, "seen_at": Now()}
    )


def behind() -> int:
    """How many open cases older rules were weighed for, up to AT_ONCE."""
    return Dossier.objects.exclude(routed=book().routing.version)[:AT_ONCE].count()


@transaction.atomic
def catch_up(*, by: Actor) -> int:
    """Weigh open cases by the rules of today, some hundred at once. Returns how many notices."""
    if by.role not in {"senior", "operations"}:
        raise NotAllowed(_("Only a senior reviewer or operations can do this."))
    old = Dossier.objects.exclude(routed=book().routing.version).order_by("pk").values_list("notice", flat=True)
    notices = sorted(set(old[:AT_ONCE]))
    if notices:
        queues.refresh(notices)
    return len(notices)


def people() -> list[User]:
    return list(colleagues.reviewers())
