"""What happened, oldest first: a partner that was away reads on from the last event it knows."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from accounts.rest.answers import address, answer
from accounts.rest.fields import Choice, Whole, public_id
from accounts.rest.operations import Endpoint, operation
from accounts.rest.pages import MOST, USUAL
from accounts.rest.problems import Problem
from accounts.rest.scopes import key_of
from notifications.webhooks.api import shapes
from notifications.webhooks.kinds import TYPES
from notifications.webhooks.models import Event
from notifications.webhooks.rules import rules


class Events(Endpoint):
    """What happened to what is yours, in one order without gaps, kept for 30 days. Keep the id of the last event that
    you have dealt with and ask for what came `after` it. The same events go to webhooks, word for word."""

    @operation(
        "Read what happened",
        scope="events.read",
        query={"after": public_id("evt"), "type": Choice(tuple(TYPES)), "limit": Whole(1, MOST, USUAL)},
        gives=shapes.EVENT_PAGE,
        problems=("invalid-cursor",),
    )
    def get(self, request: Request, asked: Mapping[str, Any]) -> HttpResponse:
        rows = Event.objects.filter(**feed_of(request)).order_by("number")
        if asked["after"]:
            rows = rows.filter(number__gt=number_of(rows, asked["after"]))
        if asked["type"]:
            rows = rows.filter(type=asked["type"])
        found = list(rows[: asked["limit"] + 1])
        shown = found[: asked["limit"]]
        following = None
        if len(found) > len(shown):
            query = urlencode({**request.query_params.dict(), "after": shown[-1].public_id})
            following = address(f"{request.path}?{query}")
        headers = {"Link": f'<{following}>; rel="next"'} if following else {}
        return answer({"items": [written(event) for event in shown], "next": following}, headers=headers)


def feed_of(request: Request) -> dict[str, object]:
    """The caller's own, and for a test key only what is a test."""
    key = key_of(request)
    return {"feed__organisation": key.organisation_id, "feed__live": key.live}


def number_of(rows: "QuerySet[Event]", public_id: str) -> int:
    found = rows.filter(public_id=public_id).values_list("number", flat=True).first()
    if found is None:
        raise Problem(
            "invalid-cursor",
            f"No event of yours has this id, or it is older than {rules().kept_days} days. Begin without `after`.",
        )
    return found


def written(event: Event) -> dict[str, Any]:
    return {"id": event.public_id, "type": event.type, "timestamp": event.at, "data": event.data}
