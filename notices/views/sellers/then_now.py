"""A listing as it was reported, and as it is now, for the shop it belongs to."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from notices import showing, then_and_now
from notices.views.sellers.access import case_of, login_required


@login_required
@require_GET
def compare(request: HttpRequest, reference: str) -> HttpResponse:
    """One listing of a case at a time; ?listing= names it."""
    case = case_of(request, reference)
    previous, claim, following = then_and_now.around(case.claims, request.GET.get("listing", ""))
    if claim is None:
        raise Http404
    context = {
        "both": then_and_now.of(claim, showing.url_for_seller(case.reference)),
        "previous": previous,
        "following": following,
        "back_url": reverse("case", args=[case.reference]),
        "back": _("Back to the case"),
        "seller": True,
    }
    return render(request, "notices/then_now.html", context)
