"""What was sent to an endpoint, try by try, and sending one event again."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from accounts.rest import ids
from accounts.rest.answers import answer
from accounts.rest.fields import Choice
from accounts.rest.operations import Endpoint, operation
from accounts.rest.pages import page
from accounts.rest.scopes import actor_of
from notifications.webhooks import actions
from notifications.webhooks.api import feed, shapes
from notifications.webhooks.api.endpoints import mine
from notifications.webhooks.models import Attempt, Dispatch


class Deliveries(Endpoint):
    """One line for each event on its way to this endpoint, newest first, kept as long as its event."""

    @operation(
        "List what was sent to an endpoint",
        scope="webhooks",
        query={"state": Choice(tuple(Dispatch.State.values))},
        gives=shapes.DELIVERY_PAGE,
        paged=True,
    )
    def get(self, request: Request, public_id: str, asked: Mapping[str, Any]) -> HttpResponse:
        rows = Dispatch.objects.with_story().filter(endpoint=ids.find(mine(request), public_id))
        if asked["state"]:
            rows = rows.filter(state=asked["state"])
        return page(request, rows, written, asked)


class Redelivery(Endpoint):
    """Send one event once more, from its first try on, whether it was taken or not."""

    @operation("Send one event again", scope="webhooks", gives=shapes.DELIVERY, acts=True, problems=("not-allowed",))
    def post(self, request: Request, public_id: str) -> HttpResponse:
        rows = Dispatch.objects.with_story().filter(endpoint__in=mine(request))
        actions.resend(by=actor_of(request), dispatch=ids.find(rows, public_id))
        return answer(written([ids.find(rows, public_id)])[0])


def written(found: Sequence[Dispatch]) -> list[dict[str, Any]]:
    return [
        {
            "id": each.public_id,
            "webhook": each.endpoint.public_id,
            "event": feed.written(each.event),
            "state": each.state,
            "tries": each.tries,
            "next_try_at": each.next_try_at,
            "done_at": each.done_at,
            "attempts": [attempt(tried) for tried in each.attempts.all()],
        }
        for each in found
    ]


def attempt(tried: Attempt) -> dict[str, Any]:
    return {name: getattr(tried, name) for name in ("at", "outcome", "status", "ms", "answer")}
