"""Looking for a notice whatever became of it: by words, or straight to the one thing that was named."""

from collections import Counter

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import REVIEWERS, staff_only
from accounts.keyset import cut
from notices import catchwords, straight
from notices.forms.queueing import FilterForm
from notices.models import Claim, Notice
from notices.words import of_notice

PAGE = 50


@require_GET
@staff_only(*REVIEWERS)
def search(request: HttpRequest) -> HttpResponse:
    """Every notice with these words, the newest first. Two queries for the list."""
    filters = FilterForm(request.GET)
    text = filters.asked().q
    if text and (there := straight.to(text)):
        return HttpResponseRedirect(there)
    words = catchwords.query(text, {}, {})
    found = Notice.objects.none()
    if words is not None:
        few = catchwords.few(words)
        found = Notice.objects.filter(catchwords__words=words) if few is None else Notice.objects.filter(pk__in=few)
    page, links = cut(request, found.select_related("right", "owner", "filer"), PAGE, {"q": text})
    states: dict[int, Counter[str]] = {notice.pk: Counter() for notice in page}
    for notice, state in Claim.objects.filter(notice__in=page).order_by().values_list("notice", "state"):
        states[notice][state] += 1
    rows = [{"notice": notice, "said": of_notice(states[notice.pk], "reviewer")} for notice in page]
    return render(request, "notices/reviewers/search.html", {"filters": filters, "asked": text, "rows": rows, **links})
