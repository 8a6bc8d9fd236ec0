"""The addresses of a partner to which events are sent: named, shown to be theirs, changed, tried out, taken away."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from accounts.rest import ids
from accounts.rest.answers import answer
from accounts.rest.operations import Endpoint as Resource
from accounts.rest.operations import operation
from accounts.rest.problems import Fault, Problem
from accounts.rest.scopes import actor_of, key_of
from docket import clock, transaction
from docket.errors import NotAllowed
from notifications.webhooks import actions, procedure, targets
from notifications.webhooks.api import feed, shapes
from notifications.webhooks.models import Endpoint
from notifications.webhooks.rules import rules
from notifications.webhooks.targets import Forbidden, Target

Body = Mapping[str, Any]
REFUSED = ("not-allowed", "invalid-transition")


def mine(request: Request) -> "QuerySet[Endpoint]":
    """A test key sees endpoints for tests, and a real one those for real."""
    key = key_of(request)
    return Endpoint.objects.of(key.organisation_id).filter(live=key.live)


def looked_at(request: Request, body: Body) -> Target:
    """Where the new address leads, asked before the deed's transaction begins."""
    try:
        return targets.allowed(body["url"])
    except Forbidden as why:
        raise Problem.of([Fault("webhook-url-not-allowed", str(why), "/url")]) from why


@contextmanager
def as_problems() -> Iterator[None]:
    """Refusals about what was sent in are faults of the body; the others stay what they are."""
    try:
        yield
    except NotAllowed as refused:
        if refused.reason == procedure.room_for_one_more.says:
            raise Problem.of([Fault("too-many-endpoints", refused.reason, "/url")]) from refused
        if isinstance(refused, actions.KnownAddress):
            raise Problem.of([Fault("duplicate-item", refused.reason, "/url")]) from refused
        if refused.reason == procedure.not_too_often.says:
            raise Problem("rate-limited", refused.reason, headers={"Retry-After": "3600"}) from refused
        raise


class Webhooks(Resource):
    """Your endpoints. A new one gets a challenge at once and events only after it has answered."""

    @operation("List endpoints", scope="webhooks", gives=shapes.ALL)
    def get(self, request: Request) -> HttpResponse:
        return answer({"items": [written(each) for each in mine(request).order_by("-pk")]})

    @operation(
        "Add an endpoint",
        scope="webhooks",
        reads=shapes.NEW,
        gives=shapes.WITH_SECRET,
        status=201,
        acts=True,
        before=looked_at,
        problems=("webhook-url-not-allowed", "validation-error", "not-allowed", "duplicate-item", "rate-limited"),
    )
    def post(self, request: Request, body: Body, found: Target | None = None) -> HttpResponse:
        key = key_of(request)
        with as_problems():
            endpoint, secret = actions.add(
                by=actor_of(request),
                organisation=key.organisation,
                target=found or looked_at(request, body),
                name=body["name"],
                types=body["types"],
                live=key.live,
                secret=body["secret"],
            )
        return with_secret(endpoint, secret, 201)


class Webhook(Resource):
    """One endpoint: what it wants to hear and how it is doing."""

    @operation("Read an endpoint", scope="webhooks", gives=shapes.WEBHOOK)
    def get(self, request: Request, public_id: str) -> HttpResponse:
        return answer(written(ids.find(mine(request), public_id)))

    @operation(
        "Change an endpoint",
        scope="webhooks",
        reads=shapes.CHANGES,
        gives=shapes.WEBHOOK,
        problems=("webhook-url-not-allowed", "validation-error", "duplicate-item", "rate-limited", *REFUSED),
    )
    def patch(self, request: Request, public_id: str, body: Body) -> HttpResponse:
        endpoint = ids.find(mine(request), public_id)
        named = set(request.data)
        target = looked_at(request, body) if "url" in named and body["url"] != endpoint.url else None
        with as_problems():
            change(endpoint, request, body, named, target)
        return answer(written(ids.find(mine(request), public_id)))

    @operation("Remove an endpoint", scope="webhooks", gives=shapes.WEBHOOK, problems=REFUSED)
    def delete(self, request: Request, public_id: str) -> HttpResponse:
        endpoint = ids.find(mine(request), public_id)
        actions.remove(by=actor_of(request), endpoint=endpoint)
        return answer(written(endpoint))


@transaction.atomic
def change(endpoint: Endpoint, request: Request, body: Body, named: set[str], target: Target | None) -> None:
    """All of it or nothing: what was not named stays."""
    by = actor_of(request)
    if target is not None:
        actions.move(by=by, endpoint=endpoint, target=target)
    if named & {"name", "types"}:
        name = body["name"] if "name" in named else endpoint.name
        types = body["types"] if "types" in named else endpoint.types
        actions.amend(by=by, endpoint=endpoint, name=name, types=types)
    if "enabled" in named and body["enabled"] and endpoint.state == "disabled":
        actions.enable(by=by, endpoint=endpoint)
    if "enabled" in named and not body["enabled"] and endpoint.state == "alive":
        actions.disable(by=by, endpoint=endpoint)


class Challenge(Resource):
    """Have the code sent to the address once more."""

    @operation(
        "Send the challenge again",
        scope="webhooks",
        gives=shapes.WEBHOOK,
        acts=True,
        problems=("rate-limited", *REFUSED),
    )
    def post(self, request: Request, public_id: str) -> HttpResponse:
        endpoint = ids.find(mine(request), public_id)
        with as_problems():
            actions.challenge(by=actor_of(request), endpoint=endpoint)
        return answer(written(endpoint))


class Proof(Resource):
    """Show the code that was sent to the address, where the address could not answer with it by itself."""

    @operation(
        "Show the challenge's code",
        scope="webhooks",
        reads=shapes.CODE,
        gives=shapes.WEBHOOK,
        acts=True,
        problems=REFUSED,
    )
    def post(self, request: Request, public_id: str, body: Body) -> HttpResponse:
        endpoint = ids.find(mine(request), public_id)
        actions.prove(by=actor_of(request), endpoint=endpoint, code=body["code"])
        return answer(written(endpoint))


class Test(Resource):
    """Have a test event sent, on the way that all events take."""

    @operation(
        "Send a test event",
        scope="webhooks",
        gives=shapes.EVENT,
        acts=True,
        problems=("rate-limited", *REFUSED),
    )
    def post(self, request: Request, public_id: str) -> HttpResponse:
        endpoint = ids.find(mine(request), public_id)
        with as_problems():
            event = actions.test(by=actor_of(request), endpoint=endpoint)
        return answer(feed.written(event))


class Rotation(Resource):
    """A new secret. The old one signs beside it for as long as you say (0 to 72 hours), so that nothing is refused."""

    @operation(
        "Change the secret",
        scope="webhooks",
        reads=shapes.ROTATION,
        gives=shapes.WITH_SECRET,
        acts=True,
        problems=REFUSED,
    )
    def post(self, request: Request, public_id: str, body: Body) -> HttpResponse:
        endpoint = ids.find(mine(request), public_id)
        secret = actions.rotate(
            by=actor_of(request), endpoint=endpoint, overlap_hours=body["overlap_hours"], secret=body["secret"]
        )
        return with_secret(ids.find(mine(request), public_id), secret, 200)


class Resending(Resource):
    """Send what the endpoint has not taken since a moment; with `everything`, also what it has taken."""

    @operation(
        "Send events again",
        scope="webhooks",
        reads=shapes.RESENDING,
        gives=shapes.RESENT,
        acts=True,
        problems=REFUSED,
    )
    def post(self, request: Request, public_id: str, body: Body) -> HttpResponse:
        endpoint = ids.find(mine(request), public_id)
        since = max(body["since"], clock.real() - timedelta(days=rules().kept_days))
        count = actions.resend_since(
            by=actor_of(request), endpoint=endpoint, since=since, everything=body["everything"]
        )
        return answer({"webhook": endpoint.public_id, "events": count})


def written(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "id": endpoint.public_id,
        "url": endpoint.url,
        "name": endpoint.name,
        "types": endpoint.types,
        "live": endpoint.live,
        "state": endpoint.state,
        "failing_since": endpoint.failing_since,
        "next_try_at": endpoint.resting_until,
        "succeeded_at": endpoint.succeeded_at,
        "old_secret_until": endpoint.previous_until,
        "created_at": endpoint.created_at,
    }


def with_secret(endpoint: Endpoint, secret: str, status: int) -> HttpResponse:
    """The secret is in this answer and not in what is kept of it for repeats."""
    endpoint.refresh_from_db()
    said = written(endpoint)
    headers = {"Location": f"/api/v1/webhooks/{endpoint.public_id}"} if status == 201 else None
    shown = answer({**said, "secret": secret}, status, headers)
    shown.kept = answer({**said, "secret": None}).content.decode()  # type: ignore[attr-defined]
    return shown
