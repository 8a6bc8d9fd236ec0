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
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import actions
from accounts.forms.entrance import FirstPasswordForm, PasswordForm, SignInForm
from accounts.landing import first_page
from accounts.middleware import SESSION_KEY, actor_of
from accounts.models import Membership

TOO_MANY = "too_many_login_attempts"


class SignIn(LoginView):  # type: ignore[misc]
    """Email and password; the library limits failed tries."""

    form_class = SignInForm

    def form_invalid(self, form: Any) -> HttpResponse:
        """The same page with an honest status: 429 for too many tries, 401 for a wrong pair, 400 for an empty field."""
        response: HttpResponse = super().form_invalid(form)
        codes = {error.code for error in form.errors.as_data().get("__all__", [])}
        response.status_code = 429 if TOO_MANY in codes else 401 if codes else 400
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"demo_accounts": demo_accounts()}


class SignOut(LogoutView):  # type: ignore[misc]
    """Leaving; what the browser kept of us is cleared."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


class ChangePassword(PasswordChangeView):  # type: ignore[misc]
    """A new password for who knows the old one."""

    form_class = PasswordForm
    success_url = reverse_lazy("settings")

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 400
        return response


class SetPassword(PasswordSetView):  # type: ignore[misc]
    """The first password of somebody who came by a code: a guest has an account from then on."""

    form_class = FirstPasswordForm
    success_url = reverse_lazy("start")

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        actor = getattr(self.request, "actor", None)
        if actor is not None:
            actions.settle(by=actor, user=self.request.user)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 400
        return response


def demo_accounts() -> list[dict[str, str]]:
    """The invented people of a demo, with passwords for everybody to see; none outside a demo."""
    if not settings.DEMO:
        return []
    try:
        found: list[dict[str, str]] = json.loads((settings.HOME / "demo.json").read_text())["accounts"]
    except (OSError, ValueError, KeyError):
        return []
    return [{**each, "role_in_words": each["role"].replace("_", " ")} for each in found]


@login_required
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, and for whom I act."""
    memberships = Membership.objects.filter(user=request.user.pk).select_related("organisation").order_by("pk")
    return render(request, "account/settings.html", {"memberships": memberships})


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
