"""How earlier notices of a kind were decided: for which reason how many were refused."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

LEAST = 20  # fewer known notices say nothing
NEWEST = 5000  # decisions looked at, so that the answer costs the same when there are millions

# One row a reason, the whole in the row without one. Distinct notices: one with 500 listings counts once.
SQL = """
SELECT d.reason_code, count(DISTINCT c.notice_id) FILTER (WHERE d.outcome = 'rejected'), count(DISTINCT c.notice_id)
FROM (SELECT * FROM notices_decision WHERE decided_at IS NOT NULL ORDER BY id DESC LIMIT %(newest)s) d
JOIN notices_claim c ON c.id = d.claim_id
JOIN notices_notice n ON n.id = c.notice_id AND NOT n.is_test AND n.claim_type = %(kind)s
GROUP BY GROUPING SETS ((d.reason_code), ())
"""


@dataclass(frozen=True)
class Share:
    """So many of so many notices were refused for one reason."""

    refused: int
    known: int

    @property
    def percent(self) -> int:
        return round(100 * self.refused / self.known)


def shares(claim_type: str) -> Mapping[str, Share]:
    """Reason code → share of the latest notices of this kind; empty while too few are known. One query."""
    with connection.cursor() as cursor:
        cursor.execute(SQL, {"newest": NEWEST, "kind": claim_type})
        rows = cursor.fetchall()
    known = next((total for code, _refused, total in rows if code is None), 0)
    if known < LEAST:
        return {}
    return {code: Share(refused, known) for code, refused, _total in rows if code and refused}
