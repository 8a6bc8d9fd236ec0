"""Marked regions: where on the sealed listing the filer sees the mark or the work."""

from django.db import models
from django.db.models import Q

from notices.models.claim import Claim

WHOLE = 1000  # a picture is a thousand thousandths wide and high


class Region(models.Model):
    """A rectangle of a sealed picture, or words of the sealed title or description, with the filer's short note."""

    class Place(models.TextChoices):
        PICTURE = "picture"
        TITLE = "title"
        DESCRIPTION = "description"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="regions")
    place = models.CharField(max_length=12, choices=Place)
    picture = models.CharField(max_length=64, blank=True)
    x = models.PositiveSmallIntegerField(default=0)
    y = models.PositiveSmallIntegerField(default=0)
    width = models.PositiveSmallIntegerField(default=0)
    height = models.PositiveSmallIntegerField(default=0)
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    words = models.TextField(blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="region_on_a_picture_or_on_words",
                condition=Q(place="picture", width__gt=0, height__gt=0, start=0, end=0) & ~Q(picture="")
                | Q(place__in=["title", "description"], end__gt=models.F("start"), picture="", width=0, height=0),
            ),
            models.CheckConstraint(
                name="region_inside_its_picture",
                condition=Q(x__lte=WHOLE - models.F("width")) & Q(y__lte=WHOLE - models.F("height")),
            ),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.note or self.words or f"{self.place} of {self.claim_id}"
