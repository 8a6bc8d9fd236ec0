"""The rows of an import: lists by what became of them, mending, and files to take away."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.keyset import key_in
from notices.bulk import actions, exports, faults, grouping
from notices.forms.bulk import MendForm
from notices.models import Import, ImportRow, Notice
from notices.views.owners.access import actor_of, found, login_required
from notices.views.owners.bulk import job_of

PAGE = 100
# What a person can list, and what the page is called.
LISTS: dict[str, Any] = {
    "ready": lazy("Rows that are ready"),
    "reported": lazy("Rows that were reported before"),
    "left_out": lazy("Rows that are left out"),
    "filed": lazy("Rows that were sent"),
    "refused": lazy("Rows that could not be sent"),
}


@login_required
@require_GET
def rows(request: HttpRequest, reference: str) -> HttpResponse:
    """Rows of one kind, by their number in the file."""
    job, state = job_of(request, reference), request.GET.get("state", "")
    if state not in LISTS:
        raise Http404
    after = min(key_in(request, "after") or 0, 2**31 - 1)
    of_kind = job.rows.filter(state=state, number__gt=after).order_by("number")
    page = list(of_kind.select_related("listing", "seller", "right", "group__notice")[: PAGE + 1])
    context = {
        "job": job,
        "title": LISTS[state],
        "state": state,
        "rows": [told(row) for row in page[:PAGE]],
        "next_url": f"?state={state}&after={page[PAGE - 1].number}" if len(page) > PAGE else "",
    }
    return render(request, "notices/bulk/rows.html", context)


def told(row: ImportRow) -> dict[str, Any]:
    claim = Notice.ClaimType(row.claim_type).label if row.claim_type else ""
    return {"row": row, "why": faults.sentence(row.faults), "claim_words": claim}


@login_required
@require_GET
def bundles(request: HttpRequest, reference: str) -> HttpResponse:
    """All notices that would be sent, in the order of the file; then all that were, with their numbers."""
    job, after = job_of(request, reference), min(key_in(request, "after") or 0, 2**31 - 1)
    if job.groups.exists():
        groups = job.groups.filter(ordinal__gt=after).select_related("notice", "right", "seller").order_by("ordinal")
        sent = list(groups[: PAGE + 1])
        following = f"?after={sent[PAGE - 1].ordinal}" if len(sent) > PAGE else ""
        return render(request, "notices/bulk/notices.html", {"job": job, "groups": sent[:PAGE], "next_url": following})
    page = grouping.bundles(job, after=after, limit=PAGE + 1)
    following = f"?after={page[PAGE - 1].first_row}" if len(page) > PAGE else ""
    return render(request, "notices/bulk/notices.html", {"job": job, "bundles": page[:PAGE], "next_url": following})


@login_required
@require_POST
def correct(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Write something else in one cell, or in every row that says the same there; the rows are checked again."""
    job = job_of(request, reference)
    row = row_of(job, number)
    form = MendForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("That is too long for a cell. Nothing was changed."))
        return back(job)
    said = form.cleaned_data
    count = actions.correct(
        by=actor_of(request), job=job, row=row, column=said["column"], text=said["text"], alike=said["alike"]
    )
    tell(request, row, count)
    return back(job)


@login_required
@require_POST
def leave_out(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Take a row out that cannot be mended."""
    job = job_of(request, reference)
    if actions.leave_out(by=actor_of(request), job=job, row=row_of(job, number)):
        messages.success(request, _("Row %(row)s is left out.") % {"row": number})
    return back(job)


def row_of(job: Import, number: int) -> ImportRow:
    return found(job.rows.filter(number=min(number, 2**31 - 1)).first())


def tell(request: HttpRequest, row: ImportRow, count: int) -> None:
    """What the mending led to."""
    row.refresh_from_db()
    if row.state == ImportRow.State.WAITING:
        messages.info(request, _("%(n)s rows are being checked again.") % {"n": f"{count:,}"})
    elif count > 1:
        text = ngettext("%(n)s row was checked again.", "%(n)s rows were checked again.", count) % {"n": count}
        messages.success(request, text)
    elif row.state == ImportRow.State.FIX:
        messages.warning(request, _("Row %(row)s still needs a fix.") % {"row": row.number})
    elif row.state == ImportRow.State.READY:
        messages.success(request, _("Row %(row)s is ready.") % {"row": row.number})
    else:
        why = faults.sentence(row.faults)
        messages.info(request, _("Row %(row)s is left out: %(why)s") % {"row": row.number, "why": why})


def back(job: Import) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{resolve_url('import', job.reference)}#fix", status=303)


@login_required
@require_GET
def results(request: HttpRequest, reference: str) -> StreamingHttpResponse:
    """Every row with what became of it, as a file."""
    job = job_of(request, reference)
    return as_file(exports.results(job), f"{job.reference}-results.csv")


@login_required
@require_GET
def to_mend(request: HttpRequest, reference: str) -> StreamingHttpResponse:
    """Only the rows that need a fix, in the columns of the file, to be mended there and sent again."""
    job = job_of(request, reference)
    return as_file(exports.to_mend(job), f"{job.reference}-to-fix.csv")


def as_file(text: Iterator[str], name: str) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        (part.encode("utf-8", "replace") for part in text),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
