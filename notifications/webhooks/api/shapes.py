"""What partners say about an endpoint, and what they get."""

from typing import Any

from accounts.rest import told
from accounts.rest.fields import Choice, Faults, Field, Flag, Many, Moment, Shape, Text, Whole, wrong_type
from accounts.rest.problems import Fault
from notifications.webhooks import signing
from notifications.webhooks.kinds import TEST, TYPES
from notifications.webhooks.models import Attempt, Dispatch
from notifications.webhooks.procedure import ENDPOINT


class Secret(Field):
    """A secret that the caller brings along."""

    def read(self, value: Any, at: str, faults: Faults) -> Any:
        if not isinstance(value, str):
            return wrong_type(faults, at, "a text")
        if not signing.is_secret(value):
            faults.append(Fault("invalid", "Expected whsec_ and 24 to 64 random bytes in base 64.", at))
        return value

    def empty(self) -> str:
        return ""

    def schema(self) -> dict[str, Any]:
        about = "whsec_ and 24 to 64 random bytes in base 64. Left out: we make one, which is safer."
        return {"type": "string", "pattern": "^whsec_[A-Za-z0-9+/]{32,88}={0,2}$", "description": about}


URL = Text(500, about="https, port 443 or 8443, a host name that leads to public addresses only.")
CHOSEN = Many(Choice(tuple(kind for kind in TYPES if kind != TEST)), len(TYPES), distinct=True)
NAME = Text(80, least=0, about="For people: what receives there.")
NEW = Shape(
    "WebhookBody",
    required={"url": URL},
    optional={"name": NAME, "types": CHOSEN, "secret": Secret()},
    example={"url": "https://hooks.example.com/ip", "types": ["claim.upheld", "claim.restored"]},
)
CHANGES = Shape(
    "WebhookChanges",
    optional={"url": URL, "name": NAME, "types": CHOSEN, "enabled": Flag()},
    example={"types": ["claim.upheld"]},
)
CODE = Shape("WebhookCode", required={"code": Text(40)}, example={"code": "7K4M2QXD9T3HVBWC"})
ROTATION = Shape(
    "WebhookRotation",
    optional={"overlap_hours": Whole(0, 72, 24), "secret": Secret()},
    example={"overlap_hours": 24},
)
RESENDING = Shape(
    "WebhookResending",
    required={"since": Moment()},
    optional={"everything": Flag()},
    example={"since": "2026-11-23T08:00:00Z", "everything": False},
)
SHOWN_ONCE = "Shown in this answer only; null when it is repeated."

WEBHOOK = told.record(
    "Webhook",
    id=told.TEXT,
    url=told.TEXT,
    name=told.TEXT,
    types=told.TEXTS,
    live=told.FLAG,
    state={"type": "string", "enum": list(ENDPOINT.states)},
    failing_since=told.maybe(told.MOMENT),
    next_try_at=told.maybe(told.MOMENT),
    succeeded_at=told.maybe(told.MOMENT),
    old_secret_until=told.maybe(told.MOMENT),
    created_at=told.MOMENT,
)
WITH_SECRET = {
    **WEBHOOK,
    "title": "WebhookWithSecret",
    "properties": {**WEBHOOK["properties"], "secret": {**told.maybe(told.TEXT), "description": SHOWN_ONCE}},
    "required": [*WEBHOOK["required"], "secret"],
}
ALL = told.catalogue("Webhooks", WEBHOOK)
DATA = told.record(
    "EventData",
    id=told.TEXT,
    notice=told.maybe(told.TEXT),
    claim=told.maybe(told.TEXT),
    state=told.TEXT,
    version=told.WHOLE,
)
EVENT = told.record(
    "Event",
    id=told.TEXT,
    type={"type": "string", "enum": list(TYPES)},
    timestamp=told.MOMENT,
    data=DATA,
)
EVENT_PAGE = told.paged(EVENT)
ATTEMPT = told.record(
    "WebhookAttempt",
    at=told.MOMENT,
    outcome={"type": "string", "enum": Attempt.Outcome.values},
    status=told.maybe(told.WHOLE),
    ms=told.WHOLE,
    answer=told.TEXT,
)
DELIVERY = told.record(
    "WebhookDelivery",
    id=told.TEXT,
    webhook=told.TEXT,
    event=EVENT,
    state={"type": "string", "enum": Dispatch.State.values},
    tries=told.WHOLE,
    next_try_at=told.maybe(told.MOMENT),
    done_at=told.maybe(told.MOMENT),
    attempts=told.listed(ATTEMPT),
)
DELIVERY_PAGE = told.paged(DELIVERY)
RESENT = told.record("WebhookResent", webhook=told.TEXT, events=told.WHOLE)
