"""Restriction: one reason to hide a listing. Standing: what it should be, and what the marketplace confirmed."""

from django.db import models
from django.db.models import Case, Q, When
from django.utils.translation import gettext as _

from docket import outbox
from docket.actors import Actor
from docket.clock import now
from docket.ids import public_id
from docket.models import Docketed
from enforcement.procedure import RESTRICTION
from listings.models import Listing


def restriction_id() -> str:
    return public_id("rst")


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    """Restrictions by whether they count."""

    def standing(self) -> "RestrictionQuerySet":
        """Those that hide: ordered or already confirmed."""
        return self.filter(state__in=["ordered", "in_force"])

    def with_held(self) -> "RestrictionQuerySet":
        """Each knows whether its last change is still held back, by the clock that leases are judged by."""
        return self.annotate(held=Case(When(held_until__gt=outbox.NOW, then=True), default=False))

    def telling(self) -> "RestrictionQuerySet":
        """Those that the marketplace should know of now: what is held back counts as it was before."""
        known = Q(state__in=["ordered", "in_force"], held=False) | Q(state="lifting", held=True)
        return self.with_held().filter(known)


class Restriction(Docketed):
    """One reason why a listing is limited, in given territories ("*" is everywhere)."""

    procedure = RESTRICTION

    public_id = models.CharField(max_length=32, unique=True, default=restriction_id, editable=False)
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="restrictions")
    territories = models.JSONField(default=list)
    reason_code = models.CharField(max_length=12)
    ground = models.CharField(max_length=8)
    source = models.CharField(max_length=32)  # public id of the claim that ordered it
    ordered_at = models.DateTimeField(default=now)
    confirmed_at = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True)  # the marketplace does not hear of its last change before this

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["listing"], name="restriction_standing", condition=Q(state__in=["ordered", "in_force"])
            ),
            models.Index(fields=["source"], name="restriction_source"),
        ]

    def __str__(self) -> str:
        return f"{self.reason_code} on {self.listing_id}"

    def roles_of(self, actor: Actor) -> set[str]:
        """Restrictions follow from a claim, where the actor's right to act was judged."""
        return {actor.role}

    @property
    def lane(self) -> str:
        """All restrictions of one listing are told in order."""
        return f"listing:{self.listing_id}"


class Standing(models.Model):
    """What one listing should be now, under which sequence number, and what the marketplace last confirmed."""

    listing = models.OneToOneField(Listing, on_delete=models.PROTECT, related_name="standing")
    sequence = models.BigIntegerField(default=0)
    hidden_in = models.JSONField(default=list)
    reason = models.CharField(max_length=12, blank=True)  # kept, so that a repeat says word for word the same
    confirmed_sequence = models.BigIntegerField(default=0)
    confirmed_hidden_in = models.JSONField(default=list)
    confirmed_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)  # when we last looked whether the marketplace still shows it so

    class Meta:
        indexes = [
            models.Index(fields=["checked_at"], name="standing_checked"),
            models.Index(fields=["id"], name="standing_open", condition=~Q(sequence=models.F("confirmed_sequence"))),
        ]

    def __str__(self) -> str:
        return f"listing {self.listing_id} at {self.sequence}"


class DriftReport(models.Model):
    """What one look at the marketplace found: how many listings it showed otherwise than it had confirmed."""

    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    checked = models.PositiveIntegerField()
    drifted = models.PositiveIntegerField()
    repaired = models.PositiveIntegerField()
    unanswered = models.PositiveIntegerField()
    listings = models.JSONField(default=list)  # the first that drifted: {id, repaired}

    def __str__(self) -> str:
        return (
            f"{self.checked} checked, {self.drifted} drifted, {self.repaired} repaired,"
            f" {self.unanswered} without an answer"
        )

    @property
    def said(self) -> str:
        """For people: the one thing that matters about it."""
        if self.drifted:
            facts = {"drifted": self.drifted, "repaired": self.repaired, "checked": self.checked}
            return _("%(drifted)s of %(checked)s listings had changed, %(repaired)s were put right") % facts
        if self.unanswered and not self.checked:
            return _("The marketplace did not answer")
        return _("%(checked)s listings looked at, all as confirmed") % {"checked": self.checked}
