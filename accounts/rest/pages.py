"""Long lists in pages: the next page begins after the last row seen, so that no page costs more than the first."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.core import signing
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from accounts.rest.answers import address, answer
from accounts.rest.fields import Field, Text, Whole
from accounts.rest.problems import Problem
from accounts.rest.scopes import key_of

USUAL, MOST = 50, 200
SALT = "accounts.rest.pages"
PARAMETERS: Mapping[str, Field] = {"limit": Whole(1, MOST, USUAL), "cursor": Text(400)}
M = TypeVar("M", bound=Model)


def page(
    request: Request,
    rows: "QuerySet[M]",
    write: Callable[[Sequence[M]], list[dict[str, Any]]],
    asked: Mapping[str, Any],
    *,
    oldest_first: bool = False,
) -> HttpResponse:
    """The newest rows first (or the oldest), `limit` of them after the cursor."""
    limit, list_name = asked["limit"], name_of(request, asked)
    if asked["cursor"]:
        last = read_cursor(asked["cursor"], list_name)
        rows = rows.filter(pk__gt=last) if oldest_first else rows.filter(pk__lt=last)
    found = list(rows.order_by("pk" if oldest_first else "-pk")[: limit + 1])
    shown = found[:limit]
    following = next_address(request, asked, shown[-1].pk, list_name) if len(found) > limit else None
    headers = {"Link": f'<{following}>; rel="next"'} if following else {}
    return answer({"items": write(shown), "next": following}, headers=headers)


def name_of(request: Request, asked: Mapping[str, Any]) -> str:
    """Which list this is: its path, whose key asks, and the filters. A cursor of another list is refused."""
    key = key_of(request)
    filters = sorted((name, str(value)) for name, value in asked.items() if name not in PARAMETERS)
    said = f"{request.path}|{key.organisation_id}|{key.live}|{filters}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def read_cursor(cursor: str, list_name: str) -> int:
    try:
        after, of = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise Problem("invalid-cursor") from None
    if of != list_name:
        raise Problem("invalid-cursor")
    return int(after)


def next_address(request: Request, asked: Mapping[str, Any], last: int, list_name: str) -> str:
    cursor = signing.dumps([last, list_name], salt=SALT)
    query = {name: value for name, value in request.query_params.items() if name != "cursor"}
    return address(f"{request.path}?{urlencode({**query, 'cursor': cursor})}")
