"""What was removed and is watched for: watches, fingerprints with their marks, sightings of what looks like them."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import Organisation, User
from docket.actors import Actor
from docket.ids import public_id
from docket.models import Docketed
from listings.models import Listing, Seller
from monitoring.matching import Traits, gtins_in
from monitoring.procedure import SIGHTING, WATCH
from notices.models import Claim, Draft
from rights.models import IPRight, Mandate


def watch_id() -> str:
    return public_id("wat")


def sighting_id() -> str:
    return public_id("sgt")


class WatchQuerySet(models.QuerySet["Watch"]):
    """Watches by who may see them."""

    def seen_by(self, organisation_id: int) -> "WatchQuerySet":
        """The owner's own, and an agent's while a mandate covers the right: the same rule as for notices."""
        under = Mandate.objects.covering(owner=OuterRef("owner"), agent=organisation_id, right=OuterRef("right"))
        return self.filter(Q(owner=organisation_id) | Exists(under))


class Watch(Docketed):
    """What is watched for one owner and one right, or one work that was described in a notice."""

    procedure = WATCH

    public_id = models.CharField(max_length=32, unique=True, default=watch_id, editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="watches")
    right = models.ForeignKey(IPRight, on_delete=models.PROTECT, null=True, related_name="watches")
    title = models.CharField(max_length=200)  # of the mark or the work
    told_at = models.DateTimeField(null=True)

    objects = WatchQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "right"], name="one_watch_a_right", condition=Q(right__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["owner", "title"], name="one_watch_a_work", condition=Q(right__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def roles_of(self, actor: Actor) -> set[str]:
        if actor.role != "notifier":
            return super().roles_of(actor)
        mine = Watch.objects.filter(pk=self.pk)
        return {"notifier"} if actor.organisation_id and mine.seen_by(actor.organisation_id).exists() else set()


class Fingerprint(models.Model):
    """A confirmed removal, as it was sealed. `since` is the transaction before which nothing counts as coming back."""

    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="fingerprints")
    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="fingerprint")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="+")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=500)
    brand = models.CharField(max_length=200, blank=True)
    gtins = models.JSONField(default=list)
    pictures = models.JSONField(default=list)
    since = models.BigIntegerField()
    removed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["watch", "removed_at"], name="fingerprint_of_watch")]

    def __str__(self) -> str:
        return f"{self.title} removed {self.removed_at:%Y-%m-%d}"

    @property
    def traits(self) -> Traits:
        return Traits(
            title=self.title,
            brand=self.brand,
            seller=self.seller_id,
            pictures=frozenset(self.pictures),
            gtins=frozenset(self.gtins),
        )


class Mark(models.Model):
    """One short name under which a fingerprint is found again (matching.marks)."""

    fingerprint = models.ForeignKey(Fingerprint, on_delete=models.CASCADE, related_name="marks")
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "fingerprint"], name="one_mark_a_fingerprint")]

    def __str__(self) -> str:
        return self.name


class Shape(models.Model):
    """What a picture looks like (matching.shape), by the hash of its bytes; none where it could not be drawn."""

    sha256 = models.CharField(max_length=64, unique=True)
    bits = models.CharField(max_length=16, blank=True)

    def __str__(self) -> str:
        return self.bits


class Sighting(Docketed):
    """An offer that looks like a removed one; one for each owner and offer, whatever it is like."""

    procedure = SIGHTING

    public_id = models.CharField(max_length=32, unique=True, default=sighting_id, editable=False)
    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="sightings")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sightings")
    fingerprint = models.ForeignKey(Fingerprint, on_delete=models.PROTECT, related_name="sightings")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="sightings")
    score = models.FloatField()
    why = models.JSONField(default=list)
    same_seller = models.BooleanField(default=False)
    seen_at = models.DateTimeField()
    draft = models.ForeignKey(Draft, on_delete=models.SET_NULL, null=True, related_name="+")
    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, null=True, related_name="sighting")
    dismissed_because = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "listing"], name="one_sighting_an_owner_and_offer")]
        indexes = [
            models.Index(fields=["watch", "-id"], name="sighting_waiting", condition=Q(state="new")),
            models.Index(fields=["listing"], name="sighting_open", condition=Q(state__in=["new", "suspected"])),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} like {self.fingerprint_id}"

    def roles_of(self, actor: Actor) -> set[str]:
        return self.watch.roles_of(actor)


class Place(models.Model):
    """How far the listings have been read: transaction and listing. One row."""

    changed_in = models.BigIntegerField(default=0)
    listing = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.changed_in}/{self.listing}"


def offered(listing: Listing, pictures: Any) -> Traits:
    """The traits of a living listing."""
    return Traits(
        title=listing.title,
        brand=listing.brand,
        seller=listing.seller_id,
        pictures=frozenset(pictures),
        gtins=gtins_in(f"{listing.title}\n{listing.description}"),
    )
