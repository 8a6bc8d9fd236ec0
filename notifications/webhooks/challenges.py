"""Whose address is this? A code is sent there; if it comes back in the answer, it is theirs."""

import json
from datetime import UTC

from docket import clock, transaction
from docket.actors import SYSTEM
from docket.models import Entry
from notifications.webhooks import actions, proving, signing
from notifications.webhooks.client import Line, Outcome
from notifications.webhooks.kinds import CHALLENGE
from notifications.webhooks.models import Attempt, Endpoint
from notifications.webhooks.turns import secrets_of


def send(entry: Entry) -> None:
    """Subscriber. One call; if the code is in its answer, the address is theirs. Failing, somebody asks again."""
    endpoint = Endpoint.objects.filter(pk=entry.subject_id, state="unproven").first()
    if endpoint is None or endpoint.entries().filter(step__in=["challenge", "move"], n__gt=entry.n).exists():
        return
    now = clock.real()
    said = {"id": endpoint.public_id, "challenge": proving.code_of(endpoint)}
    moment = now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    body = json.dumps({"type": CHALLENGE, "timestamp": moment, "data": said}, separators=(",", ":"))
    with Line() as line:
        headers = signing.headers(f"chl_{entry.hash[:26]}", now, body, secrets_of(endpoint, now))
        outcome = line.post(endpoint.url, body, headers)
    record(endpoint, outcome)


@transaction.atomic
def record(endpoint: Endpoint, outcome: Outcome) -> None:
    asked = endpoint.url
    fresh = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    Attempt.objects.create(
        endpoint=fresh, outcome=outcome.kind, status=outcome.status, ms=outcome.ms, answer=outcome.answer
    )
    if outcome.good and fresh.state == "unproven" and fresh.url == asked and proving.code_of(fresh) in outcome.answer:
        actions.proven(by=SYSTEM, endpoint=fresh, how="answer")
