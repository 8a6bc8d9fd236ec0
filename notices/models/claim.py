"""The claim: this right against that listing. The state of everything lives here."""

from typing import Any

from django.db import models
from django.db.models import Q

from accounts.models import User
from docket.actors import Actor
from docket.ids import public_id
from docket.models import Docketed
from listings.models import Listing, Seller, Snapshot
from notices.models.notice import Notice
from notices.procedure import CLAIM, ENDED, HIDDEN
from rights.models import Evidence


def claim_id() -> str:
    return public_id("clm")


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims in the words of the field."""

    def open(self) -> "ClaimQuerySet":
        return self.exclude(state__in=ENDED)

    def told_to_sellers(self) -> "ClaimQuerySet":
        """Those a seller has heard of: decided against the listing, or asked about first."""
        return self.filter(Q(state__in=HIDDEN | {"awaiting_seller", "restored", "forwarded"}) | Q(seller_told=True))

    def of_shop(self, organisation_id: int) -> "ClaimQuerySet":
        return self.filter(seller__organisation=organisation_id)

    def filed_for(self, organisation_id: int) -> "ClaimQuerySet":
        return self.filter(Q(notice__filer=organisation_id) | Q(notice__owner=organisation_id))

    def with_papers(self) -> "ClaimQuerySet":
        return self.select_related("notice__right", "notice__filer", "notice__owner", "listing", "seller", "snapshot")


class Claim(Docketed):
    """One listing of a notice, with the regime that governs it, fixed at filing."""

    procedure = CLAIM

    public_id = models.CharField(max_length=32, unique=True, default=claim_id, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="claims")
    ordinal = models.PositiveIntegerField()
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="claims")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="claims")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    regime = models.CharField(max_length=32)
    regime_version = models.CharField(max_length=12)
    explanation = models.TextField(blank=True)
    held_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    seller_told = models.BooleanField(default=False)
    question = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    retraction = models.TextField(blank=True)
    evidence: "models.ManyToManyField[Evidence, Any]" = models.ManyToManyField(Evidence, blank=True, related_name="+")

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "listing"], name="one_claim_a_listing_and_notice")]
        indexes = [
            models.Index(fields=["notice", "state"], name="claim_by_state"),
            models.Index(fields=["seller", "-id"], name="claim_of_seller"),
            models.Index(fields=["listing"], name="claim_open_on_listing", condition=~Q(state__in=sorted(ENDED))),
        ]
        ordering = ["notice_id", "ordinal"]

    def __str__(self) -> str:
        return f"{self.notice_id}/{self.ordinal}"

    @property
    def hidden(self) -> bool:
        return self.state in HIDDEN

    def roles_of(self, actor: Actor) -> set[str]:
        """A party only for its own organisation: filer or owner, or the shop that was reported."""
        if actor.role == "notifier":
            mine = actor.organisation_id in {self.notice.filer_id, self.notice.owner_id}
            return {"notifier"} if actor.organisation_id and mine else set()
        if actor.role == "seller":
            mine = actor.organisation_id == self.seller.organisation_id
            return {"seller"} if actor.organisation_id and mine else set()
        return super().roles_of(actor)
