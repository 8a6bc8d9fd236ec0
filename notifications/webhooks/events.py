"""Writing down what happened, once for each entry, organisation and type."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from docket.models import Entry
from notifications.webhooks.kinds import TYPES
from notifications.webhooks.models import Event, Feed

Place = tuple[int, bool]  # an organisation, and whether it is for real


@dataclass(frozen=True)
class News:
    """What one organisation is to hear because of one entry."""

    entry: Entry
    organisation_id: int
    type: str
    data: Mapping[str, Any]
    live: bool = True

    @property
    def place(self) -> Place:
        return self.organisation_id, self.live


def about(
    subject: str, *, state: str, version: int, notice: str | None = None, claim: str | None = None
) -> dict[str, Any]:
    """All that an event says; the rest is fetched with a key, by whoever may read it."""
    return {"id": subject, "notice": notice, "claim": claim, "state": state, "version": version}


def body(kind: str, at: datetime, data: Mapping[str, Any]) -> str:
    """The event as it is sent and read, always in the same bytes."""
    moment = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps({"type": kind, "timestamp": moment, "data": data}, separators=(",", ":"))


def write(news: Sequence[News]) -> list[Event]:
    """Number the events of each organisation in the order in which they are committed, without gaps.

    The organisation's row stays locked until then. Writing the same again writes nothing. The number of queries does
    not grow.
    """
    if unknown := {each.type for each in news} - TYPES.keys():
        raise ValueError(f"Nothing is called {', '.join(sorted(unknown))}.")
    if not news:
        return []
    feeds = locked({each.place for each in news})
    ids = [feed.pk for feed in feeds.values()]
    written = Event.objects.filter(feed__in=ids, entry__in={each.entry.pk for each in news})
    known = set(written.values_list("entry_id", "feed_id", "type"))
    fresh: dict[tuple[int, int, str], Event] = {}
    for each in news:
        feed = feeds[each.place]
        name = each.entry.pk, feed.pk, each.type
        if name not in known and name not in fresh:
            feed.last += 1
            fresh[name] = Event(
                feed=feed, number=feed.last, entry=each.entry, type=each.type, data=each.data, at=each.entry.at
            )
    events = Event.objects.bulk_create(fresh.values())
    Feed.objects.bulk_update(feeds.values(), ["last"])
    return events


def locked(places: set[Place]) -> dict[Place, Feed]:
    """The rows that number, in one order for all, so that two writers never wait in a ring; made when first needed."""
    rows = Feed.objects.select_for_update().filter(organisation__in={organisation for organisation, _ in places})
    found = {(feed.organisation_id, feed.live): feed for feed in rows.order_by("organisation_id", "live")}
    if missing := sorted(places - found.keys()):
        Feed.objects.bulk_create([Feed(organisation_id=o, live=live) for o, live in missing], ignore_conflicts=True)
        return locked(places)
    return {place: found[place] for place in places}
