"""Threads: what one party and the reviewers write to each other about a notice. Sides are never mixed."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from accounts.models import User
from docket.actors import Actor
from docket.ids import public_id
from docket.models import Docketed, Entry
from listings.models import Seller
from notices.models.notice import Notice
from notices.thread_procedure import THREAD
from rights.models import Evidence


def thread_id() -> str:
    return public_id("thr")


class Thread(Docketed):
    """One talk: a notice, one party, and the reviewers."""

    class Side(models.TextChoices):
        NOTIFIER = "notifier"
        SELLER = "seller"

    procedure = THREAD

    public_id = models.CharField(max_length=32, unique=True, default=thread_id, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="threads")
    side = models.CharField(max_length=8, choices=Side)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, null=True, related_name="threads")
    asked = models.BigIntegerField(null=True)  # the first message that waits for an answer
    told = models.BigIntegerField(null=True)  # the newest message of a reviewer

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "side", "seller"], name="one_thread_a_party", nulls_distinct=False
            ),
            models.CheckConstraint(name="thread_has_one_side", condition=Q(side="seller") ^ Q(seller__isnull=True)),
        ]
        indexes = [
            models.Index(fields=["asked"], name="thread_unanswered", condition=Q(state="unanswered")),
            models.Index(fields=["seller"], name="thread_of_seller", condition=Q(seller__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} with the {self.side}"

    def roles_of(self, actor: Actor) -> set[str]:
        """Each party on its own side only."""
        if actor.role == "notifier":
            # An agent only while a mandate covers the right: the same rule as for the notice itself.
            return {"notifier"} if self.side == self.Side.NOTIFIER and self._is_for(actor.organisation_id) else set()
        if actor.role == "seller":
            mine = self.seller is not None and actor.organisation_id == self.seller.organisation_id
            return {"seller"} if actor.organisation_id and mine else set()
        return super().roles_of(actor)

    def _is_for(self, organisation_id: int | None) -> bool:
        if organisation_id is None:
            return False
        return Notice.objects.filed_for(organisation_id).filter(pk=self.notice_id).exists()


class Message(models.Model):
    """What was written once; `key` is the form's, so that a button pressed twice sends one message."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="message")
    from_staff = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    key = models.UUIDField(default=uuid.uuid4)
    evidence: "models.ManyToManyField[Evidence, Any]" = models.ManyToManyField(Evidence, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["thread", "key"], name="one_message_a_form")]

    def __str__(self) -> str:
        return self.text[:60]


class Reading(models.Model):
    """How far a person has read a thread."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    upto = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "user"], name="one_reading_a_person")]

    def __str__(self) -> str:
        return f"{self.user_id} up to {self.upto}"
