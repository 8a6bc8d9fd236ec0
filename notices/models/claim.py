"""The claim: this right against that listing. The state of everything lives here."""

from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models import User
from docket.actors import Actor
from docket.ids import public_id
from docket.models import Docketed
from listings.models import Listing, Seller, Snapshot
from notices.models.notice import Notice
from notices.procedure import CLAIM, ENDED, HIDDEN
from rights.models import Evidence, Mandate


def claim_id() -> str:
    return public_id("clm")


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims in the words of the field."""

    def open(self) -> "ClaimQuerySet":
        return self.exclude(state__in=ENDED)

    def counting(self) -> "ClaimQuerySet":
        """Those that are open, or that hide their listing for good."""
        return self.exclude(state__in=ENDED - HIDDEN)

    def waiting_as(self, kinds: Collection[str]) -> "ClaimQuerySet":
        """Those that wait at the desk as one of these (`Claim.waits_as`)."""
        plainly = Q(state__in=kinds, reversal_by=None)
        return self.filter(plainly | Q(reversal_by__isnull=False) if "reversing" in kinds else plainly)

    def told_to_sellers(self) -> "ClaimQuerySet":
        """Those a seller has heard of: decided against the listing, or asked about first."""
        return self.filter(Q(state__in=HIDDEN | {"awaiting_seller", "restored", "forwarded"}) | Q(seller_told=True))

    def of_shop(self, organisation_id: int) -> "ClaimQuerySet":
        return self.filter(seller__organisation=organisation_id)

    def filed_for(self, organisation_id: int) -> "ClaimQuerySet":
        """Those of the notices that this organisation may see (NoticeQuerySet.filed_for)."""
        under = Mandate.objects.covering(
            owner=OuterRef("notice__owner"), agent=organisation_id, right=OuterRef("notice__right")
        )
        return self.filter(Q(notice__owner=organisation_id) | Q(notice__filer=organisation_id) & Exists(under))

    def with_mandate(self, but: int = 0) -> "ClaimQuerySet":
        """Each knows whether its filer may speak for the owner today, so that `roles_of` asks nothing.

        `but` leaves one mandate out: what would be if it ended now.
        """
        under = Mandate.objects.covering(
            owner=OuterRef("notice__owner"),
            agent=OuterRef("notice__filer"),
            right=OuterRef("notice__right"),
            market=OuterRef("listing__market"),
        )
        return self.annotate(spoken_for=Q(notice__filer=F("notice__owner")) | Exists(under.exclude(pk=but)))

    def spoken_for(self) -> "ClaimQuerySet":
        """Those whose filer may go on with them."""
        return self.with_mandate().filter(Q(spoken_for=True))

    def orphaned(self, but: int = 0) -> "ClaimQuerySet":
        """Those for which nobody but the owner speaks any more; or would, without this mandate."""
        return self.with_mandate(but).filter(Q(spoken_for=False))

    def with_papers(self) -> "ClaimQuerySet":
        papers = ("notice__right", "notice__filer", "notice__owner", "listing", "seller", "snapshot")
        return self.select_related(*papers).with_mandate()


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
    # Who has proposed to put the listing back, while a second person has not answered; a step that moves it on ends it.
    reversal_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    seller_told = models.BooleanField(default=False)
    question = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    retraction = models.TextField(blank=True)
    evidence: "models.ManyToManyField[Evidence, Any]" = models.ManyToManyField(Evidence, blank=True, related_name="+")

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "listing"], name="one_claim_a_listing_and_notice"),
            models.CheckConstraint(
                condition=Q(reversal_by=None) | Q(state__in=("in_court", "upheld")), name="reversal_of_a_removal"
            ),
        ]
        indexes = [
            models.Index(fields=["notice", "state"], name="claim_by_state"),
            models.Index(fields=["seller", "-id"], name="claim_of_seller"),
            models.Index(fields=["notice"], name="claim_paused", condition=Q(state="paused")),
            models.Index(fields=["listing"], name="claim_open_on_listing", condition=~Q(state__in=sorted(ENDED))),
        ]
        ordering = ["notice_id", "ordinal"]

    def __str__(self) -> str:
        return f"{self.notice_id}/{self.ordinal}"

    @property
    def hidden(self) -> bool:
        return self.state in HIDDEN

    @property
    def waits_as(self) -> str:
        """For what it waits at the reviewers' desk: its state, unless somebody proposes to undo a removal."""
        return "reversing" if self.reversal_by_id else self.state

    def roles_of(self, actor: Actor) -> set[str]:
        """A party only for its own organisation: the owner, the filer while it speaks for the owner, or the shop."""
        if actor.role == "notifier":
            return {"notifier"} if actor.organisation_id and self.is_for(actor.organisation_id) else set()
        if actor.role == "seller":
            mine = actor.organisation_id == self.seller.organisation_id
            return {"seller"} if actor.organisation_id and mine else set()
        return super().roles_of(actor)

    def is_for(self, organisation_id: int) -> bool:
        """Whether this organisation acts on it today: as the owner, or as the filer under a mandate."""
        if organisation_id == self.notice.owner_id:
            return True
        return organisation_id == self.notice.filer_id and self.filer_speaks_for_owner()

    def filer_speaks_for_owner(self) -> bool:
        """Known from the query that read the claim (`with_mandate`), or asked now."""
        known: bool | None = self.__dict__.get("spoken_for")
        if known is None:
            owner, agent, right = self.notice.owner_id, self.notice.filer_id, self.notice.right_id
            under = Mandate.objects.covering(owner=owner, agent=agent, right=right, market=self.listing.market)
            known = owner == agent or under.exists()
        return known

    def vouched_for(self) -> "Claim":
        """The claim with the word that its filer may speak for the owner, given by whoever has just asked."""
        self.__dict__["spoken_for"] = True
        return self
