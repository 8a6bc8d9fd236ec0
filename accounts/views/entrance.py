"""Coming in, going out, and for whom one acts."""

import json
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView, LogoutView, PasswordChangeView, PasswordSetView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.access import user_of
from accounts.forms.entrance import FirstPasswordForm, PasswordForm, SignInForm
from accounts.forms.profile import ProfileForm
from accounts.landing import first_page
from accounts.middleware import SESSION_KEY, actor_of
from accounts.models import Membership, User
from accounts.views.honest import Honest


class SignIn(Honest, LoginView):  # type: ignore[misc]
    """Email and password, or a passkey; the library limits failed tries."""

    form_class = SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "demo_accounts": demo_accounts(), "next": get_next_redirect_url(self.request) or ""}


class SignOut(LogoutView):  # type: ignore[misc]
    """Leaving; what the browser kept of us is cleared."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


class ChangePassword(Honest, PasswordChangeView):  # type: ignore[misc]
    """A new password for who knows the old one. Other sessions end."""

    form_class = PasswordForm


class SetPassword(Honest, PasswordSetView):  # type: ignore[misc]
    """The first password of somebody who came by a code: a guest has an account from then on."""

    form_class = FirstPasswordForm

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        user = user_of(self.request)
        if user.guest:
            actions.settle(by=actions.person(user, getattr(self.request, "request_id", "")), user=user)
        return response


# What the invented people of a demo are.
ROLES = {
    "owner": gettext_lazy("rights owner"),
    "preparer": gettext_lazy("preparer"),
    "agent": gettext_lazy("agent of rights owners"),
    "seller": gettext_lazy("seller"),
    "second_seller": gettext_lazy("seller"),
    "reviewer": gettext_lazy("reviewer"),
    "senior_reviewer": gettext_lazy("senior reviewer"),
    "partner": gettext_lazy("partner system"),
    "operations": gettext_lazy("operations"),
    "admin": gettext_lazy("administrator"),
}


def demo_accounts() -> list[dict[str, str]]:
    """The invented people of a demo, with passwords for everybody to see; none outside a demo."""
    if not settings.DEMO:
        return []
    try:
        found: list[dict[str, str]] = json.loads((settings.HOME / "demo.json").read_text())["accounts"]
    except (OSError, ValueError, KeyError):
        return []
    return [{**each, "role_in_words": str(ROLES.get(each["role"], each["role"]))} for each in found]


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Who I am here, and for whom I act."""
    user = user_of(request)
    known = {name: getattr(user, name) for name in ("name", "language", "time_zone")}
    if user.reviews:
        known["undo_seconds"] = user.undo_seconds or settings.UNDO_SECONDS
    form = ProfileForm(request.POST or None, initial=known, reviews=user.reviews)
    if request.method == "POST" and form.is_valid():
        User.objects.filter(pk=user.pk).update(**form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("settings")
    memberships = Membership.objects.filter(user=user).select_related("organisation").order_by("pk")
    context = {"form": form, "memberships": memberships}
    return render(request, "account/settings.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def switch(request: HttpRequest) -> HttpResponseRedirect:
    """Act for another of one's organisations from now on."""
    wanted = request.POST.get("organisation", "")[:32]
    membership = get_object_or_404(
        Membership.objects.select_related("organisation", "user"), user=request.user.pk, organisation__public_id=wanted
    )
    request.session[SESSION_KEY] = membership.organisation_id
    messages.success(request, _("You now act for %(name)s.") % {"name": membership.organisation.name})
    onward = get_next_redirect_url(request)
    return redirect(onward or first_page(actor_of(membership.user, membership.organisation, role=membership.role)))
