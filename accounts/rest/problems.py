"""Answers that say no: RFC 9457 problems, and how every exception becomes one."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import exceptions as django_errors
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions as drf
from rest_framework.request import Request

from accounts.rest.kinds import KINDS
from docket import errors as refusals
from docket.database import is_away
from docket.disk import is_full

log = logging.getLogger(__name__)
MOST_ERRORS = 100
MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where: a JSON pointer into the body, or the name of a parameter."""

    code: str
    detail: str
    pointer: str | None = None
    field: str | None = None

    def as_dict(self) -> dict[str, str]:
        place = {"pointer": self.pointer} if self.pointer is not None else {"field": self.field or ""}
        return {**place, "code": self.code, "detail": self.detail}


class Problem(Exception):
    """The request is answered with this problem."""

    def __init__(
        self,
        slug: str,
        detail: str = "",
        *,
        errors: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(detail or str(KINDS[slug].title))
        self.slug, self.detail, self.errors = slug, detail, list(errors)
        self.headers, self.members = dict(headers or {}), members

    @classmethod
    def of(cls, faults: Sequence[Fault]) -> "Problem":
        """One problem for many faults: their own kind if they share one, else `validation-error`."""
        codes = {fault.code for fault in faults}
        shared = next(iter(codes)) if len(codes) == 1 else ""
        return cls(shared if shared in KINDS else "validation-error", faults[0].detail, errors=faults)


def type_of(slug: str) -> str:
    return f"{settings.PORTAL_URL}/problems/{slug}"


def status_of(problem: Problem) -> int:
    return KINDS[problem.slug].status


def body_of(request: HttpRequest | Request, problem: Problem) -> dict[str, Any]:
    """What RFC 9457 says of it; the answer itself, or one of many inside an answer."""
    kind = KINDS[problem.slug]
    body: dict[str, Any] = {
        "type": type_of(problem.slug),
        "title": str(kind.title),
        "status": kind.status,
        "detail": problem.detail or str(kind.help),
        "instance": request.path,
        "request_id": getattr(request, "request_id", ""),
        **problem.members,
    }
    if problem.errors:
        body["errors"] = [fault.as_dict() for fault in problem.errors[:MOST_ERRORS]]
    return body


def respond(request: HttpRequest, problem: Problem) -> HttpResponse:
    body, status = body_of(request, problem), status_of(problem)
    # ASCII, so that even a lone surrogate echoed from a path leaves here as valid JSON.
    return HttpResponse(json.dumps(body), status=status, content_type=MEDIA_TYPE, headers=problem.headers)


def handle(error: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """Turn any exception of a view into a problem; one that nobody foresaw is logged and says no more than that."""
    request = context["request"]
    problem = error if isinstance(error, Problem) else foreseen(error, context.get("view"))
    if problem is None:
        log.error("unforeseen in %s %s", request.method, request.path, exc_info=error)
        problem = Problem("internal-error")
    if KINDS[problem.slug].status == 401:
        problem.headers.setdefault("WWW-Authenticate", getattr(error, "auth_header", 'Bearer realm="partner API"'))
    return respond(request._request, problem)


def foreseen(error: Exception, view: Any) -> Problem | None:
    if is_away(error):
        return _away(error, view)
    if is_full(error):
        return Problem("storage-unavailable", headers={"Retry-After": "60"})
    for kinds, say in ANSWERS:
        if isinstance(error, kinds):
            return say(error, view)
    return None


def _methods(error: Any, view: Any) -> Problem:
    return Problem("method-not-allowed", headers={"Allow": ", ".join(view.allowed_methods)} if view else {})


def _patience(error: Any, view: Any) -> Problem:
    return Problem("rate-limited", headers={"Retry-After": str(int(error.wait or 1))})


def _away(error: Any, view: Any) -> Problem:
    log.error("the database did not answer: %s", error)
    return Problem("dependency-unavailable", headers={"Retry-After": "10"})


def _stale(error: Any, view: Any) -> Problem:
    return Problem("precondition-failed", str(error), headers={"ETag": f'"{error.n}"'}, version=error.n)


def plain(slug: str) -> Callable[[Any, Any], Problem]:
    return lambda error, view: Problem(slug)


def worded(slug: str) -> Callable[[Any, Any], Problem]:
    return lambda error, view: Problem(slug, str(error))


ANSWERS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], Callable[[Any, Any], Problem]], ...] = (
    ((drf.NotAuthenticated, drf.AuthenticationFailed), worded("unauthenticated")),
    ((Http404, drf.NotFound), plain("not-found")),
    (drf.MethodNotAllowed, _methods),
    (drf.NotAcceptable, plain("not-acceptable")),
    (drf.UnsupportedMediaType, plain("unsupported-media-type")),
    (drf.Throttled, _patience),
    (drf.ParseError, plain("validation-error")),
    ((drf.PermissionDenied, django_errors.PermissionDenied), worded("not-allowed")),
    (refusals.NotOpen, lambda error, view: Problem("invalid-transition", str(error), state=error.state)),
    (refusals.Stale, _stale),
    (refusals.Refused, worded("not-allowed")),
    (django_errors.RequestDataTooBig, plain("payload-too-large")),
    (django_errors.SuspiciousOperation, plain("too-many-fields")),
    (DataError, plain("validation-error")),
)
