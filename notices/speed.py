"""How long decisions took lately: for one kind of claim and one market, counted from the docket.

Of the claims first decided in the last 30 days (at most the newest 20,000 of all): the time in which the claim lay with
our reviewers, that is in the states submitted and held. While a party owed us something the clock rested. p50 and p90
are PostgreSQL's percentile_cont. Test notices do not count, and fewer than 20 claims say nothing.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import caches
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from docket import clock

DAYS, LEAST, NEWEST = 30, 20, 20_000
TOOK = """
WITH recent AS (
    SELECT d.id, d.claim_id, d.entry_id FROM notices_decision d
    WHERE d.decided_at > %(since)s ORDER BY d.id DESC LIMIT %(newest)s),
first AS (
    SELECT DISTINCT ON (r.claim_id) r.claim_id, e.n
    FROM recent r JOIN docket_entry e ON e.id = r.entry_id
    JOIN notices_claim c ON c.id = r.claim_id JOIN notices_notice n ON n.id = c.notice_id
    JOIN listings_listing l ON l.id = c.listing_id
    WHERE n.claim_type = %(kind)s AND l.market = %(market)s AND NOT n.is_test
      AND e.step IN ('uphold', 'confirm', 'reject')
    ORDER BY r.claim_id, r.id),
walked AS (
    SELECT f.claim_id, e.target, lead(e.at) OVER w - e.at AS stayed
    FROM first f JOIN docket_entry e ON e.subject_type = 'claim' AND e.subject_id = f.claim_id AND e.n <= f.n
    WINDOW w AS (PARTITION BY f.claim_id ORDER BY e.n)),
took AS (
    SELECT claim_id, extract(epoch FROM sum(stayed) FILTER (WHERE target IN ('submitted', 'held'))) AS seconds
    FROM walked GROUP BY claim_id)
SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds),
       percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds) FROM took
"""


@dataclass(frozen=True)
class Speed:
    """Half of the claims were decided within `half`, nine of ten within `most`; `n` of them were counted."""

    n: int
    half: timedelta
    most: timedelta


def lately(kind: str, market: str) -> Speed | None:
    """The speed for this kind of claim in this market; None if too few were decided to say. Known for ten minutes."""
    key, memory = f"speed-{kind}-{market}", caches["memory"]
    counted: tuple[int, float, float] = memory.get_or_set(key, lambda: count(kind, market)) or (0, 0.0, 0.0)
    n, half, most = counted
    return Speed(n, timedelta(seconds=half), timedelta(seconds=most)) if n >= LEAST else None


def count(kind: str, market: str) -> tuple[int, float, float]:
    """How many, and both shares in seconds. One query."""
    since = clock.now() - timedelta(days=DAYS)
    with connection.cursor() as cursor:
        cursor.execute(TOOK, {"since": since, "kind": kind, "market": market, "newest": NEWEST})
        n, half, most = cursor.fetchone()
    return n, float(half or 0), float(most or 0)


def in_words(span: timedelta) -> str:
    """A span as people say it: minutes under two hours, hours under two days, then days; rounded up."""
    seconds = span.total_seconds()
    if seconds < 2 * 3600:
        n = max(1, -int(-seconds // 60))
        return ngettext("%(n)d minute", "%(n)d minutes", n) % {"n": n}
    if seconds < 48 * 3600:
        n = -int(-seconds // 3600)
        return ngettext("%(n)d hour", "%(n)d hours", n) % {"n": n}
    n = -int(-seconds // 86400)
    return ngettext("%(n)d day", "%(n)d days", n) % {"n": n}


def too_few(where: str) -> str:
    """What a filer reads where a figure would be made of chance."""
    words = _(
        "Too few decisions of this kind for %(where)s to say how long they take: fewer than %(least)d in the last"
        " %(days)d days."
    )
    return words % {"where": where, "least": LEAST, "days": DAYS}


def sentence(speed: Speed, where: str) -> str:
    """What a filer reads of it."""
    words = _(
        "In the last %(days)d days, half of the decisions of this kind for %(where)s took up to %(half)s,"
        " nine of ten up to %(most)s (%(n)d listings)."
    )
    told = {"days": DAYS, "where": where, "half": in_words(speed.half), "most": in_words(speed.most), "n": speed.n}
    return words % told
