"""What a seller says to have changed, with the listing as it was at that moment."""

from django.db import models

from accounts.models import User
from docket.models import Entry
from listings.models import Snapshot
from notices.models.claim import Claim


class Mending(models.Model):
    """“I changed the listing, please look again”: the words, and a sealed copy to compare with the first one."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="mendings")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="mending")
    words = models.TextField()
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.words[:60]
