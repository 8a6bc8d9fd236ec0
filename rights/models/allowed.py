"""Sellers whom the owner has authorised for a right: a notice against one of them asks twice."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from docket import clock
from rights.models.mandate import Day
from rights.models.right import IPRight


class AllowedSellerQuerySet(models.QuerySet["AllowedSeller"]):
    """Authorised sellers by whether they are so on a day."""

    def standing(self) -> "AllowedSellerQuerySet":
        """Those that nobody has taken off the list, whatever their days."""
        return self.filter(removed_at=None)

    def on(self, day: Day | None = None) -> "AllowedSellerQuerySet":
        """Those authorised on this day (today)."""
        day = clock.Today() if day is None else day
        return self.standing().filter(Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gte=day))


class AllowedSeller(models.Model):
    """One seller on the allow-list of one right, by the marketplace's id: rights do not know listings."""

    right = models.ForeignKey(IPRight, on_delete=models.CASCADE, related_name="allowed_sellers")
    seller = models.CharField(max_length=64)
    name = models.CharField(max_length=200)  # as it was called when it was added
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects = AllowedSellerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["right", "seller"], name="a_seller_allowed_once", condition=Q(removed_at__isnull=True)
            ),
            models.CheckConstraint(
                name="allowed_until_after_since",
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=models.F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} for {self.right_id}"
