"""All notices of an organisation: filters in the address, views under names, pages by key, and the list as a file."""

import re
from urllib.parse import urlencode

from django.core.cache import caches
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.keyset import cut, cut_by_moment
from accounts.models import Organisation
from docket import clock
from notices import exporting, finding, places
from notices.finding import Asked
from notices.forms.following import FilterForm
from notices.models import Claim, Notice
from notices.views import saved
from notices.views.owners.access import login_required, notifier
from notices.views.owners.summaries import rows_of
from rights.models import IPRight

PAGE = 25
MARKET = re.compile(r"^[A-Z]{2}$")


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """One page of the list; without any filter the person's own view opens."""
    organisation = notifier(request)
    if query := saved.opening(request, "notices"):
        return HttpResponseRedirect(f"?{query}")
    filters = filters_of(request, organisation)
    asked, query_now = filters.asked(), filters.query()
    page, links = page_of(request, mine(organisation), asked, query_now)
    context = {
        "rows": rows_of(page),
        "filters": filters,
        "form": filters if filters.errors else None,
        "chips": [{**chip, "url": address(chip["without"])} for chip in filters.chips()],
        "filtered": any(name != "sort" for name in query_now),
        "all_url": f"?{saved.ALL}=1",
        "export_url": f"export.csv?{urlencode(query_now)}",
        **saved.shown(request, "notices", query_now),
        **links,
    }
    return render(request, "notices/owners/index.html", context)


@login_required
@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """The filtered list as a file, one line a listing."""
    organisation = notifier(request)
    rows = finding.narrowed(mine(organisation), filters_of(request, organisation).asked())
    language = translation.get_language() or "en"
    answer = StreamingHttpResponse(exporting.lines(rows, language), content_type="text/csv; charset=utf-8")
    name = _("notices-%(day)s.csv") % {"day": clock.now().date().isoformat()}
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def mine(organisation: Organisation) -> "QuerySet[Notice]":
    return Notice.objects.filed_for(organisation.pk).select_related("right", "owner")


def page_of(
    request: HttpRequest, rows: "QuerySet[Notice]", asked: Asked, query: dict[str, str]
) -> tuple[list[Notice], dict[str, str]]:
    found = finding.narrowed(rows, asked)
    if asked.sort == finding.DUE:
        return cut_by_moment(request, finding.by_next_date(found), PAGE, query, moment="due")
    return cut(request, found, PAGE, query, oldest_first=asked.sort == finding.OLDEST)


def filters_of(request: HttpRequest, organisation: Organisation) -> FilterForm:
    """The filters with what this organisation can choose from. Three queries."""
    rights = IPRight.objects.usable_by(organisation, clock.now().date()).distinct().order_by("title")
    filed = Notice.objects.filed_for(organisation.pk)
    owners = Organisation.objects.filter(pk__in=filed.order_by().values("owner").distinct()).order_by("name")
    found = list(owners.values_list("public_id", "name")[:200])
    return FilterForm(
        request.GET,
        rights=list(rights.values_list("public_id", "title")[:500]),
        owners=found if len(found) > 1 else [],
        markets=[(code, places.named([code])) for code in markets_of(organisation, request.GET.get("market", ""))],
    )


def markets_of(organisation: Organisation, asked: str) -> list[str]:
    """Where this organisation has reported listings; looked up anew every ten minutes, and never without the one
    that is asked for."""
    claims = Claim.objects.filed_for(organisation.pk).order_by()
    found = caches["memory"].get_or_set(
        f"markets-{organisation.pk}", lambda: sorted(set(claims.values_list("listing__market", flat=True).distinct()))
    )
    return sorted({*(found or ()), *MARKET.findall(asked)})


def address(query: dict[str, str]) -> str:
    """The list with these filters; with none, all of it and not the view that opens by itself."""
    return "?" + urlencode(query or {saved.ALL: "1"})
