"""Imports as pages: the list, a new file, what its columns are, and how far it has come."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.keyset import key_in
from accounts.rest.kinds import KINDS
from notices.bulk import actions, columns, exports, grouping, mending, reading
from notices.bulk.progress import Progress
from notices.forms.bulk import ColumnsForm, UploadForm
from notices.models import Import, ImportRow
from notices.views.owners.access import actor_of, found, login_required, notifier, see, sent_in, user_of

PAGE, FIXES, BUNDLES, SAMPLE_ROWS = 25, 25, 10, 3
# State → tone, icon and words of its tag.
TAGS: Mapping[str, tuple[str, str, Any]] = {
    "uploaded": ("wait", "question", lazy("Its columns need names")),
    "checking": ("work", "clock", lazy("Being checked")),
    "stopped": ("neutral", "stop", lazy("Stopped, nothing was sent")),
    "ready": ("info", "pencil", lazy("Ready to sign")),
    "faulty": ("wait", "question", lazy("Nothing to send yet")),
    "signed": ("work", "clock", lazy("Being sent")),
    "sending": ("work", "clock", lazy("Being sent")),
    "waiting": ("wait", "clock", lazy("Goes on when the day's limit allows")),
    "interrupted": ("neutral", "stop", lazy("Sending stopped")),
    "done": ("ok", "tick", lazy("Done")),
}

# States in which the bar is shown: it moves, or tells where it was stopped.
MOVING = frozenset({"checking", "stopped", "signed", "sending", "waiting", "interrupted"})


def job_of(request: HttpRequest, reference: str) -> Import:
    """An import of this organisation; one that was thrown away does not exist any more."""
    mine = Import.objects.filter(organisation=notifier(request)).exclude(state="discarded")
    return found(mine.select_related("organisation", "signed_by").filter(reference=reference).first())


def tag_of(job: Import) -> dict[str, Any]:
    tone, icon, text = TAGS[job.state]
    return {"tone": tone, "icon": icon, "text": text}


@login_required
@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """Newest first, in pages by key."""
    mine = Import.objects.filter(organisation=notifier(request)).exclude(state="discarded").order_by("-pk")
    older = key_in(request, "older")
    page = list((mine.filter(pk__lt=older) if older is not None else mine)[: PAGE + 1])
    context = {
        "rows": [{"job": job, "tag": tag_of(job)} for job in page[:PAGE]],
        "next_url": f"?older={page[PAGE - 1].pk}" if len(page) > PAGE else "",
    }
    return render(request, "notices/bulk/index.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Send a file. What cannot be read is said at once; what can be is at its own address from then on."""
    organisation, form = notifier(request), UploadForm(*sent_in(request))
    status = 400 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        user = user_of(request)
        try:
            job, fresh = actions.upload(
                by=actor_of(request),
                organisation=organisation,
                file=form.cleaned_data["file"],
                uploaded_by=user,
                language=user.language,
            )
        except reading.Unreadable as unreadable:
            form.add_error("file", str(unreadable))
            status = KINDS[unreadable.code].status
        else:
            if not fresh:
                messages.info(request, _("You imported this file on %(day)s: here it is.") % {"day": day(job)})
            return see("import_columns" if job.state == "uploaded" else "import", job.reference)
    context = {
        "form": form,
        "columns": columns.COLUMNS,
        "has_imports": Import.objects.filter(organisation=organisation).exists(),
    }
    return render(request, "notices/bulk/new.html", context, status=status)


def day(job: Import) -> str:
    return date_format(job.created_at, "j F Y", use_l10n=False)


@login_required
@require_http_methods(["GET", "POST"])
def name_columns(request: HttpRequest, reference: str) -> HttpResponse:
    """What each column stands for, with three rows of the file beside it; remembered for the next file."""
    job = job_of(request, reference)
    if job.state != "uploaded":
        return see("import", job.reference)
    known = columns.matched(job.headings, columns.remembered(job.organisation))
    form = ColumnsForm(job.headings, known, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.name_columns(by=actor_of(request), job=job, chosen=form.chosen)
        return see("import", job.reference)
    samples = [row.cells for row in job.rows.order_by("number")[:SAMPLE_ROWS]]
    context = {
        "job": job,
        "form": form,
        "columns": columns.COLUMNS,
        "fields": [(form[name], shown(samples, place)) for place, name in enumerate(form.fields)],
        "read_as": reading.READ_AS[job.read_as],
    }
    return render(request, "notices/bulk/columns.html", context, status=400 if form.errors else 200)


def shown(samples: Sequence[Sequence[str]], place: int) -> list[str]:
    seen = (cells[place][:80] for cells in samples if place < len(cells) and cells[place].strip())
    return list(dict.fromkeys(seen))


@login_required
@require_GET
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """How far it has come, what needs a fix, and what would be sent. `part=progress` gives the moving part alone."""
    job = job_of(request, reference)
    if job.state == "uploaded":
        return see("import_columns", job.reference)
    progress = Progress(job)
    context = {"tag": tag_of(job), **moving_part(progress)}
    if request.GET.get("part") == "progress":
        if request.GET.get("seen") == context["mark"]:
            return HttpResponse(status=204)
        return render(request, "notices/bulk/progress.html", context)
    context |= {"read_as": reading.READ_AS[job.read_as]}
    if not job.working:
        context |= fixes(request, job, progress) | planned(job, progress) | notices_of(job)
    return render(request, "notices/bulk/detail.html", context)


def mark_of(progress: Progress) -> str:
    """Changes with everything that the moving part shows."""
    return f"{progress.job.version}-{progress.done}-{progress.rows['fix']}-{progress.pause}"


def moving_part(progress: Progress) -> dict[str, Any]:
    """The words and figures that change while work goes on."""
    job, rows, states = progress.job, progress.rows, ImportRow.State
    return {
        "job": job,
        "progress": progress,
        "mark": mark_of(progress),
        "filed": rows[states.FILED],
        "moving": how_far(progress) if job.state in MOVING else "",
        "left": time_left(progress.seconds_left),
        "paused": _("Paused at row %(row)s. We go on by ourselves.") % {"row": f"{progress.done:,}"}
        if progress.is_checking
        else _("Paused. We go on by ourselves."),
        "quarter_words": _("%(percent)s per cent done") % {"percent": 25 * progress.quarter},
        "shown_figures": list(figures(progress)),
    }


def how_far(progress: Progress) -> str:
    about = {"done": f"{progress.done:,}", "whole": f"{progress.whole:,}"}
    if progress.is_checking:
        return _("%(done)s of %(whole)s rows checked") % about
    return _("%(done)s of %(whole)s notices sent") % about


def time_left(seconds: int | None) -> str:
    """Rounded: a guess that jumps is worse than none."""
    if seconds is None:
        return ""
    if seconds < 55:
        tens = max(10, 10 * round(seconds / 10))
        return _("about %(n)s seconds left") % {"n": tens}
    minutes = max(1, round(seconds / 60))
    return ngettext("about %(n)s minute left", "about %(n)s minutes left", minutes) % {"n": minutes}


def figures(progress: Progress) -> Iterator[dict[str, Any]]:
    """Only what there is: nobody counts noughts."""
    rows, states, job = progress.rows, ImportRow.State, progress.job
    lists = reverse("import_rows", args=[job.reference])
    in_notices = ngettext("in %(n)s notice", "in %(n)s notices", progress.to_send.notices)
    sent_in = ngettext("in %(n)s notice", "in %(n)s notices", progress.groups["sent"])
    told: list[tuple[str, Any, str, str]] = [
        (states.FILED, _("Sent"), sent_in % {"n": f"{progress.groups['sent']:,}"}, ""),
        (states.READY, _("Ready"), in_notices % {"n": f"{progress.to_send.notices:,}"}, ""),
        (states.FIX, _("Need a fix"), _("see below") if not job.working else "", "#fix"),
        (states.REPORTED, _("Already reported"), _("left out"), ""),
        (states.LEFT_OUT, _("Left out"), "", ""),
        (states.REFUSED, _("Could not be sent"), "", ""),
    ]
    for state, name, note, url in told:
        if rows[state]:
            place = "" if job.working else url or f"{lists}?state={state}"
            yield {"name": name, "value": f"{rows[state]:,}", "note": note, "url": place}


def fixes(request: HttpRequest, job: Import, progress: Progress) -> dict[str, Any]:
    """A page of the rows that need a fix, by their number."""
    if not progress.rows[ImportRow.State.FIX]:
        return {"lines": []}
    rows = job.rows.filter(state=ImportRow.State.FIX, number__gt=min(key_in(request, "after") or 0, 2**31 - 1))
    page = list(rows.order_by("number")[: FIXES + 1])
    following = f"?after={page[FIXES - 1].number}#fix" if len(page) > FIXES else ""
    may_mend = job.state in job.procedure["correct"].sources
    return {"lines": mending.lines(job, page[:FIXES]), "more_fixes": following, "may_mend": may_mend}


def planned(job: Import, progress: Progress) -> dict[str, Any]:
    """The first notices that would be sent."""
    if not progress.rows[ImportRow.State.READY] or job.state not in {"ready", "stopped"}:
        return {"bundles": []}
    found = grouping.bundles(job, limit=BUNDLES + 1)
    return {"bundles": found[:BUNDLES], "more_bundles": len(found) > BUNDLES}


def notices_of(job: Import) -> dict[str, Any]:
    """Each notice of the import with its own number and result."""
    groups = job.groups.exclude(state="planned").select_related("notice", "right", "seller").order_by("ordinal")
    return {"groups": list(groups[:BUNDLES]), "more_groups": groups.count() > BUNDLES}


@login_required
@require_GET
def sample(request: HttpRequest, kind: str) -> HttpResponse:
    """The template with the columns' names, or an example with two rows."""
    notifier(request)
    text = exports.template() if kind == "template" else exports.example()
    return HttpResponse(
        text.encode(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="import-{kind}.csv"'},
    )
