"""Taking a notice back, whole or in part: chosen, told what follows, asked again, done, and shown on a receipt."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from notices import actions, retracting
from notices.forms.owners import RetractForm
from notices.models import Notice
from notices.views.owners.access import actor_of, login_required, notice_of, see, sent_in
from notices.views.owners.deeds import not_open, open_for


@login_required
@require_http_methods(["GET", "POST"])
def retract(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose; then read what follows and say yes. Nothing is done by the first button."""
    notice = notice_of(request, reference)
    open_claims = open_for(request, notice, "retract")
    if not open_claims:
        return not_open(request, notice)
    form = RetractForm(open_claims, *sent_in(request))
    if request.method != "POST" or not form.is_valid():
        return chosen_page(request, notice, form)
    if "sure" not in request.POST:
        return asked_again(request, notice, form)
    entries = actions.retract(
        by=actor_of(request), claims=form.chosen, reason=form.cleaned_data["reason"], after=form.after
    )
    return see("notice_retraction", notice.reference, entries[0].facts["deed"])


def chosen_page(request: HttpRequest, notice: Notice, form: RetractForm) -> HttpResponse:
    decided = any(claim.hidden for claim in form.by_id.values())
    title = _("Take the notice back") if decided else _("Withdraw the notice")
    context = {"notice": notice, "form": form, "title": title}
    return render(request, "notices/owners/retract.html", context, status=400 if form.errors else 200)


def asked_again(request: HttpRequest, notice: Notice, form: RetractForm) -> HttpResponse:
    """What would follow; the choice and the words travel on in hidden fields."""
    context = {
        "notice": notice,
        "form": form,
        "count": len(form.chosen),
        "all": len(form.chosen) == notice.claims.count(),
        "sent": [(name, value) for name in ("claims", "reason", "seen") for value in request.POST.getlist(name)],
        "follows": retracting.foreseen(form.chosen),
    }
    return render(request, "notices/owners/retract_sure.html", context)


@login_required
@require_GET
def receipt(request: HttpRequest, reference: str, deed: str) -> HttpResponse:
    """What one retraction undid, with the marketplace's confirmations as they come in. It stays at this address."""
    notice = notice_of(request, reference)
    reversals = retracting.receipt(notice, deed)
    if not reversals:
        raise Http404
    context = {
        "notice": notice,
        "rows": reversals,
        "at": retracting.when(reversals),
        "who": who(reversals[0].entry.actor_id),
        "hash": reversals[0].entry.hash,
        "pending": sum(row.effect is not None and not row.effect.done for row in reversals),
        "undone": undone(reversals),
    }
    return render(request, "notices/owners/retraction.html", context)


def undone(reversals: list[retracting.Reversal]) -> dict[str, Any]:
    return {
        "hidden": sum(row.effect is not None for row in reversals),
        "points": sum(row.points for row in reversals),
        "kept": sum(row.effect is not None and row.effect.elsewhere for row in reversals),
    }


def who(user_id: int | None) -> str:
    """The person of the own organisation who did it; a partner system has no name."""
    name = User.objects.filter(pk=user_id).values_list("name", flat=True).first() if user_id else ""
    return name or _("by the API")
