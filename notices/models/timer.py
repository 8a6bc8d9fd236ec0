"""Timers: a deadline fixed when its event was recorded, with the calendar and rule it was counted by."""

from django.db import models
from django.db.models import Q

from notices.models.claim import Claim


class Timer(models.Model):
    """One clock of one claim. Judged by the database's time, never by a worker's."""

    class State(models.TextChoices):
        RUNNING = "running"
        RESTING = "resting"
        FIRED = "fired"
        BLOCKED = "blocked"
        CANCELLED = "cancelled"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="timers")
    key = models.CharField(max_length=32)
    due_at = models.DateTimeField()
    not_after = models.DateTimeField(null=True)
    regime = models.CharField(max_length=32)
    rule_version = models.CharField(max_length=80)
    calendar = models.CharField(max_length=24, blank=True)
    calendar_version = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "key"], name="one_running_timer_a_key", condition=Q(state="running")
            )
        ]
        # By key first: clocks that nothing fires (decide, appeal_filing) stay behind in their thousands.
        indexes = [models.Index(fields=["key", "due_at"], name="timer_running", condition=Q(state="running"))]

    def __str__(self) -> str:
        return f"{self.key} of {self.claim_id} at {self.due_at:%Y-%m-%d}"
