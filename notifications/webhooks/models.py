"""Event: what happened, as one organisation may know it. Feed: the numbers of one organisation's events."""

from django.db import models
from django.db.models.functions import Now

from accounts.models import Organisation
from docket.ids import public_id
from docket.models import Entry


def event_id() -> str:
    return public_id("evt")


class Feed(models.Model):
    """The last number given out for one organisation. Its row is locked until the events are committed, so that no
    reader sees a later event before an earlier one."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    live = models.BooleanField()
    last = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "live"], name="feed_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {'live' if self.live else 'test'} at {self.last}"


class Event(models.Model):
    """Something that happened, as one organisation may know it: once for each entry, organisation and type."""

    public_id = models.CharField(max_length=32, unique=True, default=event_id, editable=False)
    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="events")
    number = models.BigIntegerField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    type = models.CharField(max_length=40)
    data = models.JSONField()
    at = models.DateTimeField()  # when it happened; by the docket's clock
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed", "number"], name="event_numbered_once"),
            models.UniqueConstraint(fields=["entry", "feed", "type"], name="event_once"),
        ]
        indexes = [models.Index(fields=["written_at"], name="event_by_age")]

    def __str__(self) -> str:
        return f"{self.type} {self.public_id}"
