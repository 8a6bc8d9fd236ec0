"""What has changed since a queue was opened: new cases are counted, and the tags of the rows that are shown kept."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from accounts.access import REVIEWERS, staff_only
from docket import clock
from notices import queues
from notices.forms.queueing import FilterForm
from notices.views.reviewers.queue import PAGE, asked_queue, rows

MOST_NEW = 99


@require_GET
@staff_only(*REVIEWERS)
def changes(request: HttpRequest) -> HttpResponse:
    """204 while new cases and tags are as the page has them; `mark` is what it was told last."""
    here, given = asked_queue(request), request.GET
    shown = [pk for pk in map(number, given.get("rows", "").split(",")[:PAGE]) if pk]
    found = queues.narrowed(queues.dossiers(here.key), FilterForm(given).asked(), request.user.pk)
    # A case whose deed began before the page and was done after it may be missed; the next page has it all the same.
    new = found.order_by().filter(pk__gt=number(given.get("since", ""))).exclude(pk__in=shown)[: MOST_NEW + 1].count()
    there = list(queues.dossiers(here.key).filter(pk__in=shown))
    context = {
        "new": min(new, MOST_NEW),
        "many": new > MOST_NEW,
        "rows": rows(there, clock.now(), request.user.pk),
        "gone": sorted(set(shown) - {dossier.pk for dossier in there}),
    }
    said = render_to_string("notices/reviewers/changes.html", context, request)
    mark = hashlib.sha256(said.encode()).hexdigest()[:16]
    if mark == given.get("mark"):
        return HttpResponse(status=204)
    return HttpResponse(said, headers={"Mark": mark})


def number(text: str) -> int:
    """A number in an address; nonsense counts as none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
