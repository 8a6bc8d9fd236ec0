"""Which rows make a notice: the same right, claim, seller and law, at most as many listings as a notice may name."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from listings.models import Seller
from notices.bulk import limits
from notices.models import Import, Notice
from policy import regimes
from policy.types import Regime
from rights.models import IPRight

KEYS = "right_id, claim_type, seller_id, regime, territories"

COUNTED = f"""
SELECT coalesce(sum((n + %(most)s - 1) / %(most)s), 0)::int, coalesce(sum(n), 0)::int, count(DISTINCT right_id)::int,
       count(DISTINCT seller_id)::int
FROM (SELECT count(*) AS n, {KEYS} FROM notices_importrow
      WHERE job_id = %(job)s AND state = 'ready' GROUP BY {KEYS}) AS g
"""  # noqa: S608  (fixed texts)
LISTED = f"""
SELECT right_id, claim_type, seller_id, regime, territories, count(*)::int, min(number)::int
FROM notices_importrow WHERE job_id = %s AND state = 'ready' GROUP BY {KEYS}
HAVING min(number) > %s ORDER BY min(number) LIMIT %s
"""  # noqa: S608
GOVERNING = (
    "SELECT DISTINCT regime, claim_type FROM notices_importrow WHERE job_id = %s AND state = 'ready' ORDER BY 1, 2"
)
# What was planned before and not sent is planned anew: rows may have been mended or left out since.
FORGET = "DELETE FROM notices_importgroup WHERE job_id = %s AND state <> 'sent'"
LOOSEN = """
UPDATE notices_importrow SET group_id = NULL WHERE job_id = %s AND group_id IN
    (SELECT id FROM notices_importgroup WHERE job_id = %s AND state <> 'sent')
"""
PLAN = f"""
WITH placed AS (
    SELECT id, number, {KEYS}, (row_number() OVER (PARTITION BY {KEYS} ORDER BY number) - 1) / %(most)s AS part
    FROM notices_importrow WHERE job_id = %(job)s AND state = 'ready'
), planned AS (
    INSERT INTO notices_importgroup (job_id, ordinal, part, {KEYS}, listings, state, faults)
    SELECT %(job)s, %(last)s + row_number() OVER (ORDER BY min(number)), part, {KEYS}, count(*), 'planned', '[]'
    FROM placed GROUP BY part, {KEYS}
    RETURNING id, part, {KEYS}
)
UPDATE notices_importrow r SET group_id = g.id
FROM placed p JOIN planned g USING (part, {KEYS}) WHERE r.id = p.id
"""  # noqa: S608


@dataclass(frozen=True)
class Count:
    """What would be sent now."""

    notices: int
    listings: int
    rights: int
    sellers: int


@dataclass(frozen=True)
class Bundle:
    """Rows that go together: one notice, or several when they are more than one may name."""

    right: IPRight
    claim_type: str
    seller: Seller
    regime: Regime
    territories: list[str]
    listings: int
    first_row: int
    most: int

    @property
    def claim_words(self) -> str:
        return str(Notice.ClaimType(self.claim_type).label)

    @property
    def notices(self) -> int:
        return -(-self.listings // self.most)


def count(job: Import) -> Count:
    return Count(*ask(COUNTED, {"job": job.pk, "most": limits.listings_a_notice(job)})[0])


def bundles(job: Import, *, after: int = 0, limit: int = 25) -> list[Bundle]:
    """A page of them in the order of the file. Three queries."""
    found = ask(LISTED, [job.pk, after, limit])
    most = limits.listings_a_notice(job)
    rights = IPRight.objects.select_related("organisation").in_bulk({row[0] for row in found})
    sellers = Seller.objects.in_bulk({row[2] for row in found})
    return [
        Bundle(rights[right], claim, sellers[seller], regimes.get(regime), as_list(where), listings, first, most)
        for right, claim, seller, regime, where, listings, first in found
    ]


def governing(job: Import) -> list[tuple[Regime, str]]:
    """The laws that govern what is ready, each with the kind of claim."""
    return [(regimes.get(code), claim_type) for code, claim_type in ask(GOVERNING, [job.pk])]


def plan(job: Import) -> None:
    """Write down the notices to be, in the transaction that begins to send them."""
    last = job.groups.filter(state="sent").order_by("-ordinal").values_list("ordinal", flat=True).first()
    with connection.cursor() as cursor:
        cursor.execute(LOOSEN, [job.pk, job.pk])
        cursor.execute(FORGET, [job.pk])
        cursor.execute(PLAN, {"job": job.pk, "last": last or 0, "most": limits.listings_a_notice(job)})


def ask(question: str, about: Sequence[int] | Mapping[str, int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, about)
        return list(cursor.fetchall())


def as_list(value: Any) -> list[str]:
    """jsonb as the driver gives it to raw statements: text."""
    return list(json.loads(value)) if isinstance(value, str) else list(value)
