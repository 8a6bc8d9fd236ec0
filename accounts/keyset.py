"""Pages cut by key, never by offset: a page does not shift while new rows come in."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

LARGEST = 2**63 - 1
M = TypeVar("M", bound=Model)


def key_in(request: HttpRequest, name: str) -> int | None:
    """The key in the address; nonsense counts as none."""
    text = request.GET.get(name, "")
    return min(int(text), LARGEST) if text.isascii() and text.isdecimal() and len(text) < 20 else None


def cut(
    request: HttpRequest,
    rows: "QuerySet[M]",
    size: int,
    asked: Mapping[str, str],
    *,
    key: str = "pk",
    oldest_first: bool = False,
) -> tuple[list[M], dict[str, str]]:
    """One page in the order of the keys, and the addresses of the pages before and after it."""
    after, before = ("gt", "lt") if oldest_first else ("lt", "gt")
    order = key if oldest_first else f"-{key}"
    onward, back = (key_in(request, name) for name in ("after", "before"))
    if back is not None:
        page = list(rows.filter(**{f"{key}__{before}": back}).order_by(_turned(order))[: size + 1])
        more_back, more_onward = len(page) > size, True
        page = page[:size][::-1]
    else:
        chosen = rows.filter(**{f"{key}__{after}": onward}) if onward is not None else rows
        page = list(chosen.order_by(order)[: size + 1])
        more_back, more_onward = onward is not None, len(page) > size
        page = page[:size]
    return page, {
        "previous_url": _address(asked, before=getattr(page[0], key)) if page and more_back else "",
        "next_url": _address(asked, after=getattr(page[-1], key)) if page and more_onward else "",
    }


def cut_by_moment(
    request: HttpRequest, rows: "QuerySet[M]", size: int, asked: Mapping[str, str], *, moment: str
) -> tuple[list[M], dict[str, str]]:
    """One page in the order of a moment, the earliest first; rows of one moment in the order of their keys."""
    if place := read_place(request.GET.get("after", "")):
        since, last = place
        # The first condition follows from the second, and is the one an index understands.
        rows = rows.filter(
            Q(**{f"{moment}__gte": since}), Q(**{f"{moment}__gt": since}) | Q(**{moment: since, "pk__gt": last})
        )
    page = list(rows.order_by(moment, "pk")[: size + 1])
    more = len(page) > size
    page = page[:size]
    onward = f"{getattr(page[-1], moment).isoformat()}_{page[-1].pk}" if page and more else ""
    return page, {
        "previous_url": _address(asked) if place else "",
        "next_url": _address(asked, after=onward) if onward else "",
    }


def read_place(text: str) -> tuple[datetime, int] | None:
    """Where a page begins; a place that nobody gave out counts as none."""
    moment, _line, pk = text.rpartition("_")
    try:
        since = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (since, int(pk)) if since.tzinfo and pk.isascii() and pk.isdecimal() and len(pk) < 19 else None


def _turned(order: str) -> str:
    return order[1:] if order.startswith("-") else f"-{order}"


def _address(asked: Mapping[str, str], **key: object) -> str:
    return "?" + urlencode({**{name: value for name, value in asked.items() if value}, **key})
