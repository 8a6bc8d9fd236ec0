"""Pages for what went wrong: each says what happened and the way on."""

import logging
import sys

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.rest import problems
from accounts.rest.kinds import KINDS
from docket.database import is_away
from docket.disk import is_full
from docket.errors import NotAllowed, NotOpen, Refused, Stale
from docket.tracing import request_id

log = logging.getLogger(__name__)


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
    """503 without touching the database: a page that knows nobody, or a problem for partners."""
    return _without_database(request, "dependency-unavailable", "503.html", patience=10)


def no_room(request: HttpRequest) -> HttpResponse:
    """507: files cannot be kept now; drafts and everything without a file go on."""
    return _without_database(request, "storage-unavailable", "507.html", patience=60)


def _without_database(request: HttpRequest, slug: str, template: str, *, patience: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        response = problems.respond(request, problems.Problem(slug))
    else:
        # Rendered without the request: no context processor, and so no session and no account, is asked for.
        about = {"name": settings.PORTAL_NAME, "demo": settings.DEMO, "contact": settings.CONTACT_EMAIL}
        again = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
        context = {"portal": about, "again": again, "request_id": getattr(request, "request_id", "")}
        status = KINDS[slug].status
        response = HttpResponse(render_to_string(template, context), status=status)
    response["Retry-After"] = str(patience)
    response._has_been_logged = True  # type: ignore[attr-defined] # it is, in one line; Django would add a traceback
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """What nothing else has caught, also from around the pages: sessions, accounts, templates."""
    error = sys.exc_info()[1]
    foreseen = outage(request, error) if error is not None else None
    return foreseen or HttpResponse(render_to_string("500.html", {"request_id": request_id.get()}), status=500)


def outage(request: HttpRequest, error: BaseException) -> HttpResponse | None:
    """The answer for an error that is not ours; None if it is."""
    if is_away(error):
        log.error("the database does not do its work: %s", error)
        connection.close()
        return unavailable(request)
    if is_full(error):
        log.error("files cannot be kept: %s", error)
        return no_room(request)
    return None
