"""Reviewers among themselves: who works, who looks at what now, and how cases went from one to another."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from docket.models import Docketed
from notices.handover_procedure import HANDOVER
from notices.models.notice import Notice

SENTENCES = {
    "asked": _("%(taker)s asked %(giver)s for it"),
    "given": _("%(giver)s gave it to %(taker)s"),
    "kept": _("%(taker)s asked for it, and %(giver)s kept it"),
    "returned": _("%(giver)s gave it to %(taker)s, and it was put back for everybody"),
}


class Reviewer(models.Model):
    """A reviewer at work. All times are the database's own, without a demo's offset, like those of leases."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="reviewer")
    seen_at = models.DateTimeField()
    on_break_since = models.DateTimeField(null=True)
    skills = ArrayField(models.CharField(max_length=40), default=list, db_default=[])  # codes of policy/routing.yaml

    def __str__(self) -> str:
        return str(self.user)


class Presence(models.Model):
    """Somebody has the page of this case open, as it said itself a moment ago."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "user"], name="one_presence_a_case_and_person")]
        indexes = [models.Index(fields=["seen_at"], name="presence_by_time")]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.notice_id}"


class HandOver(Docketed):
    """A case that one colleague asked for, or was given, with a note. What stands now is in the dossier."""

    procedure = HANDOVER

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="handovers")
    queue = models.CharField(max_length=12)
    giver = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    taker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "queue", "taker"], name="asked_once", condition=Q(state="asked"))
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} to {self.taker_id}"

    @property
    def said(self) -> str:
        """What happened, in a sentence."""
        names = {"giver": self.giver or "", "taker": self.taker}
        if self.state == "given" and self.giver_id == self.taker_id:
            return str(_("%(taker)s took it for themselves")) % names
        return str(SENTENCES[self.state]) % names
