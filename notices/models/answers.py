"""What the parties bring after the decision: counter-notices, appeals, court actions."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from accounts.models import User
from docket.actors import Actor
from docket.ids import public_id
from docket.models import Docketed, Entry
from notices.models.claim import Claim
from notices.paper_procedure import PAPER
from policy import defences
from rights.models import Evidence


def counter_id() -> str:
    return public_id("ctr")


def said(defence: str) -> str:
    """A defence in the seller's words; a code that the catalogue no longer has stands for itself."""
    try:
        return _(defences.get(defence).label) if defence else ""
    except defences.UnknownDefence:
        return defence


class CounterNotice(Docketed):
    """The seller's answer to a removal, or to the question asked before one."""

    procedure = PAPER

    public_id = models.CharField(max_length=32, unique=True, default=counter_id, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="counter_notices")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="counter_notice")
    defence = models.CharField(max_length=24)  # policy/defences.yaml
    explanation = models.TextField()
    signer = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=400, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    passed_on = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()
    evidence: "models.ManyToManyField[Evidence, Any]" = models.ManyToManyField(Evidence, blank=True, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.public_id

    @property
    def defence_label(self) -> str:
        return said(self.defence)

    def roles_of(self, actor: Actor) -> set[str]:
        return self.claim.roles_of(actor)


class Appeal(models.Model):
    """A party asks another person to look again."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="appeals")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="appeal")
    side = models.CharField(max_length=12)
    defence = models.CharField(max_length=24, blank=True)  # of a seller: policy/defences.yaml
    grounds = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()
    evidence: "models.ManyToManyField[Evidence, Any]" = models.ManyToManyField(Evidence, blank=True, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"appeal of the {self.side}"

    @property
    def defence_label(self) -> str:
        return said(self.defence)


class CourtAction(models.Model):
    """A suit or a complaint to an authority that keeps the listing hidden."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="court_actions")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="court_action")
    court = models.CharField(max_length=200)
    case_number = models.CharField(max_length=80)
    filed_on = models.DateField()
    received_at = models.DateTimeField()
    evidence: "models.ManyToManyField[Evidence, Any]" = models.ManyToManyField(Evidence, blank=True, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.court} {self.case_number}"
