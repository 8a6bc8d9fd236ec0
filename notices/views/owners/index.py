"""All notices of an organisation: filters in the address, pages by key."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from docket import clock
from notices.models import Claim, Notice
from notices.views.owners.access import login_required, notifier
from notices.views.owners.summaries import rows_of
from rights.models import IPRight

PAGE = 25
LARGEST = 2**63 - 1
# What a person looks for, and the states that answer it.
STATES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "needs": (_("Needs you"), ("incomplete", "countered")),
    "open": (_("Being checked"), ("submitted", "awaiting_seller", "held")),
    "removed": (_("Removed"), ("upheld", "removed_for_good", "in_court", "appealed_takedown", "countered")),
    "not_removed": (_("Not removed"), ("rejected", "lapsed", "appealed_rejection", "forwarded")),
    "restored": (_("Visible again"), ("restored",)),
    "withdrawn": (_("Withdrawn"), ("retracted",)),
}


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Newest first; state, right and search narrow it."""
    organisation = notifier(request)
    asked = {name: request.GET.get(name, "")[:120] for name in ("state", "right", "q")}
    rows = narrowed(Notice.objects.filed_for(organisation.pk).select_related("right"), asked)
    page, links = keyset(request, rows, {name: value for name, value in asked.items() if value})
    rights = IPRight.objects.usable_by(organisation, clock.now().date()).distinct().order_by("title")
    context = {
        "rows": rows_of(page),
        "asked": asked,
        "states": [(key, title) for key, (title, _states) in STATES.items()],
        "rights": rights.values_list("public_id", "title"),
        "filtered": any(asked.values()),
        **links,
    }
    return render(request, "notices/owners/index.html", context)


def narrowed(rows: "QuerySet[Notice]", asked: dict[str, str]) -> "QuerySet[Notice]":
    if asked["state"] in STATES:
        states = STATES[asked["state"]][1]
        rows = rows.filter(Exists(Claim.objects.filter(notice=OuterRef("pk"), state__in=states)))
    if asked["right"]:
        rows = rows.filter(right__public_id=asked["right"])
    if text := asked["q"].strip():
        listing = Claim.objects.filter(notice=OuterRef("pk")).filter(
            Q(listing__external_id__iexact=text) | Q(seller__name__icontains=text) | Q(listing__title__icontains=text)
        )
        rows = rows.filter(
            Q(reference__iexact=text)
            | Q(partner_reference=text)
            | Q(right__title__icontains=text)
            | Q(right__number=text)
            | Exists(listing)
        )
    return rows


def keyset(
    request: HttpRequest, rows: "QuerySet[Notice]", asked: dict[str, str]
) -> tuple[list[Notice], dict[str, str]]:
    """One page by key: a page does not shift while new notices come in."""
    older, newer = (key_in(request, name) for name in ("older", "newer"))
    if newer is not None:
        page = list(rows.filter(pk__gt=newer).order_by("pk")[: PAGE + 1])
        more_newer, more_older = len(page) > PAGE, True
        page = page[:PAGE][::-1]
    else:
        page = list((rows.filter(pk__lt=older) if older is not None else rows).order_by("-pk")[: PAGE + 1])
        more_newer, more_older = older is not None, len(page) > PAGE
        page = page[:PAGE]
    links = {"previous_url": "", "next_url": ""}
    if page and more_newer:
        links["previous_url"] = "?" + urlencode({**asked, "newer": page[0].pk})
    if page and more_older:
        links["next_url"] = "?" + urlencode({**asked, "older": page[-1].pk})
    return page, links


def key_in(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return min(int(text), LARGEST) if text.isascii() and text.isdecimal() and len(text) < 20 else None
