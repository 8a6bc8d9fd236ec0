"""What wraps every request: an id, an honest answer when the database is away, and input that no page could use."""

import re
import uuid
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from docket.errors import Refused
from docket.tracing import request_id
from ipr_portal import errors
from rights.files import serving

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
    """Says 503 while PostgreSQL is away, 507 while the disk is full; errors.server_error does it around the pages."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return errors.outage(request, error)


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
        except Exception as error:
            if (response := errors.outage(request, error)) is None:
                raise
            return response


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
