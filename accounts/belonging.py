"""To which organisations a person belongs, or belonged lately: whoever left a moment ago may still lean their way."""

from collections.abc import Collection

from django.db import connection

# Those who left are told by the organisations' dockets (an index of its own: accounts/migrations/0006).
BELONGS = """
SELECT organisation_id FROM accounts_membership WHERE user_id = %(user)s
UNION
SELECT subject_id FROM docket_entry
WHERE subject_type = 'organisation' AND step IN ('leave', 'remove') AND facts->>'member' = %(user)s::text
  AND at > docket_now() - make_interval(months => %(months)s)
"""


def lately(user_id: int | None, months: int) -> frozenset[int]:
    """The organisations of which this person is a member, or was one within so many months. One query."""
    if user_id is None:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(BELONGS, {"user": user_id, "months": months})
        return frozenset(row[0] for row in cursor.fetchall())


LEFT = """
SELECT DISTINCT (facts->>'member')::bigint FROM docket_entry
WHERE subject_type = 'organisation' AND subject_id = ANY(%(organisations)s) AND step IN ('leave', 'remove')
  AND at > docket_now() - make_interval(months => %(months)s)
"""


def left_lately(organisations: Collection[int], months: int) -> set[int]:
    """Who left one of these organisations within so many months. One query."""
    with connection.cursor() as cursor:
        cursor.execute(LEFT, {"organisations": sorted(organisations), "months": months})
        return {row[0] for row in cursor.fetchall()}
