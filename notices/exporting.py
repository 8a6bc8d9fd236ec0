"""A list of notices as a CSV file, one line a listing: streamed, and with no cell that a spreadsheet would run."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Min, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings.spreadsheets import plain
from notices import waiting, words
from notices.models import Claim, Decision, Notice, Timer
from policy import regimes

BATCH = 500  # listings at a time
NOTICES = 2000  # notices at a time
BOM = "\ufeff"  # without it Excel takes UTF-8 for something else
COLUMNS: tuple[Any, ...] = (
    gettext_lazy("Notice"),
    gettext_lazy("Sent (UTC)"),
    gettext_lazy("Right"),
    gettext_lazy("Registration number"),
    gettext_lazy("Kind of claim"),
    gettext_lazy("Owner"),
    gettext_lazy("Your reference"),
    gettext_lazy("Listing"),
    gettext_lazy("Title when reported"),
    gettext_lazy("Seller"),
    gettext_lazy("Market"),
    gettext_lazy("State"),
    gettext_lazy("Waiting for"),
    gettext_lazy("Next date (UTC)"),
    gettext_lazy("Reason code"),
    gettext_lazy("Reason"),
    gettext_lazy("Decided (UTC)"),
    gettext_lazy("Rules"),
    gettext_lazy("Page"),
)


def lines(notices: "QuerySet[Notice]", language: str) -> Iterator[str]:
    """Every line of the file. Memory and queries at a time do not grow with the list."""
    with translation.override(language):
        yield BOM + line([str(column) for column in COLUMNS])
    before: int | None = None
    while ids := list(_older(notices, before).values_list("pk", flat=True)[:NOTICES]):
        before = ids[-1]
        for claims in batches(ids):
            with translation.override(language):
                yield "".join(rows_of(claims))


def _older(notices: "QuerySet[Notice]", before: int | None) -> "QuerySet[Notice]":
    rows = notices.order_by("-pk")
    return rows.filter(pk__lt=before) if before is not None else rows


def batches(ids: Sequence[int]) -> Iterator[list[Any]]:
    """The claims of these notices in the order of the file, some hundreds at a time."""
    mine = Claim.objects.filter(notice__in=ids).select_related("notice__right", "notice__owner", "listing", "seller")
    rows = mine.annotate(reported_as=KeyTextTransform("title", "snapshot__content")).order_by("-notice_id", "ordinal")
    place = Q()
    while claims := list(rows.filter(place)[:BATCH]):
        yield claims
        last = claims[-1]
        place = Q(notice_id__lt=last.notice_id) | Q(notice_id=last.notice_id, ordinal__gt=last.ordinal)


def rows_of(claims: Sequence[Any]) -> Iterator[str]:
    ids = [claim.pk for claim in claims]
    made = Decision.objects.filter(claim__in=ids, decided_at__isnull=False).order_by("claim_id", "-id")
    decided = {d.claim_id: d for d in made.distinct("claim_id").defer("private_note")}
    running = Timer.objects.filter(claim__in=ids, state=Timer.State.RUNNING).order_by()
    due = dict(running.values("claim_id").annotate(first=Min("due_at")).values_list("claim_id", "first"))
    for claim in claims:
        yield line(cells(claim, decided.get(claim.pk), due.get(claim.pk)))


def cells(claim: Any, decision: Decision | None, due: Any) -> list[str]:
    notice, right = claim.notice, claim.notice.right
    return [
        notice.reference,
        moment(notice.received_at),
        notice.subject_title,
        right.number if right else "",
        str(notice.get_claim_type_display()),
        notice.owner.name,
        notice.partner_reference,
        claim.listing.external_id,
        claim.reported_as or claim.listing.title,
        claim.seller.name,
        claim.listing.market,
        words.of(claim.state, "filer").text,
        str(waiting.WORDS[waiting.waited_on(claim.state)]),
        moment(due),
        decision.reason_code if decision else "",
        decision.public_reason if decision else "",
        moment(decision.decided_at) if decision else "",
        _(regimes.get(claim.regime).title),
        settings.PORTAL_URL + reverse("notice", args=[notice.reference]),
    ]


def moment(value: Any) -> str:
    return f"{value:%Y-%m-%d %H:%M}" if value else ""


def line(cells: Sequence[str]) -> str:
    """Every cell in quotes; line breaks inside a cell become spaces, so that one line is one listing."""
    return ",".join('"' + plain(" ".join(cell.split())).replace('"', '""') + '"' for cell in cells) + "\r\n"
