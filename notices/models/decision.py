"""Decisions, with public and private words in separate fields."""

from django.db import models

from accounts.models import User
from docket.models import Entry
from notices.models.claim import Claim


class Decision(models.Model):
    """One decision on one claim; a later one does not erase an earlier one."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld"
        REJECTED = "rejected"
        RESTORED = "restored"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="decisions")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=12, choices=Outcome)
    reason_code = models.CharField(max_length=12)
    policy_version = models.CharField(max_length=12)
    ground = models.CharField(max_length=8, default="terms")
    public_reason = models.TextField()
    private_note = models.TextField(blank=True)
    territories = models.JSONField(default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    automated = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True)  # null: proposed, waiting for a second person

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.outcome} {self.reason_code}"
