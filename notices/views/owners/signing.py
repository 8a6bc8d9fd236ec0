"""The last screen of the wizard: check, swear, sign, send; and the receipt."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from docket import transaction
from docket.errors import Stale
from notices import actions
from notices.drafting import Work
from notices.filing import Fault, Incomplete, Sworn, declarations_for, faults, regimes_in
from notices.forms.filing import SignForm
from notices.models import Draft, Notice
from notices.receipts import pdf
from notices.views.owners import asking, checking, wizard
from notices.views.owners.access import actor_of, login_required, notice_of, see, user_of
from notices.views.owners.steps import screen
from policy.types import Declaration, Regime

# What no change of the notice mends is answered as partners are answered.
REFUSED = {"tier-limit": 403, "limit-reached": 429}


@screen("sign")
def sign(request: HttpRequest, work: Work) -> HttpResponse:
    """Everything on one page; the statements and the name are made here, every time anew."""
    governing = regimes_in(work.filing(user_of(request)))
    asked = declarations_for(governing)
    if not actor_of(request).may_sign:
        return asking.ask(request, work, checking.shown(request, work, governing, asked))
    told: dict[str, Any] = {
        "must_sign": any(regime.demands("signature") for regime in governing),
        "allowed_shops": work.allowed_shops,
    }
    if request.method != "POST" or wizard.is_autosave(request):
        return page(
            request,
            work,
            SignForm(asked, user_of(request), **told),
            governing,
            asked,
        )
    form = SignForm(asked, user_of(request), request.POST, **told)
    if form.is_valid():
        try:
            return see("notice_sent", send(request, work, form, asked).reference)
        except Incomplete as incomplete:
            tell(form, incomplete.faults)
            codes = {fault.code for fault in incomplete.faults}
            return page(request, work, form, governing, asked, REFUSED.get(codes.pop() if len(codes) == 1 else "", 400))
    else:
        tell(form, faults_of_statements(request, work, form, asked))
    return page(request, work, form, governing, asked)


@screen("sign")
def ask(request: HttpRequest, work: Work) -> HttpResponse:
    """The same page for somebody who may sign and leaves it to a colleague."""
    governing = regimes_in(work.filing(user_of(request)))
    return asking.ask(request, work, checking.shown(request, work, governing, declarations_for(governing)))


@transaction.atomic
def send(request: HttpRequest, work: Work, form: SignForm, asked: Iterable[Declaration]) -> Notice:
    """One draft becomes one notice, however often the button is pressed."""
    # No join here: after waiting for the lock PostgreSQL reads this row anew, but a joined one as it was before.
    draft = Draft.objects.select_for_update().get(pk=work.draft.pk)
    if draft.notice is not None:
        return draft.notice
    seen = wizard.version_of(request)
    if seen is not None and seen != draft.version:
        raise Stale(draft.version)  # a colleague changed it: nobody swears to what they were not shown
    filing = work.filing(
        user_of(request),
        sworn=sworn_in(request, asked),
        signature=form.cleaned_data["signature_name"],
        warned=checking.warned_in(request, work),
        confirmed_allowed=form.cleaned_data.get("confirm_allowed_sellers", False),
    )
    draft.notice = actions.submit(by=actor_of(request), filing=filing)
    draft.save(update_fields=["notice"])
    return draft.notice


def sworn_in(request: HttpRequest, asked: Iterable[Declaration]) -> list[Sworn]:
    """The ticked statements, each in the version that the page showed."""
    made = (d.code for d in asked if f"declaration_{d.code}" in request.POST)
    return [Sworn(code, request.POST.get(f"version_{code}", "")) for code in made]


def faults_of_statements(request: HttpRequest, work: Work, form: SignForm, asked: Iterable[Declaration]) -> list[Fault]:
    """So that a wrong name does not hide a missing statement."""
    sworn = sworn_in(request, asked)
    found = faults(work.filing(user_of(request), sworn=sworn, signature="-", confirmed_allowed=True))
    return [fault for fault in found if fault.field not in form.errors]


def tell(form: SignForm, wrong: Iterable[Fault]) -> None:
    """Each fault at its field, or above the form with the part where it is mended."""
    for fault in wrong:
        field = "signature_name" if fault.field == "signature" else fault.field
        form.add_error(field if field in form.fields else None, fault.text)


def page(
    request: HttpRequest,
    work: Work,
    form: SignForm,
    governing: list[Regime],
    asked: list[Declaration],
    refused: int = 400,
) -> HttpResponse:
    statements = [
        {
            "field": form[f"declaration_{d.code}"],
            "code": d.code,
            "version": d.version,
            "law": checking.asked_by(governing, d),
        }
        for d in asked
    ]
    outdated = any(request.POST.get(f"version_{d.code}", d.version) != d.version for d in asked)
    context = {**checking.shown(request, work, governing, asked), "form": form, "statements": statements}
    status = 200 if not form.errors else 409 if outdated else refused
    return render(request, "notices/owners/wizard/sign.html", context, status=status)


@login_required
@require_GET
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """The receipt; it stays at this address."""
    notice = notice_of(request, reference)
    context = {"notice": notice, "count": notice.claims.count(), "email": user_of(request).email}
    return render(request, "notices/owners/sent.html", context)


@login_required
@require_GET
def receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """The receipt as a file; written anew each time, and the same each time."""
    notice = notice_of(request, reference)
    response = HttpResponse(pdf.of(notice), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{notice.reference}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
