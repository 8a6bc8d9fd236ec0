"""What a reviewer's browser sends."""

from typing import Any

from django.test import Client

from notices import queues
from notices.models import Notice
from tests import cast

TEXT = "The listing uses the mark LINDE for lamps that Studio Linde GmbH did not make."


def take_up(person: cast.Person, notice: Notice, queue: str = "review") -> None:
    queues.take_up(by=person.actor, notice=notice, queue=queue)


def seen(notice: Notice, state: str = "") -> str:
    claims = notice.claims.filter(state=state) if state else notice.claims.all()
    return ",".join(f"{c.pk}:{c.version}" for c in claims)


def decide(client: Client, notice: Notice, outcome: str = "remove", **typed: Any) -> Any:
    form = {
        "listing": 1,
        "versions": seen(notice),
        "outcome": outcome,
        "reason": "TM-01",
        "text": TEXT,
        "countries": "DE",
    } | typed
    return client.post(f"/review/{notice.reference}/decide/", form)


def states(notice: Notice) -> list[str]:
    return list(notice.claims.order_by("ordinal").values_list("state", flat=True))
