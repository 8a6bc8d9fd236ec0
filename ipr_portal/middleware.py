"""What wraps every request: an id, an honest answer when the database is away, and input that no page could use."""

import logging
import re
import uuid
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from docket.errors import Refused
from ipr_portal import errors
from ipr_portal.logs import request_id
from rights.files import serving

log = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponse]
ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
# NUL and lone surrogates cannot be stored; U+FFFD stands for bytes that were no UTF-8.
# Direction marks are the fields' business (rights/typed.py): there the typed text is kept.
UNPRINTABLE = re.compile("[\x00\ud800-\udfff\ufffd]")


class RequestIdMiddleware:
    """Gives every request an id that its answer, its log lines and its docket entries carry."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        name = given if ACCEPTABLE_ID.fullmatch(given) else f"req_{uuid.uuid4().hex}"
        request.request_id = name  # type: ignore[attr-defined]
        token = request_id.set(name)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-Id"] = name
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response


class OutageMiddleware:
    """Says 503 with Retry-After while PostgreSQL is away, instead of 500."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, OperationalError | InterfaceError):
            log.error("the database did not answer: %s", error)
            connection.close()
            return errors.unavailable(request)
        if isinstance(error, DatabaseError):
            log.exception("the database refused a statement")
        return None


class EvidenceHostMiddleware:
    """On the host that is for files alone, nothing else is served; no session and no page exists there."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.EVIDENCE_HOST or request.get_host().lower() != settings.EVIDENCE_HOST:
            return self.get_response(request)
        if request.method != "GET":
            return HttpResponse(status=405, headers={"Allow": "GET"})
        try:
            return serving.on_own_host(request.path)
        except (OperationalError, InterfaceError) as error:
            log.error("the database did not answer: %s", error)
            connection.close()
            return HttpResponse(status=503, headers={"Retry-After": "10"})


class PagesSqueezedMiddleware(GZipMiddleware):
    """Pages go compressed to browsers that ask for it; files go as they are. Random bytes hide the length (BREACH)."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)


class InputMiddleware:
    """Refuses form input that could not be stored or shown as typed, and turns refused steps into pages."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        if request.path.startswith("/api/"):
            return None
        if UNPRINTABLE.search(request.path):
            raise Http404
        try:
            values = [value for pairs in (request.GET, request.POST) for _, many in pairs.lists() for value in many]
        except RequestDataTooBig:
            return errors.too_large(request)
        except (TooManyFieldsSent, TooManyFilesSent, MultiPartParserError):
            return errors.bad_input(request)
        if any(isinstance(value, str) and UNPRINTABLE.search(value) for value in values):
            return errors.bad_input(request)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused) and not request.path.startswith("/api/"):
            return errors.refused(request, error)
        return None
