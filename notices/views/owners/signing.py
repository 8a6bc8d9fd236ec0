"""The last screen of the wizard: check, swear, sign, send; and the receipt."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from docket.errors import Stale
from notices import actions
from notices.drafting import Work
from notices.filing import Fault, Incomplete, Sworn, declarations_for, faults, regimes_in
from notices.forms.filing import CLAIM_WORDS, SignForm
from notices.models import Draft, Notice
from notices.receipts import pdf
from notices.views.owners import asking, wizard
from notices.views.owners.access import actor_of, login_required, notice_of, see, user_of
from notices.views.owners.steps import screen
from notices.who_sees import lines_for
from policy.types import Declaration, Regime
from rights.words import identity

# In which part of the notice a fault is mended.
PLACE = {
    "right": "right",
    "work": "right",
    "capacity": "right",
    "claim_type": "claim",
    "listings": "listings",
    "explanation": "evidence",
    "evidence": "evidence",
}


@screen("sign")
def sign(request: HttpRequest, work: Work) -> HttpResponse:
    """Everything on one page; the statements and the name are made here, every time anew."""
    governing = regimes_in(work.filing(user_of(request)))
    asked = declarations_for(governing)
    if not actor_of(request).may_sign:
        return asking.ask(request, work, shown(request, work, governing, asked))
    must_sign = any(regime.demands("signature") for regime in governing)
    if request.method != "POST" or wizard.is_autosave(request):
        return page(request, work, SignForm(asked, user_of(request), must_sign=must_sign), governing, asked)
    form = SignForm(asked, user_of(request), request.POST, must_sign=must_sign)
    if form.is_valid():
        try:
            return see("notice_sent", send(request, work, form, asked).reference)
        except Incomplete as incomplete:
            tell(form, incomplete.faults)
    else:
        tell(form, faults_of_statements(request, work, form, asked))
    return page(request, work, form, governing, asked)


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
        user_of(request), sworn=sworn_in(request, asked), signature=form.cleaned_data["signature_name"]
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
    found = faults(work.filing(user_of(request), sworn=sworn_in(request, asked), signature="-"))
    return [fault for fault in found if fault.field not in form.errors]


def tell(form: SignForm, wrong: Iterable[Fault]) -> None:
    """Each fault at its field, or above the form with the part where it is mended."""
    for fault in wrong:
        field = "signature_name" if fault.field == "signature" else fault.field
        form.add_error(field if field in form.fields else None, fault.text)


def page(
    request: HttpRequest, work: Work, form: SignForm, governing: list[Regime], asked: list[Declaration]
) -> HttpResponse:
    statements = [{"field": form[f"declaration_{d.code}"], "code": d.code, "version": d.version} for d in asked]
    outdated = any(request.POST.get(f"version_{d.code}", d.version) != d.version for d in asked)
    context = {**shown(request, work, governing, asked), "form": form, "statements": statements}
    status = 200 if not form.errors else 409 if outdated else 400
    return render(request, "notices/owners/wizard/sign.html", context, status=status)


def shown(request: HttpRequest, work: Work, governing: list[Regime], asked: list[Declaration]) -> dict[str, Any]:
    """The whole notice as it would be sent, for whoever signs it and for whoever prepared it."""
    filing = work.filing(user_of(request), sworn=[Sworn(d.code, d.version) for d in asked], signature="-")
    return {
        **wizard.context_of(work, "sign"),
        "open_faults": [{"text": f.text, "url": mended_at(work, f)} for f in faults(filing)],
        "right_rows": right_rows(work),
        "claim_rows": claim_rows(work),
        "regimes": governing,
        "sellers": len({listing.seller_id for listing in work.checked.ready}),
        "contact_rows": contact_rows(request, work),
        "who_sees": lines_for(governing, owner=work.owner, filer=work.organisation),
    }


def mended_at(work: Work, fault: Fault) -> str:
    if fault.field == "contact":
        return f"{reverse('details')}?next={wizard.url_of(work.draft, 'sign')}"
    return wizard.url_of(work.draft, PLACE.get(fault.field, "listings"))


def row(name: str, value: object, url: str = "") -> dict[str, Any]:
    return {"name": name, "value": value, "url": url}


def right_rows(work: Work) -> list[dict[str, Any]]:
    filing_capacity = dict(Notice.Capacity.choices).get(work.content["capacity"], "")
    about = [row(_("Right"), work.subject), row(_("Owner"), work.owner.name), row(_("You"), filing_capacity)]
    if work.right is not None:
        about.insert(1, row(_("Registered as"), identity(work.right)))
    else:
        about += [row(_("What it is"), work.content["work"].get("description", ""))]
    return about


def claim_rows(work: Work) -> list[dict[str, Any]]:
    count = len(work.checked.ready)
    own = len(work.content["explanations"])
    rows = [
        row(_("Claim"), CLAIM_WORDS[work.content["claim_type"]], wizard.url_of(work.draft, "claim")),
        row(_("Reason"), work.content["explanation"], wizard.url_of(work.draft, "evidence")),
        row(
            _("Evidence"),
            ngettext("%(n)s file", "%(n)s files", len(work.evidence)) % {"n": len(work.evidence)},
            wizard.url_of(work.draft, "evidence"),
        ),
    ]
    if own:
        rows.insert(2, row(_("Own words"), _("for %(n)s of %(total)s listings") % {"n": own, "total": count}))
    return rows


def contact_rows(request: HttpRequest, work: Work) -> list[dict[str, Any]]:
    company, user = work.organisation, user_of(request)
    url = f"{reverse('details')}?next={wizard.url_of(work.draft, 'sign')}"
    return [
        row(_("Name"), user.name),
        row(_("Company"), company.name),
        row(_("Email"), company.email, url),
        row(_("Phone"), company.phone, url),
        row(_("Address"), company.address, url),
    ]


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
