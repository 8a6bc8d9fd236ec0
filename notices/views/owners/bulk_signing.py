"""Check, swear, sign and send a whole file; stop, go on, throw away."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Organisation
from docket.errors import NotOpen
from notices.bulk import actions, grouping, limits, signing
from notices.bulk.progress import Progress
from notices.filing import Fault, Incomplete
from notices.forms.bulk import SignImportForm
from notices.models import Import, ImportRow
from notices.views.owners import wizard
from notices.views.owners.access import actor_of, login_required, see, user_of
from notices.views.owners.bulk import job_of
from notices.views.owners.signing import sworn_in, tell
from notices.who_sees import lines_for
from policy.types import Declaration

SHOWN = 25


@login_required
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that will be sent, and the statements of all its laws, made once."""
    job = job_of(request, reference)
    if job.state != "ready":
        return elsewhere(request, job)
    asked = signing.asked(job)
    owners = owners_of(job)
    asks_role = job.organisation in owners
    data = request.POST if request.method == "POST" else None
    form = SignImportForm(asked, user_of(request), data, must_sign=signing.must_sign(job), asks_role=asks_role)
    if request.method == "POST":
        sworn = sworn_in(request, asked)
        if form.is_valid():
            try:
                signing.sign(
                    by=actor_of(request),
                    job=job,
                    sworn=sworn,
                    signature_name=form.cleaned_data["signature_name"],
                    capacity=form.cleaned_data.get("capacity") or "agent",
                    after=wizard.version_of(request),
                )
            except Incomplete as incomplete:
                tell(form, incomplete.faults)
            except NotOpen:  # a colleague pressed the button at the same moment
                return elsewhere(request, job_of(request, reference))
            else:
                messages.success(request, _("Signed. The notices are being sent, one by one."))
                return see("import", job.reference)
        else:
            tell(form, [f for f in signing.missing(job, sworn, "-") if f.field not in form.errors])
    return page(request, job, form, asked, owners)


def elsewhere(request: HttpRequest, job: Import) -> HttpResponse:
    if job.signed_by is not None and job.state != "uploaded":
        messages.info(request, _("%(name)s has signed this file.") % {"name": job.signed_by})
    return see("import", job.reference)


def owners_of(job: Import) -> list[Organisation]:
    ready = ImportRow.objects.filter(job=job, state=ImportRow.State.READY)
    return list(Organisation.objects.filter(pk__in=ready.order_by().values("right__organisation").distinct()))


def page(
    request: HttpRequest, job: Import, form: SignImportForm, asked: list[Declaration], owners: list[Organisation]
) -> HttpResponse:
    statements = [{"field": form[f"declaration_{d.code}"], "code": d.code, "version": d.version} for d in asked]
    outdated = any(request.POST.get(f"version_{d.code}", d.version) != d.version for d in asked)
    governing = signing.regimes_in(job)
    found = grouping.bundles(job, limit=SHOWN + 1)
    count = grouping.count(job)
    owner = owners[0] if len(owners) == 1 else Organisation(name=_("The owner of each right"))
    context = {
        "job": job,
        "form": form,
        "statements": statements,
        "warnings": signing.warned(job),
        "open_faults": [{"text": fault.text, "url": mended_at(job, fault)} for fault in signing.open_faults(job)],
        "count": count,
        "about_rows": about_rows(job, count),
        "bundles": found[:SHOWN],
        "more_bundles": len(found) > SHOWN,
        "regimes": governing,
        "contact_rows": contact_rows(request, job),
        "who_sees": lines_for(governing, owner=owner, filer=job.organisation),
        "may_sign": actor_of(request).may_sign,
        "signers": signing.signers(job),
    }
    status = 200 if not form.errors else 409 if outdated else 400
    return render(request, "notices/bulk/sign.html", context, status=status)


def about_rows(job: Import, count: grouping.Count) -> list[dict[str, Any]]:
    """The whole in figures, and what today's limit makes of it."""
    waits, left = Progress(job).rows[ImportRow.State.FIX], limits.left_today(job)
    pairs = [
        (_("File"), job.name),
        (_("Notices"), f"{count.notices:,}"),
        (_("Listings"), f"{count.listings:,}"),
        (_("Rights"), f"{count.rights:,}"),
        (_("Sellers"), f"{count.sellers:,}"),
        (_("Rows not sent"), _("%(n)s, they need a fix first") % {"n": f"{waits:,}"} if waits else ""),
        (
            _("Sent today"),
            _("%(n)s; the rest goes on tomorrow by itself") % {"n": f"{left:,}"} if over(left, count) else "",
        ),
    ]
    return [{"name": name, "value": value, "url": ""} for name, value in pairs if value]


def over(left: int | None, count: grouping.Count) -> bool:
    return left is not None and count.notices > left


def mended_at(job: Import, fault: Fault) -> str:
    return f"{reverse('details')}?next={reverse('import_sign', args=[job.reference])}"


def contact_rows(request: HttpRequest, job: Import) -> list[dict[str, Any]]:
    company = job.organisation
    url = f"{reverse('details')}?next={reverse('import_sign', args=[job.reference])}"
    return [
        {"name": _("Name"), "value": user_of(request).name, "url": ""},
        {"name": _("Company"), "value": company.name, "url": ""},
        {"name": _("Email"), "value": company.email, "url": url},
        {"name": _("Phone"), "value": company.phone, "url": url},
        {"name": _("Address"), "value": company.address, "url": url},
    ]


@login_required
@require_POST
def stop(request: HttpRequest, reference: str) -> HttpResponse:
    """Stop the checking or the sending, and say how far it came."""
    job = job_of(request, reference)
    actions.stop(by=actor_of(request), job=job)
    progress = Progress(job)
    if job.state == "stopped":
        text = ngettext(
            "%(n)s row was checked, nothing was sent.", "%(n)s rows were checked, nothing was sent.", progress.checked
        )
        messages.info(request, text % {"n": f"{progress.checked:,}"})
    else:
        text = ngettext(
            "%(n)s notice was sent and stands; nothing more is sent.",
            "%(n)s notices were sent and stand; nothing more is sent.",
            progress.handled,
        )
        messages.info(request, text % {"n": f"{progress.handled:,}"})
    return see("import", job.reference)


@login_required
@require_POST
def resume(request: HttpRequest, reference: str) -> HttpResponse:
    """Go on where it was stopped."""
    job = job_of(request, reference)
    actions.resume(by=actor_of(request), job=job)
    return see("import", job.reference)


@login_required
@require_POST
def discard(request: HttpRequest, reference: str) -> HttpResponse:
    """Throw the file away."""
    actions.discard(by=actor_of(request), job=job_of(request, reference))
    messages.success(request, _("The file is gone. Nothing was sent from it."))
    return see("imports")
