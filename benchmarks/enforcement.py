"""M6: from a reviewer's decision to the marketplace's yes, through Redis and a real Celery worker."""

import argparse
import time
from collections.abc import Sequence

from django.db import connection

from benchmarks.figures import Figure, percentile
from benchmarks.filling import make_listings
from benchmarks.ground import Ground
from benchmarks.market import CALLS, DELAY, WORKERS, limit, start
from benchmarks.people import People
from docket.actors import Actor
from enforcement.models import Restriction
from listings.models import Listing
from notices import actions, queues
from notices.actions.verdict import Verdict
from notices.filing import Filing, Reported, Sworn, declarations_for
from notices.models import Claim, Notice
from policy import regimes

PATIENCE = 120.0
VERDICT = Verdict("TM-01", "The mark is used without the owner's permission.")
# Both moments are the docket's: when the order was written, and when the marketplace's yes was.
LATENCY = """
SELECT extract(epoch FROM yes.at - ordered.at)::float, extract(epoch FROM ordered.at)::float,
       extract(epoch FROM yes.at)::float
FROM docket_entry ordered
JOIN docket_entry yes ON yes.subject_type = 'restriction' AND yes.subject_id = ordered.subject_id
     AND yes.step = 'confirm'
WHERE ordered.subject_type = 'restriction' AND ordered.step = 'order' AND ordered.subject_id > %s
"""


def figures(people: People, asked: argparse.Namespace, here: Ground) -> list[Figure]:
    single, group = (4, 5) if asked.quick else (30, 100)
    groups = 1 if asked.quick else 3
    listings = make_listings(people, "L-9", asked.runs * (single + group * groups) + 2 * CALLS)
    base = start(here, listings)
    decide(people, [[listings.pop()] for _ in range(2 * CALLS)])  # the worker's first deliveries load its code
    latency: list[Sequence[float]] = []
    rates, limits = [], []
    for run in range(asked.runs):
        size = single + group * groups
        mine = listings[run * size : (run + 1) * size]
        latency.append([row[0] for row in decide(people, [[each] for each in mine[:single]], pace=0.1)])
        many = mine[single:]
        told = decide(people, [many[n : n + group] for n in range(0, len(many), group)])
        rates.append(len(told) / (max(row[2] for row in told) - min(row[1] for row in told)))
        limits.append(limit(base, many))
    note = f"{single} single decisions a run, one each 100 ms; the marketplace itself takes {DELAY * 1000:.0f} ms"
    burst = f"{groups} decisions, each on {group} listings of {max(1, group // 5)} shops, with their letters;"
    burst += f" {WORKERS} workers, {CALLS} slots for the marketplace"
    peer = f"{CALLS} bare clients"
    return [
        Figure("M6 decided to confirmed, p50", "ms", [percentile(run, 0.5) * 1000 for run in latency], note=note),
        Figure("M6 decided to confirmed, p95", "ms", [percentile(r, 0.95) * 1000 for r in latency], goal="≤ 5,000 ms"),
        Figure("M6 enforcement", "actions/s", rates, peer, limits, "≥ 50/s, ≥ 0.8", burst),
    ]


def decide(people: People, groups: Sequence[Sequence[Listing]], pace: float = 0.0) -> list[tuple[float, float, float]]:
    """File a notice on each group, uphold them one after the other, wait for the last yes."""
    by = people.reviewer()
    cases = [case(people, group) for group in groups]
    for notice, _claims in cases:
        queues.take_up(by=by, notice=notice)
    newest = Restriction.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for _notice, claims in cases:
        began = time.monotonic()
        actions.uphold(by=by, claims=claims, verdict=VERDICT)
        time.sleep(max(0.0, pace - (time.monotonic() - began)))
    return confirmed(newest, sum(len(group) for group in groups))


def case(people: People, listings: Sequence[Listing]) -> tuple[Notice, list[Claim]]:
    owner = people.owners[0]
    asked = declarations_for([regimes.regime_for(market="US", kind="counterfeit")])
    notice = actions.submit(
        by=Actor("notifier", organisation_id=owner.pk),
        filing=Filing(
            filer=owner,
            owner=owner,
            right=people.rights[0],
            claim_type="counterfeit",
            listings=[Reported(each) for each in listings],
            explanation="These lamps carry our mark; we did not make them.",
            declarations=[Sworn(d.code, d.version) for d in asked],
            signature_name="Mara Linde",
        ),
    )
    return notice, list(notice.claims.all())


def confirmed(newest: int, count: int) -> list[tuple[float, float, float]]:
    """Seconds from order to yes, and both moments, of every restriction after this one, once all have their yes."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        with connection.cursor() as cursor:
            cursor.execute(LATENCY, [newest])
            rows = cursor.fetchall()
        if len(rows) == count:
            return rows
        time.sleep(0.1)
    raise RuntimeError(f"Only {len(rows)} of {count} were confirmed in {PATIENCE:.0f} s.")
