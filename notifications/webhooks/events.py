"""Writing down what happened, once for each entry, organisation and type, and what is to be sent because of it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from docket import outbox
from docket.models import Entry
from notifications.webhooks.kinds import TYPES
from notifications.webhooks.models import Dispatch, Endpoint, Event, Feed

Place = tuple[int, bool]  # an organisation, and whether it is for real


@dataclass(frozen=True)
class News:
    """What one organisation is to hear because of one entry."""

    entry: Entry
    organisation_id: int
    type: str
    data: Mapping[str, Any]
    live: bool = True
    endpoint_id: int | None = None  # for this one only: a test

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
    fresh: dict[tuple[int, int, str], tuple[News, Event]] = {}
    for each in news:
        feed = feeds[each.place]
        name = each.entry.pk, feed.pk, each.type
        if name not in known and name not in fresh:
            feed.last += 1
            made = Event(
                feed=feed, number=feed.last, entry=each.entry, type=each.type, data=each.data, at=each.entry.at
            )
            fresh[name] = each, made
    events = Event.objects.bulk_create(made for _, made in fresh.values())
    Feed.objects.bulk_update(feeds.values(), ["last"])
    send([(each, event) for (each, _), event in zip(fresh.values(), events, strict=True)])
    return events


def locked(places: set[Place]) -> dict[Place, Feed]:
    """The rows that number, in one order for all, so that two writers never wait in a ring; made when first needed."""
    rows = Feed.objects.select_for_update().filter(organisation__in={organisation for organisation, _ in places})
    found = {(feed.organisation_id, feed.live): feed for feed in rows.order_by("organisation_id", "live")}
    if missing := sorted(places - found.keys()):
        Feed.objects.bulk_create([Feed(organisation_id=o, live=live) for o, live in missing], ignore_conflicts=True)
        return locked(places)
    return {place: found[place] for place in places}


def send(told: Iterable[tuple[News, Event]]) -> None:
    """Put each event on its way to every endpoint that wants it, in the same transaction."""
    told = list(told)
    by_place: dict[Place, list[Endpoint]] = defaultdict(list)
    for endpoint in Endpoint.objects.filter(organisation__in={each.organisation_id for each, _ in told}, state="alive"):
        by_place[endpoint.organisation_id, endpoint.live].append(endpoint)
    pairs = [
        (event, endpoint)
        for each, event in told
        for endpoint in by_place[each.place]
        if (endpoint.wants(event.type) if each.endpoint_id is None else endpoint.pk == each.endpoint_id)
    ]
    Dispatch.objects.bulk_create(Dispatch(event=event, endpoint=endpoint) for event, endpoint in pairs)
    outbox.call_for({endpoint.errand_id for _, endpoint in pairs if endpoint.errand_id})


MISSED = """
INSERT INTO webhooks_dispatch (public_id, event_id, endpoint_id, state, tries, due_at)
SELECT 'whd_' || left(replace(gen_random_uuid()::text, '-', ''), 26), e.id, %(endpoint)s, 'due', 0, clock_timestamp()
FROM webhooks_event e JOIN webhooks_feed f ON f.id = e.feed_id
WHERE f.organisation_id = %(organisation)s AND f.live = %(live)s AND e.written_at >= %(since)s
  AND (%(types)s::text[] = '{}' OR e.type = ANY(%(types)s)) AND e.type <> 'webhook.test'
ORDER BY e.number
ON CONFLICT (event_id, endpoint_id) DO UPDATE
SET state = 'due', tries = 0, due_at = clock_timestamp(), done_at = NULL
    WHERE webhooks_dispatch.state = 'failed' OR (%(again)s AND webhooks_dispatch.state = 'delivered')
"""


def replay(endpoint: Endpoint, since: datetime, *, again: bool) -> int:
    """Put on their way the events since then that this endpoint wants and has not taken; with `again`, also the rest.
    One statement; returns how many."""
    facts = {
        "endpoint": endpoint.pk,
        "organisation": endpoint.organisation_id,
        "live": endpoint.live,
        "since": since,
        "types": endpoint.types,
        "again": again,
    }
    with connection.cursor() as cursor:
        cursor.execute(MISSED, facts)
        return int(cursor.rowcount)
