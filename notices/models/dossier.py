"""The dossier: what a reviewer takes from a queue. One row for each notice with open work in that queue."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import User
from notices.models.notice import Notice


class Dossier(models.Model):
    """Open work on one notice in one queue; the row goes when the work is done (queues.refresh)."""

    class Queue(models.TextChoices):
        REVIEW = "review"
        ESCALATED = "escalated"
        SECOND_LOOK = "second_look"
        COUNTERS = "counters"
        MENDED = "mended"
        APPEALS = "appeals"
        COURT = "court"

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="dossiers")
    queue = models.CharField(max_length=12, choices=Queue)
    waiting = models.PositiveIntegerField()
    due_at = models.DateTimeField()
    severity = models.PositiveSmallIntegerField(default=0)
    claim_type = models.CharField(max_length=12)
    received_at = models.DateTimeField()
    held_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="dossiers")
    held_until = models.DateTimeField(null=True)
    # Whose case it is although nobody holds it now: Start next offers it to this person and to nobody else.
    assigned_to = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="assigned")
    assigned_at = models.DateTimeField(null=True)
    # What the routing rules of this version said (policy/routing.yaml): which of them fit, and which skills they ask.
    routed = models.CharField(max_length=12, default="", db_default="")
    rules = ArrayField(models.CharField(max_length=40), default=list, db_default=[])
    skills = ArrayField(models.CharField(max_length=40), default=list, db_default=[])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "queue"], name="one_dossier_a_notice_and_queue")]
        indexes = [
            models.Index(fields=["queue", "due_at", "-severity", "received_at", "id"], name="dossier_by_due"),
            models.Index(fields=["queue", "claim_type", "due_at", "id"], name="dossier_by_type"),
            models.Index(fields=["queue", "received_at"], name="dossier_by_age"),
            models.Index(fields=["held_by", "due_at"], name="dossier_held", condition=Q(held_by__isnull=False)),
            models.Index(
                fields=["assigned_to", "due_at"], name="dossier_assigned", condition=Q(assigned_to__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} in {self.queue}"
