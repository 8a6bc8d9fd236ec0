"""The door for news from the marketplace: signed as Standard Webhooks, of now, and not too long."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from accounts.rest import problems
from accounts.rest.answers import answer
from accounts.rest.problems import Problem
from docket import clock
from listings import inbound
from listings.inbound import Outcome
from notifications.webhooks import signing

TOLERANCE = 300.0  # seconds, both ways
LONGEST = 3_000_000
STATUS = {Outcome.TAKEN: 200, Outcome.REPEATED: 200, Outcome.OLDER: 200, Outcome.IGNORED: 202, Outcome.INVALID: 202}


@csrf_exempt
def receive(request: HttpRequest) -> HttpResponse:
    """Nobody signs in here: the signature says who speaks."""
    try:
        outcome = taken(request)
    except Problem as problem:
        return problems.respond(request, problem)
    return answer({"outcome": outcome}, STATUS[outcome])


def taken(request: HttpRequest) -> Outcome:
    if request.method != "POST":
        raise Problem("method-not-allowed", headers={"Allow": "POST"})
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
        raise Problem("payload-too-large")
    name, body = request.headers.get("webhook-id", ""), request.body
    check(request, name, body)
    outcome = inbound.take(name, body)
    if outcome == Outcome.CONFLICT:
        raise Problem("event-conflict")
    return outcome


def check(request: HttpRequest, name: str, body: bytes) -> None:
    """First whether it is genuine: of a message that is not, nothing else is said."""
    seconds, given = (request.headers.get(f"webhook-{each}", "") for each in ("timestamp", "signature"))
    plain = 0 < len(name) <= 200 and name.isascii() and name.isprintable()
    if not seconds.isascii() or not seconds.isdecimal() or len(seconds) > 11:
        raise Problem("stale-timestamp")
    if not plain or not signing.is_genuine(settings.MARKETPLACE_HOOK_SECRETS, name, seconds, body, given):
        raise Problem("invalid-signature")
    if abs(clock.real().timestamp() - int(seconds)) > TOLERANCE:
        raise Problem("stale-timestamp")
