"""The deeds on an endpoint, from its entry to its end."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Organisation
from docket import clock, outbox, transaction
from docket.actors import Actor
from docket.errors import NotAllowed
from docket.models import Entry
from docket.take import take
from notifications.webhooks import events, proving, recording, sending, signing
from notifications.webhooks.kinds import TEST
from notifications.webhooks.models import Dispatch, Endpoint, Event
from notifications.webhooks.rules import rules
from notifications.webhooks.targets import Target

HOUR = timedelta(hours=1)


class KnownAddress(NotAllowed):
    """There is an endpoint with this address."""


@transaction.atomic
def add(
    *,
    by: Actor,
    organisation: Organisation,
    target: Target,
    name: str = "",
    types: Sequence[str] = (),
    live: bool = True,
    secret: str = "",
) -> tuple[Endpoint, str]:
    """Name an address that was looked at (targets.allowed), and challenge it. The secret is returned here only."""
    # One after the other: two at once must not both find the last free place.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    secret = secret or signing.make()
    endpoint = Endpoint(
        organisation=organisation,
        url=str(target.url),
        name=name,
        types=sorted(types),
        live=live,
        secret=signing.kept(secret),
        state="",
    )
    room = Endpoint.objects.of(organisation.pk).count() < rules().endpoints
    lately = Endpoint.objects.filter(organisation=organisation, created_at__gt=clock.real() - HOUR).count()
    _once_an_address(endpoint)
    seldom = lately < 2 * rules().endpoints  # added and removed over and over, each time with a challenge to somebody
    take(
        "add",
        endpoint,
        by=by,
        room=room,
        often_enough=seldom,
        host=target.host,
        live=live,
        types=list(endpoint.types),
    )
    take("challenge", endpoint, by=by, host=target.host)
    return endpoint, secret


def _once_an_address(endpoint: Endpoint, *only: str) -> None:
    try:
        with transaction.atomic():
            endpoint.save(update_fields=only or None)
    except IntegrityError as error:
        if "endpoint_once_an_address" not in str(error):
            raise
        raise KnownAddress(_("You have an endpoint with this address already.")) from None


@transaction.atomic
def challenge(*, by: Actor, endpoint: Endpoint) -> Entry:
    """Send the code again."""
    return take("challenge", endpoint, by=by, often_enough=_seldom(endpoint, "challenge", rules().challenges_an_hour))


@transaction.atomic
def prove(*, by: Actor, endpoint: Endpoint, code: str) -> Entry:
    """Show the code that was sent to the address."""
    if not proving.fits(endpoint, code):
        raise NotAllowed(_("This is not the code that we sent to this address."))
    return proven(by=by, endpoint=endpoint, how="code")


def proven(*, by: Actor, endpoint: Endpoint, how: str) -> Entry:
    """From now on it gets events. Its one row in the outbox is made here, once."""
    entry = take("prove", endpoint, by=by, how=how)
    if endpoint.errand_id is None:
        endpoint.errand = outbox.stand_by(entry, sending.NAME, endpoint.lane)
        endpoint.save(update_fields=["errand"])
    return entry


@transaction.atomic
def amend(*, by: Actor, endpoint: Endpoint, name: str, types: Sequence[str], after: int | None = None) -> Entry:
    """Hear of other things; be called something else."""
    entry = take("amend", endpoint, by=by, after=after, types=sorted(types))
    endpoint.name, endpoint.types = name, sorted(types)
    endpoint.save(update_fields=["name", "types"])
    return entry


@transaction.atomic
def move(*, by: Actor, endpoint: Endpoint, target: Target, after: int | None = None) -> Entry:
    """Another address, which is challenged. What waits for the old one is given up: it was not meant for this one."""
    entry = take("move", endpoint, by=by, after=after, host=target.host)
    endpoint.url = str(target.url)
    endpoint.failures = endpoint.warned = 0
    endpoint.failing_since = endpoint.resting_until = None
    _once_an_address(endpoint, "url", "failures", "warned", "failing_since", "resting_until")
    recording.abandon([endpoint.pk])
    take(
        "challenge",
        endpoint,
        by=by,
        host=target.host,
        often_enough=_seldom(endpoint, "challenge", rules().challenges_an_hour),
    )
    return entry


@transaction.atomic
def rotate(*, by: Actor, endpoint: Endpoint, overlap_hours: int, secret: str = "") -> str:
    """A new secret, returned here only; the old one signs beside it for so many hours."""
    take("rotate", endpoint, by=by, overlap_hours=overlap_hours)
    secret = secret or signing.make()
    Endpoint.objects.filter(pk=endpoint.pk).update(
        previous_secret=F("secret") if overlap_hours else "",
        previous_until=clock.real() + timedelta(hours=overlap_hours) if overlap_hours else None,
        secret=signing.kept(secret),
    )
    return secret


@transaction.atomic
def test(*, by: Actor, endpoint: Endpoint) -> Event:
    """Send it an event that says nothing else than that it is one."""
    # The feed before the endpoint, as everybody does who writes events.
    events.locked({(endpoint.organisation_id, endpoint.live)})
    entry = take("test", endpoint, by=by, often_enough=_seldom(endpoint, "test", rules().tests_an_hour))
    told = events.about(endpoint.public_id, state=endpoint.state, version=entry.n)
    news = events.News(entry, endpoint.organisation_id, TEST, told, endpoint.live, endpoint.pk)
    return events.write([news])[0]


@transaction.atomic
def disable(*, by: Actor, endpoint: Endpoint, after: int | None = None) -> Entry:
    """Switch it off; what waits can be sent again later."""
    entry = take("disable", endpoint, by=by, after=after)
    recording.abandon([endpoint.pk])
    return entry


@transaction.atomic
def enable(*, by: Actor, endpoint: Endpoint, missed_since: datetime | None = None, after: int | None = None) -> Entry:
    """Switch it on again; with what it has missed since then, if wanted."""
    entry = take("enable", endpoint, by=by, after=after)
    endpoint.failures = endpoint.warned = 0
    endpoint.failing_since = endpoint.resting_until = None
    endpoint.save(update_fields=["failures", "warned", "failing_since", "resting_until"])
    if missed_since is not None:
        _again(endpoint, missed_since, again=False)
    return entry


@transaction.atomic
def remove(*, by: Actor, endpoint: Endpoint) -> Entry:
    """Take it away and forget its secrets."""
    entry = take("remove", endpoint, by=by)
    recording.abandon([endpoint.pk])
    endpoint.secret = endpoint.previous_secret = ""
    endpoint.save(update_fields=["secret", "previous_secret"])
    return entry


@transaction.atomic
def resend(*, by: Actor, dispatch: Dispatch) -> Entry:
    """Send one event again from its first try, whether it was taken or not."""
    entry = take("resend", dispatch.endpoint, by=by, delivery=dispatch.public_id)
    Dispatch.objects.filter(pk=dispatch.pk).update(state=Dispatch.State.DUE, tries=0, due_at=outbox.NOW, done_at=None)
    _wake(dispatch.endpoint)
    return entry


@transaction.atomic
def resend_since(*, by: Actor, endpoint: Endpoint, since: datetime, everything: bool = False) -> int:
    """Send what it has not taken since then (what failed, and what came while it was off); or simply everything."""
    take("resend", endpoint, by=by, since=since.isoformat(), everything=everything)
    return _again(endpoint, since, again=everything)


def _again(endpoint: Endpoint, since: datetime, *, again: bool) -> int:
    count = events.replay(endpoint, since, again=again)
    _wake(endpoint)
    return count


def _wake(endpoint: Endpoint) -> None:
    """Somebody is waiting: the rest after failures is over."""
    Endpoint.objects.filter(pk=endpoint.pk).update(resting_until=None)
    if endpoint.errand_id is not None:
        outbox.call_for([endpoint.errand_id])


def _seldom(endpoint: Endpoint, step: str, most: int) -> bool:
    recent = endpoint.entries().filter(step=step, at__gt=clock.now() - HOUR)
    return recent.count() < most
