"""Ending a mandate, from either side, with what that means for open notices said first."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from notices import mandated
from notices.views.owners.access import actor_of, login_required, see
from rights.actions import mandate as deeds
from rights.views.access import administers, mandate_of, seen_version


@login_required
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, public_id: str) -> HttpResponse:
    """The owner takes it back, or the agent gives it back; at once, and for good."""
    mandate, side = mandate_of(request, public_id)
    step = "revoke" if side == "owner" else "resign"
    if mandate.state not in mandate.procedure[step].sources:
        messages.info(request, _("It has ended already."))
        return see("mandate", mandate.public_id)
    if request.method == "POST":
        deed = deeds.revoke if side == "owner" else deeds.resign
        deed(by=actor_of(request), mandate=mandate, after=seen_version(request))
        messages.success(request, _("The mandate has ended. Both sides are told."))
        return see("mandate", mandate.public_id)
    notices, claims = mandated.would_pause(mandate) if mandate.state == "alive" else (0, 0)
    context = {
        "mandate": mandate,
        "side": side,
        "notices": notices,
        "listings": claims,
        "may": administers(request),
    }
    return render(request, "rights/mandates/end.html", context)
