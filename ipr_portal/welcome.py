"""For who has signed in and acts for nobody yet: shops, invitations, or an organisation of their own."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import actions, invitations, people
from accounts.middleware import SESSION_KEY
from accounts.models import Invitation, User
from docket import clock
from listings import shops


@login_required
@require_GET
def welcome(request: HttpRequest) -> HttpResponse:
    """What this person can begin with. Also reached from the settings, by those who act for somebody already."""
    user = cast(User, request.user)
    if user.staff_role:
        return redirect("start")
    context = {"shops": shops.offered_to(user), "invitations": waiting_for(user)}
    return render(request, "account/welcome.html", context)


def waiting_for(user: User) -> list[dict[str, object]]:
    """Invitations to this person's proven address, each with its link."""
    if not people.proven(user):
        return []
    waiting = Invitation.objects.filter(email=user.email, state="open", expires_at__gt=clock.real())
    return [
        {"invitation": each, "url": reverse("invitation", args=[invitations.token_of(each)])}
        for each in waiting.select_related("organisation").order_by("pk")[:20]
    ]


@login_required
@require_POST
def take_shop(request: HttpRequest) -> HttpResponse:
    """Act for a shop that the marketplace knows by one's address."""
    user = cast(User, request.user)
    wanted = request.POST.get("shop", "")[:40]
    shop = next((each for each in shops.offered_to(user) if each.public_id == wanted), None)
    if shop is None:
        raise Http404
    organisation = shops.take_on(by=actions.person(user, getattr(request, "request_id", "")), shop=shop, user=user)
    request.session[SESSION_KEY] = organisation.pk
    messages.success(request, _("You now act for %(name)s.") % {"name": organisation.name})
    return redirect("start")
