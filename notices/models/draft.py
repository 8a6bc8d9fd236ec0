"""Drafts: what a person has typed and not sent. Never mailed, never seen by another party."""

from typing import Any

from django.db import models

from accounts.models import Organisation, User
from docket.ids import public_id
from rights.models import Evidence


def draft_id() -> str:
    return public_id("drf")


class Draft(models.Model):
    """An unfinished notice, shared in its organisation; `version` counts what was stored, `changed_by` who did last."""

    public_id = models.CharField(max_length=32, unique=True, default=draft_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="drafts")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    content = models.JSONField(default=dict)
    evidence: "models.ManyToManyField[Evidence, Any]" = models.ManyToManyField(Evidence, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    notice = models.OneToOneField(
        "notices.Notice", on_delete=models.SET_NULL, null=True, blank=True, related_name="draft"
    )
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return self.public_id
