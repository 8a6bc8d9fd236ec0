"""What stood before a deed that can still be undone."""

from django.db import models

from accounts.models import User
from notices.models.notice import Notice


class Undo(models.Model):
    """One deed of one reviewer: how to get back, until when, and the words that were taken back with it.

    Decisions that were undone are none: their words are kept here, for whoever wrote them and for the file.
    """

    deed = models.CharField(max_length=32)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=32)
    until = models.DateTimeField()  # by the clock that leases are judged by, also in a demo
    claims = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    words = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["by", "-until"], name="undo_of_person"),
            models.Index(fields=["deed"], name="undo_of_deed"),
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.notice_id} until {self.until:%H:%M:%S}"

    @property
    def partly(self) -> bool:
        """Whether the listings were hidden in some countries only."""
        return bool(self.before.get("territories", ["*"]) != ["*"])
