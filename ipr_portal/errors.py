"""Pages for what went wrong: each says what happened and the way on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from docket.errors import NotAllowed, NotOpen, Refused, Stale


def page(request: HttpRequest, status: int, heading: str, text: str, template: str | None = None) -> HttpResponse:
    context = {"heading": heading, "text": text, "request_id": getattr(request, "request_id", "")}
    return render(request, template or f"{status}.html", context, status=status)


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """The page for a step that was refused: 409 for the state, 412 for a stale page, 403 for the rest."""
    if isinstance(error, NotOpen):
        return page(request, 409, _("This has changed since you looked"), str(error))
    if isinstance(error, Stale):
        return page(request, 412, _("Something happened since you opened this page"), str(error), "409.html")
    text = error.reason if isinstance(error, NotAllowed) else str(error)
    return page(request, 403, _("This is not open to you"), text)


def bad_input(request: HttpRequest) -> HttpResponse:
    text = _("The text has characters that cannot be stored or shown. Please go back and type it again.")
    return page(request, 400, _("We could not read what you sent"), text)


def too_large(request: HttpRequest) -> HttpResponse:
    return page(request, 413, _("That is too large"), _("Please send less text at once, or smaller files."))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, 403, _("Your session has changed"), _("Please go back, reload the page and send it again."))


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 without touching the database: plain text for people, problem+json for partners."""
    if request.path.startswith("/api/"):
        body = '{"type":"/problems/dependency-unavailable","title":"Try again shortly","status":503}'
        response = HttpResponse(body, status=503, content_type="application/problem+json")
    else:
        text = _("We cannot reach our records right now. Nothing you sent before is lost. Please try again shortly.")
        response = HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = "10"
    return response
