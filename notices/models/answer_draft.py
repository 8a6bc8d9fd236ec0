"""An answer that is not sent yet: typed text and files, of one shop, for one way of one case."""

from typing import Any

from django.db import models

from accounts.models import Organisation, User
from notices.models.notice import Notice
from rights.models import Evidence


class AnswerDraft(models.Model):
    """Kept for the shop, so that it outlives a sign-out and can be finished on another device or by a colleague."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="answer_drafts")
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="answer_drafts")
    way = models.CharField(max_length=48)
    content = models.JSONField(default=dict)
    evidence: "models.ManyToManyField[Evidence, Any]" = models.ManyToManyField(Evidence, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "notice", "way"], name="one_answer_draft_a_shop_and_way")
        ]
        indexes = [models.Index(fields=["updated_at"], name="answer_draft_by_age")]

    def __str__(self) -> str:
        return f"{self.way} of {self.notice_id}"
