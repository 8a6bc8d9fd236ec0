"""Entry: every step ever taken. Delivery: who must still hear of it. Docketed: what has a docket. And how it goes."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from docket.actors import Actor
from docket.dead_letters.procedure import DEAD_LETTER
from docket.dependencies import PORTAL
from docket.procedure import UNDO, Procedure


class Docketed(models.Model):
    """A thing with a state that only `take` may change."""

    state = models.CharField(max_length=24)
    version = models.PositiveIntegerField(default=0)

    procedure: ClassVar[Procedure]

    class Meta:
        abstract = True

    @property
    def subject_type(self) -> str:
        return self.procedure.subject

    @property
    def lane(self) -> str:
        """Deliveries in one lane arrive in order; by default a lane for each subject."""
        return f"{self.subject_type}:{self.pk}"

    def roles_of(self, actor: Actor) -> set[str]:
        """In which roles this actor stands before this subject; staff and clock roles by default."""
        return {actor.role} if actor.role not in {"notifier", "seller"} else set()

    def entries(self) -> "EntryQuerySet":
        return Entry.objects.filter(subject_type=self.subject_type, subject_id=self.pk).order_by("n")


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries by what became of them."""

    def stood(self) -> "EntryQuerySet":
        """Those that nobody undid."""
        same = {"subject_type": models.OuterRef("subject_type"), "subject_id": models.OuterRef("subject_id")}
        undoing = Entry.objects.filter(**same, n=models.OuterRef("n") + 1, step=UNDO)
        return self.exclude(models.Exists(undoing))


class Entry(models.Model):
    """One step taken: numbered per subject, chained by hash, never changed (triggers in the first migration)."""

    subject_type = models.CharField(max_length=24)
    subject_id = models.BigIntegerField()
    n = models.PositiveIntegerField()
    step = models.CharField(max_length=32)
    source = models.CharField(max_length=24, blank=True)
    target = models.CharField(max_length=24)
    role = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    key_id = models.BigIntegerField(null=True)
    request_id = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField(db_default=Now())
    previous_hash = models.CharField(max_length=64, db_default="")
    hash = models.CharField(max_length=64, db_default="")

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_type", "subject_id", "n"], name="entry_numbered_once")]
        # A partner names the request; support looks for what was done in it.
        indexes = [models.Index(fields=["request_id"], name="entry_by_request", condition=~models.Q(request_id=""))]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id} #{self.n} {self.step}"


class Delivery(models.Model):
    """One subscriber who must still hear of an entry: the transactional outbox."""

    class State(models.TextChoices):
        DUE = "due"
        DONE = "done"
        STUCK = "stuck"
        GIVEN_UP = "given_up"
        CANCELLED = "cancelled"  # the step was undone before anybody had heard of it

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="deliveries")
    subscriber = models.CharField(max_length=80)
    lane = models.CharField(max_length=80)
    # Both have defaults in the database: an older process that still runs during an upgrade does not know them.
    dependency = models.CharField(max_length=16, db_default=PORTAL)
    priority = models.PositiveSmallIntegerField(db_default=2)  # 0 goes first; the oldest first among equals
    state = models.CharField(max_length=12, choices=State, default=State.DUE)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    last_error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "subscriber"], name="delivery_once_a_subscriber")]
        indexes = [
            models.Index(fields=["due_at"], name="delivery_due", condition=models.Q(state="due")),
            models.Index(
                fields=["dependency", "priority", "due_at", "id"],
                name="delivery_next",
                condition=models.Q(state="due"),
            ),
            models.Index(fields=["id"], name="delivery_stuck", condition=models.Q(state="stuck")),
            models.Index(fields=["subscriber", "lane", "id"], name="delivery_lane", condition=~models.Q(state="done")),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} ← {self.entry_id} ({self.state})"


class DeadLetter(Docketed):
    """A delivery for which trying again does not help, and what people did about it."""

    procedure = DEAD_LETTER

    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, related_name="dead_letter")

    def __str__(self) -> str:
        return f"{self.delivery_id} ({self.state})"


class Breaker(models.Model):
    """Whether one dependency may be called now, and from when on: shared by all workers, shown to staff."""

    name = models.CharField(max_length=16, primary_key=True)
    opened_at = models.DateTimeField(null=True)
    probe_at = models.DateTimeField(null=True)
    good_probes = models.PositiveSmallIntegerField(db_default=0)
    failures = models.PositiveIntegerField(db_default=0)  # in a row
    window = models.JSONField(default=list)  # [bucket of seconds, good, bad] of the last half minute
    next_call_at = models.DateTimeField(db_default=Now())
    last_error = models.TextField(blank=True)
    last_good_at = models.DateTimeField(null=True)
    last_bad_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} ({'open' if self.opened_at else 'closed'})"


class Pulse(models.Model):
    """The last sign of life of one part of one process, and how far its clock is from the database's."""

    process = models.CharField(max_length=120)
    part = models.CharField(max_length=16)
    started_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())
    busy = models.PositiveSmallIntegerField(default=0)
    slots = models.PositiveSmallIntegerField(default=0)
    skew = models.FloatField(default=0.0)  # seconds; positive when its clock is ahead

    class Meta:
        constraints = [models.UniqueConstraint(fields=["process", "part"], name="pulse_once_a_part")]

    def __str__(self) -> str:
        return f"{self.process} {self.part}"


class Mark(models.Model):
    """When something that must happen again and again last happened, and how it went."""

    name = models.CharField(max_length=32, primary_key=True)
    at = models.DateTimeField(db_default=Now())
    facts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M}"
