"""What the hourly looks at the marketplace found, for staff."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from accounts.access import STAFF, staff_only
from enforcement.models import DriftReport

PAGE = 50


@require_GET
@staff_only(*STAFF)
def reports(request: HttpRequest) -> HttpResponse:
    """The newest first; older pages begin below the last one seen."""
    before = request.GET.get("before", "")
    rows = DriftReport.objects.order_by("-pk")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    context = {"reports": found[:PAGE], "older": ""}
    if len(found) > PAGE:
        context["older"] = f"{reverse('drift')}?{urlencode({'before': found[PAGE - 1].pk})}"
    return render(request, "ops/drift.html", context)
