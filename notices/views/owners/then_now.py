"""A listing as the owner reported it, and as it is now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from notices import showing, then_and_now
from notices.views.owners.access import claims_of, found, login_required, notice_of


@login_required
@require_GET
def compare(request: HttpRequest, reference: str) -> HttpResponse:
    """One listing of a notice at a time; ?listing= names it."""
    notice = notice_of(request, reference)
    previous, claim, following = then_and_now.around(claims_of(notice), request.GET.get("listing", ""))
    context = {
        "both": then_and_now.of(found(claim), showing.url_for_filer),
        "previous": previous,
        "following": following,
        "back_url": reverse("notice", args=[notice.reference]),
        "back": notice.reference,
    }
    return render(request, "notices/then_now.html", context)
