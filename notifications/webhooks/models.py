"""Event: what happened, numbered for each organisation. Endpoint: where it goes. Dispatch, Attempt: how that went."""

from datetime import datetime
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, roles_in
from docket.actors import Actor
from docket.ids import public_id
from docket.models import Delivery, Docketed, Entry
from notifications.webhooks.procedure import ENDPOINT


def endpoint_id() -> str:
    return public_id("whk")


def event_id() -> str:
    return public_id("evt")


def dispatch_id() -> str:
    return public_id("whd")


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    """Endpoints by whose they are and whether they are still there."""

    def of(self, organisation_id: int) -> "EndpointQuerySet":
        return self.filter(organisation=organisation_id).exclude(state="removed")


class Endpoint(Docketed):
    """An address of one organisation, what it wants to hear, and how it has been doing."""

    procedure = ENDPOINT

    public_id = models.CharField(max_length=32, unique=True, default=endpoint_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="webhook_endpoints")
    live = models.BooleanField(default=True)
    url = models.CharField(max_length=500)
    name = models.CharField(max_length=80, blank=True)
    types = models.JSONField(default=list, blank=True)  # empty: everything, also types that come later
    # Encrypted (signing.kept): a hash would not do, because signatures are computed from them.
    secret = models.TextField(blank=True)
    previous_secret = models.TextField(blank=True)
    previous_until = models.DateTimeField(null=True)
    # The one standing delivery in the outbox that carries out whatever is due here.
    errand = models.OneToOneField(Delivery, on_delete=models.PROTECT, null=True, related_name="+")
    failures = models.PositiveIntegerField(default=0)  # in a row
    failing_since = models.DateTimeField(null=True)
    resting_until = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
    warned = models.PositiveSmallIntegerField(default=0)  # how many of the mails about this failing were sent
    created_at = models.DateTimeField(db_default=Now())

    objects = EndpointQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "url", "live"], name="endpoint_once_an_address", condition=~Q(state="removed")
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "live"], name="endpoint_alive", condition=Q(state="alive")),
            models.Index(
                fields=["failing_since"],
                name="endpoint_failing",
                condition=Q(state="alive", failing_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} of {self.organisation_id}"

    @property
    def lane(self) -> str:
        return f"endpoint:{self.pk}"

    def roles_of(self, actor: Actor) -> set[str]:
        """An administrator of the organisation, or a key of it (whose scope the API has asked for)."""
        if actor.organisation_id is None:
            return {actor.role} & {"clock", "system"}
        if actor.key_id is not None:
            return {"org_admin"} if actor.organisation_id == self.organisation_id else set()
        return roles_in(self.organisation_id, actor) - {actor.role}

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def title(self) -> str:
        """What people call it. The whole address may hold a secret and stays on its own page."""
        return self.name or self.host

    def wants(self, kind: str) -> bool:
        return not self.types or kind in self.types


class Feed(models.Model):
    """The last number given out for one organisation. Its row is locked until the events are committed, so that no
    reader sees a later event before an earlier one."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    live = models.BooleanField()
    last = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "live"], name="feed_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {'live' if self.live else 'test'} at {self.last}"


class Event(models.Model):
    """Something that happened, as one organisation may know it: once for each entry, organisation and type."""

    public_id = models.CharField(max_length=32, unique=True, default=event_id, editable=False)
    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="events")
    number = models.BigIntegerField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    type = models.CharField(max_length=40)
    data = models.JSONField()
    at = models.DateTimeField()  # when it happened; by the docket's clock
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed", "number"], name="event_numbered_once"),
            models.UniqueConstraint(fields=["entry", "feed", "type"], name="event_once"),
        ]
        indexes = [models.Index(fields=["written_at"], name="event_by_age")]

    def __str__(self) -> str:
        return f"{self.type} {self.public_id}"


class DispatchQuerySet(models.QuerySet["Dispatch"]):
    """What is or was on its way."""

    def with_story(self) -> "DispatchQuerySet":
        """With what is shown of each: its event, its endpoint and every try. Two queries."""
        tries = models.Prefetch("attempts", Attempt.objects.order_by("pk"))
        return self.select_related("event", "endpoint").prefetch_related(tries)


class Dispatch(models.Model):
    """One event on its way to one endpoint."""

    class State(models.TextChoices):
        DUE = "due", _("on its way")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("failed")

    public_id = models.CharField(max_length=32, unique=True, default=dispatch_id, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="dispatches")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="dispatches")
    state = models.CharField(max_length=9, choices=State, default=State.DUE)
    tries = models.PositiveSmallIntegerField(default=0)  # since it was last begun
    due_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True)

    objects = DispatchQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "endpoint"], name="dispatch_once")]
        indexes = [
            models.Index(fields=["endpoint", "due_at", "id"], name="dispatch_due", condition=Q(state="due")),
            models.Index(fields=["endpoint", "-id"], name="dispatch_of_endpoint"),
            models.Index(fields=["endpoint", "-id"], name="dispatch_failed", condition=Q(state="failed")),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} ({self.state})"

    @property
    def next_try_at(self) -> datetime | None:
        """Later, where the whole endpoint rests."""
        if self.state != self.State.DUE or self.endpoint.state != "alive":
            return None
        return max(self.due_at, self.endpoint.resting_until or self.due_at)


class Attempt(models.Model):
    """One call: what came back, and how long it took. A challenge has no dispatch."""

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("taken")
        ANSWERED = "answered", _("answered with an error")
        REDIRECTED = "redirected", _("answered with another address, which we do not follow")
        GONE = "gone", _("says that it is gone for good")
        TIMEOUT = "timeout", _("did not answer in time")
        UNREACHABLE = "unreachable", _("could not be reached")
        UNSAFE = "tls", _("has no certificate that we can trust")
        UNKNOWN = "dns", _("has a name that leads nowhere")
        BLOCKED = "blocked", _("leads to a place where we do not send anything")

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="attempts")
    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, null=True, related_name="attempts")
    at = models.DateTimeField(db_default=Now())
    outcome = models.CharField(max_length=12, choices=Outcome)
    status = models.PositiveSmallIntegerField(null=True)
    ms = models.PositiveIntegerField()
    answer = models.CharField(max_length=1024, blank=True)  # the first kilobyte of its text; never its headers

    class Meta:
        indexes = [
            models.Index(fields=["endpoint", "-id"], name="attempt_of_endpoint"),
            models.Index(fields=["at"], name="attempt_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.endpoint_id} {self.outcome} {self.status or ''}".strip()
