"""Kill -9 in the middle of the work: nothing that was accepted is lost, nothing is done twice.

Worker, sweeper, Valkey and marketplace are real processes. The marketplace fails a quarter of its calls, before and
after it has acted. (The full harness, with web and database killed too, belongs to the enforcement capability.)
"""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from docket import verify
from docket.models import Delivery
from enforcement.models import Restriction
from notices import actions
from notifications.models import Notification
from tests import cast
from tests.crew import Crew, wait_for
from tests.notices import stories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
CASES, KILLS = 40, 8


@pytest.fixture
def crew(tmp_path: Path) -> Iterator[Crew]:
    made = Crew(tmp_path)
    made.start("redis", "market", "worker", "sweeper")
    try:
        yield made
    finally:
        made.stop()


def forget_leases() -> None:
    """A killed worker's leases end by themselves after a minute; do not sit them out."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE docket_delivery SET lease_until = NULL WHERE state = 'due'")


def all_delivered() -> bool:
    """Whether nothing is owed any more; what waits after a failure is made due now, and so is the breaker's probe."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE docket_breaker SET probe_at = clock_timestamp() WHERE opened_at IS NOT NULL")
        cursor.execute("UPDATE docket_delivery SET due_at = clock_timestamp() WHERE due_at > clock_timestamp()")
    return not Delivery.objects.exclude(state="done").exists()


def test_nothing_is_lost_or_done_twice(crew: Crew) -> None:
    chance = random.Random(7)  # a fixed seed: the same faults and kills each time
    wait_for("the marketplace", lambda: crew.answers(f"{crew.market}/healthz"))
    listings = cast.listings(CASES)
    offers = [{"external_id": each.external_id, "title": each.title, "market": "US"} for each in listings]
    assert crew.call_market("POST", "/api/listings/batch", json={"listings": offers}).is_success
    faults = {"rate": 0.25, "kinds": ["status-before", "status-after"], "status": 503, "seed": 7}
    crew.call_market("PUT", "/api/faults", json=faults).raise_for_status()

    for number, listing in enumerate(listings):
        notice = actions.submit(by=cast.mara().actor, filing=cast.filing([listing], claim_type="copyright"))
        claims = stories.taken_up(stories.claims_of(notice))
        actions.uphold(by=cast.amina().actor, claims=claims, verdict=stories.COPIED)
        if number % (CASES // KILLS) == 0:
            victim = chance.choice(["worker", "worker", "redis", "sweeper"])
            crew.kill(victim)
            crew.start(victim)

    crew.call_market("PUT", "/api/faults", json={"rate": 0}).raise_for_status()
    forget_leases()
    wait_for("all deliveries", all_delivered)

    assert Restriction.objects.filter(state="in_force").count() == CASES
    effects = crew.call_market("GET", "/api/effects").json()["effects"]
    shown = [(effect["external_id"], effect["sequence"]) for effect in effects if effect.get("sequence")]
    assert len(shown) == len(set(shown)) == CASES
    letters = list(Notification.objects.values_list("entry_id", "address", "letter"))
    assert len(letters) == len(set(letters))
    assert {n.letter for n in Notification.objects.all()} >= {"receipt", "statement_of_reasons", "outcome"}
    assert not Notification.objects.filter(mail_state="due").exists()
    assert not [*verify.broken_chains(), *verify.mismatched_states()]
