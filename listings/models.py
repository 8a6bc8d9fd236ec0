"""Sellers, what they offer, and sealed copies of what an offer looked like."""

import hashlib
import json
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models.functions import Now, Upper

from accounts.models import Organisation
from docket.ids import public_id

# What a search looks into; the index below holds the same expression, or it would not be used.
LISTING_WORDS = SearchVector("title", "brand", config="simple")


def seller_id() -> str:
    return public_id("slr")


class Seller(models.Model):
    """A shop on the marketplace, with the organisation that signs in for it, where there is one."""

    public_id = models.CharField(max_length=32, unique=True, default=seller_id, editable=False)
    external_id = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    organisation = models.OneToOneField(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="shop"
    )
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=12, default="en")
    country = models.CharField(max_length=2, blank=True)
    business = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(Upper("name"), name="seller_by_name")]

    def __str__(self) -> str:
        return self.name


class Listing(models.Model):
    """One offer, as the marketplace last told us; older versions never overwrite newer ones."""

    class State(models.TextChoices):
        LIVE = "live"
        GONE = "gone"

    external_id = models.CharField(max_length=200, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="listings")
    title = models.CharField(max_length=500)
    description = models.TextField(blank=True)
    brand = models.CharField(max_length=200, blank=True)
    price = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    market = models.CharField(max_length=2)
    category = models.CharField(max_length=120, blank=True)
    url = models.URLField(max_length=500, blank=True)
    version = models.BigIntegerField(default=1)
    listed_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.LIVE)
    changed_in = models.BigIntegerField(db_default=0, editable=False)  # the transaction; set by triggers

    class Meta:
        indexes = [
            GinIndex(LISTING_WORDS, name="listing_by_words"),
            models.Index(fields=["changed_in", "id"], name="listing_by_change"),
            models.Index(fields=["seller", "-id"], name="listing_of_seller"),
        ]

    def __str__(self) -> str:
        return self.title


class Received(models.Model):
    """One message of the marketplace by its id, so that a repeat has no effect; with its words where they say what no
    listing can be."""

    name = models.CharField(max_length=200, unique=True)  # the sender's id of it
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    body = models.TextField(blank=True)
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["received_at"], name="received_by_age")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name} ({self.outcome})"


class ListingImage(models.Model):
    """A picture of a listing, stored under the hash of its bytes."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="images")
    position = models.PositiveSmallIntegerField(default=0)
    file = models.ImageField(upload_to="listings", max_length=200)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["listing", "position"], name="one_image_a_position")]
        indexes = [models.Index(fields=["sha256"], name="image_by_content")]

    def __str__(self) -> str:
        return f"{self.listing_id} #{self.position}"


class Snapshot(models.Model):
    """A sealed copy of a listing: what was complained of, whatever the listing says later."""

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="snapshots")
    taken_at = models.DateTimeField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.content['title']} at {self.taken_at:%Y-%m-%d %H:%M}"

    @staticmethod
    def seal(content: dict[str, Any]) -> str:
        """SHA-256 over the content in one fixed spelling."""
        spelled = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(spelled.encode()).hexdigest()

    @property
    def intact(self) -> bool:
        return self.seal(self.content) == self.sha256


class SealedPicture(models.Model):
    """A picture that some sealed copy shows. Its bytes stay, whatever the marketplace does with the listing."""

    sha256 = models.CharField(max_length=64, unique=True)
    file = models.CharField(max_length=200)
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256
