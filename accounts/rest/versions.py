"""ETag and If-Match: nobody takes a step on what has changed since they looked."""

import re

from rest_framework.request import Request

from accounts.rest.problems import Problem
from docket.errors import Stale
from docket.models import Docketed


def etag(subject: Docketed) -> str:
    return f'"{subject.version}"'


def expect(request: Request, subject: Docketed) -> int:
    """The version the caller has seen, if it is still the newest. 428 without If-Match, 412 for another one."""
    given = request.headers.get("If-Match")
    if given is None:
        raise Problem("precondition-required")
    if given.strip() == "*":
        return subject.version
    # A weak tag never matches (RFC 9110, 13.1.1).
    if str(subject.version) not in re.findall(r'(?<!W/)"(\d{1,9})"', given):
        raise Stale(subject.version)
    return subject.version
