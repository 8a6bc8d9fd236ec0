"""Mandates: an owner lets an agent act for it."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from docket.ids import public_id
from rights.models.evidence import Evidence

if TYPE_CHECKING:
    from rights.models.right import IPRight


def mandate_id() -> str:
    return public_id("mdt")


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Mandates by whether they hold."""

    def alive(self, day: Any) -> "MandateQuerySet":
        open_ended = Q(ends_on=None) | Q(ends_on__gte=day)
        return self.filter(open_ended, starts_on__lte=day, revoked_at=None)


class Mandate(models.Model):
    """An owner lets an agent act for it, within a scope and for a time."""

    public_id = models.CharField(max_length=32, unique=True, default=mandate_id, editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mandates_given")
    agent = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mandates_held")
    rights: "models.ManyToManyField[IPRight, Any]" = models.ManyToManyField("IPRight", blank=True)
    territories = models.JSONField(default=list, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    letter = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.agent} for {self.owner}"
