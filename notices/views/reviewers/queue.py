"""The queues: what waits, in the order of its clocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import REVIEWERS, actor_of, staff_only
from docket import clock
from docket.actors import Actor
from notices import colleagues, queues, straight
from notices.forms.queueing import FilterForm
from notices.models import Decision, Dossier
from notices.views import saved
from notices.views.reviewers.company import viewing, waits_for
from notices.views.reviewers.due import due
from notices.views.reviewers.undoing import toast
from notices.words import Said

PAGE = 50
PAGE_OF_VIEWS = "queue"
FREE = {"queue": "review", "held": "free"}  # as the table asks for what is unassigned


@dataclass(frozen=True)
class Row:
    """One case in the list, with its clock, its holder and who looks at it in words."""

    dossier: Dossier
    due: Said
    held: Said | None
    viewers: Said | None = None


@require_GET
@staff_only(*REVIEWERS)
def queue(request: HttpRequest) -> HttpResponse:
    """One queue, 50 cases at a time; queue, filters and place are in the address. What is named goes straight there."""
    filters = FilterForm(request.GET)
    asked = filters.asked()
    if asked.q and (there := straight.to(asked.q)):
        return HttpResponseRedirect(there)
    if view := saved.opening(request, PAGE_OF_VIEWS):
        return HttpResponseRedirect(f"?{view}")
    here, now = asked_queue(request), clock.now()
    query = {"queue": here.key, **filters.query()}
    found = queues.narrowed(queues.dossiers(here.key), asked, request.user.pk)
    page, next_cursor = cut(found, request.GET.get("after", ""))
    counts = queues.counts(request.user.pk)
    tabs = tabs_for(actor_of(request), "unassigned" if query == FREE else here.key, counts)
    context = {
        "here": here,
        "tabs": tabs,
        "rows": rows(page, now, request.user.pk),
        "filters": filters,
        "filtered": asked != queues.Asked(),
        "searched": f"{reverse('review_search')}?{urlencode({'q': asked.q})}" if asked.q else "",
        "waiting": counts[here.key],
        "counted": counted(counts[here.key]),
        "many": counts[here.key] >= queues.MOST_COUNTED,
        "next_url": address(query, after=next_cursor) if next_cursor else "",
        "first_url": address(query) if request.GET.get("after") else "",
        "picks": True,
        "back": urlencode(query),
        "live_url": f"{reverse('review_changes')}?{urlencode({**query, 'since': newest()})}",
        "clear_url": address({"queue": here.key}),
        "again_url": address(query),
        "elsewhere": [tab for tab in tabs if counts[tab["key"]] and not tab["current"]],
        "now": now,
        **saved.shown(request, PAGE_OF_VIEWS, query if asked != queues.Asked() else {}),
        **toast(request),
    }
    return render(request, "notices/reviewers/queue.html", context)


@require_GET
@staff_only(*REVIEWERS)
def my_work(request: HttpRequest) -> HttpResponse:
    """What I hold in any queue, what waits for me alone, and what I decided last."""
    now = clock.now()
    held = queues.dossiers("", mine=request.user.pk).filter(held_until__gt=clock.real())[:PAGE]
    given = queues.dossiers("").filter(assigned_to=request.user.pk).exclude(pk__in=[d.pk for d in held])[:PAGE]
    decided = Decision.objects.filter(by=request.user.pk).select_related("claim__notice__right", "claim__snapshot")
    context = {
        "rows": rows(list(held), now, request.user.pk),
        "given": rows(list(given), now, request.user.pk),
        "resting": colleagues.on_break(request.user.pk),
        "decided": list(decided.order_by("-pk")[:20]),
        "titles": {q.key: q.title for q in queues.QUEUES},
        "now": now,
        **toast(request),
    }
    return render(request, "notices/reviewers/mine.html", context)


def asked_queue(request: HttpRequest) -> queues.Queue:
    """The queue in the address; one that does not exist, or is not for this person, is the first."""
    found = queues.BY_KEY.get(request.GET.get("queue", ""))
    return found if found and actor_of(request).role in found.seen_by else queues.QUEUES[0]


def newest() -> int:
    """The number of the newest case, whichever its queue: all that come later have greater ones."""
    found: int = Dossier.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return found


def tabs_for(by: Actor, here: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    """Every kind of work that this person may see, how much waits, and its key."""
    return [
        {
            "key": q.key,
            "title": q.title,
            "url": reverse(q.page) + (f"?{q.asks or f'queue={q.key}'}" if q.page == "queue" else ""),
            "count": counted(counts[q.key]),
            "current": q.key == here,
            "press": f"g {q.press}",
        }
        for q in queues.TABLE
        if by.role in q.seen_by
    ]


def counted(count: int) -> str:
    """A long queue is not counted to its end."""
    return _("%(n)d+") % {"n": count} if count >= queues.MOST_COUNTED else str(count)


def rows(page: Sequence[Dossier], now: datetime, me: int | None) -> list[Row]:
    real, names = clock.real(), colleagues.viewers({d.notice_id for d in page}, but=me)
    return [Row(d, clock_of(d, now), held(d, real, me), viewing(others(d, names, real))) for d in page]


def others(dossier: Dossier, names: Mapping[int, list[str]], real: datetime) -> list[str]:
    """Who looks on, beside whoever works on it."""
    working = str(dossier.held_by) if dossier.held_until and dossier.held_until > real else ""
    return [name for name in names.get(dossier.notice_id, ()) if name != working]


def clock_of(dossier: Dossier, now: datetime) -> Said:
    """How urgent it is; nobody can hurry a court."""
    if dossier.queue == Dossier.Queue.COURT:
        return Said("dispute", "scales", _("The court decides"))
    return due(dossier.due_at, now)


def held(dossier: Dossier, real: datetime, me: int | None) -> Said | None:
    """Who works on it now."""
    if dossier.held_by is None or dossier.held_until is None or dossier.held_until <= real:
        return waits_for(dossier.assigned_to, me) if dossier.assigned_to else None
    if dossier.held_by_id == me:
        return Said("work", "eye", _("You hold this case"))
    return Said("work", "eye", _("%(name)s is working on it") % {"name": dossier.held_by})


def cut(found: "QuerySet[Dossier]", after: str) -> tuple[list[Dossier], str]:
    """The page after this cursor, and the cursor of the next page, or nothing."""
    if place := read_cursor(after):
        found = found.filter(queues.beyond(*place))
    page = list(found[: PAGE + 1])
    return page[:PAGE], cursor_of(page[PAGE - 1]) if len(page) > PAGE else ""


def cursor_of(last: Dossier) -> str:
    return f"{last.due_at.isoformat()}_{last.severity}_{last.received_at.isoformat()}_{last.pk}"


def read_cursor(after: str) -> tuple[datetime, int, datetime, int] | None:
    """Where a page begins; a cursor that nobody gave out counts as none."""
    parts = after.split("_")
    try:
        due_at, received_at = datetime.fromisoformat(parts[0]), datetime.fromisoformat(parts[2])
    except (ValueError, IndexError):
        return None
    severity, pk = parts[1], parts[-1]
    plain = all(each.isascii() and each.isdecimal() for each in (severity, pk)) and len(pk) < 19 and len(severity) < 4
    whole = plain and len(parts) == 4 and due_at.tzinfo and received_at.tzinfo
    return (due_at, int(severity), received_at, int(pk)) if whole else None


def address(query: Mapping[str, str], **place: str) -> str:
    return f"?{urlencode({**query, **place})}"
