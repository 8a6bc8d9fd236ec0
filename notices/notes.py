"""Who is mentioned in a note: @ and the part of a colleague's address before its @, or a first name only one has."""

import re
from collections import Counter

from accounts.models import User

MENTION = re.compile(r"(?<![\w.@])@(\w(?:[\w.-]*\w)?)")
ROLES = ("reviewer", "senior", "operations")


def mentioned(text: str) -> tuple[list[User], list[str]]:
    """The colleagues, and the names that nobody has. One query, and none without an @."""
    names = list(dict.fromkeys(name.casefold() for name in MENTION.findall(text)))
    if not names:
        return [], []
    known = handles()
    return list(dict.fromkeys(known[each] for each in names if each in known)), [n for n in names if n not in known]


def handles() -> dict[str, User]:
    staff = list(User.objects.filter(is_active=True, staff_role__in=ROLES).order_by("pk"))
    firsts = Counter(first_name(user) for user in staff)
    by_name = {first_name(user): user for user in staff if first_name(user) and firsts[first_name(user)] == 1}
    return by_name | {user.email.partition("@")[0].casefold(): user for user in staff}


def first_name(user: User) -> str:
    return user.name.partition(" ")[0].casefold()
