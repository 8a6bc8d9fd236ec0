"""Short ways to an endpoint, and to events that wait for it."""

from datetime import timedelta

from django.db import connection

from accounts import api_keys
from docket import clock, outbox, transaction
from docket.actors import Actor
from notifications.webhooks import actions, events, targets
from notifications.webhooks.events import News
from notifications.webhooks.models import Dispatch, Endpoint, Event
from tests import cast
from tests.webhooks.receiver import Receiver


def deliver() -> None:
    while outbox.deliver(limit=500):
        pass


def endpoint(hook: Receiver, path: str = "", **how: object) -> tuple[Endpoint, str]:
    """Mara's endpoint at this receiver, proven by its answer."""
    mara = cast.mara()
    made, secret = actions.add(
        by=mara.actor,
        organisation=mara.organisation,  # type: ignore[arg-type]
        target=targets.allowed(hook.url + path),
        **how,  # type: ignore[arg-type]
    )
    deliver()
    made.refresh_from_db()
    assert made.state == "alive"
    return made, secret


def happens(count: int = 1, kind: str = "claim.updated", person: cast.Person | None = None) -> list[Event]:
    """So many events of one organisation."""
    organisation = (person or cast.mara()).organisation
    assert organisation is not None
    start = Event.objects.count()
    rights = [cast.right(cast.hansen(), title=f"MARK {start + n}") for n in range(count)]
    entries = [right.entries().get(step="verify") for right in rights]
    said = events.about("clm_x", claim="clm_x", state="submitted", version=1)
    with transaction.atomic():
        return events.write([News(entry, organisation.pk, kind, said) for entry in entries])


def pass_time(**how: float) -> None:
    """What waits for a try has waited so much longer, and so have the endpoints."""
    seconds = timedelta(**how).total_seconds()
    with connection.cursor() as cursor:
        for statement in (
            "UPDATE webhooks_dispatch SET due_at = due_at - make_interval(secs => %s) WHERE state = 'due'",
            "UPDATE webhooks_endpoint SET resting_until = resting_until - make_interval(secs => %s)",
            "UPDATE webhooks_endpoint SET failing_since = failing_since - make_interval(secs => %s)",
            "UPDATE docket_delivery SET due_at = due_at - make_interval(secs => %s) WHERE state = 'due'",
        ):
            cursor.execute(statement, [seconds])


def state_of(event: Event) -> tuple[str, int]:
    found = Dispatch.objects.get(event=event)
    return found.state, found.tries


def wait_of(event: Event) -> float:
    return (Dispatch.objects.get(event=event).due_at - clock.real()).total_seconds()


def key(person: cast.Person) -> Actor:
    made, _ = api_keys.issue(
        organisation=person.organisation,  # type: ignore[arg-type]
        created_by=person.user,
        name="hooks",
        scopes=("webhooks",),
    )
    return Actor("notifier", organisation_id=made.organisation_id, key_id=made.pk)
