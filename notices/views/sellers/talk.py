"""The seller's side of the talk about a case."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from notices.views import talking
from notices.views.sellers.access import actor_of, case_of, login_required, shop_of, user_of


@login_required
@require_http_methods(["GET", "POST"])
def talk(request: HttpRequest, reference: str) -> HttpResponse:
    """What the shop and the reviewers wrote, and a box to write more."""
    case = case_of(request, reference)
    side = talking.Side(
        notice=case.notice,
        seller=case.claims[0].seller,
        organisation=shop_of(request),
        user=user_of(request),
        actor=actor_of(request),
        reference=case.reference,
        url=reverse("case_talk", args=[case.reference]),
        back_url=reverse("case", args=[case.reference]),
        back=_("Back to the case"),
    )
    return talking.page(request, side)
