"""The owner's side of the talk about a notice."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from notices.views import talking
from notices.views.owners.access import actor_of, login_required, notice_of, notifier, user_of


@login_required
@require_http_methods(["GET", "POST"])
def talk(request: HttpRequest, reference: str) -> HttpResponse:
    """What this side and the reviewers wrote, and a box to write more."""
    notice = notice_of(request, reference)
    side = talking.Side(
        notice=notice,
        seller=None,
        organisation=notifier(request),
        user=user_of(request),
        actor=actor_of(request),
        reference=notice.reference,
        url=reverse("notice_talk", args=[notice.reference]),
        back_url=reverse("notice", args=[notice.reference]),
        back=notice.reference,
    )
    return talking.page(request, side)
