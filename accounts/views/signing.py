"""Signing up, proving the address, and a new password for who has forgotten theirs."""

from typing import Any

from allauth.account import views as allauth
from allauth.account.internal.decorators import login_not_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from accounts import actions, people
from accounts.forms.signing import NewPasswordForm, ProveAddressForm, ResetCodeForm, ResetForm, SignUpForm
from accounts.views.honest import Honest


class SignUp(Honest, allauth.SignupView):  # type: ignore[misc]
    """Name, address, password; then a code. Somebody with an account is told by mail, not here."""

    form_class = SignUpForm


class ProveAddress(Honest, allauth.ConfirmEmailVerificationCodeView):  # type: ignore[misc]
    """The code that was sent to a new address."""

    form_class = ProveAddressForm


prove_address = login_not_required(ProveAddress.as_view())


class Forgot(Honest, allauth.PasswordResetView):  # type: ignore[misc]
    """Whose password? A code goes to the address, whether we know it or not."""

    form_class = ResetForm


class ForgotCode(Honest, allauth.ConfirmPasswordResetCodeView):  # type: ignore[misc]
    """The code; it proves the address as well."""

    form_class = ResetCodeForm

    def form_valid(self, form: Any) -> HttpResponse:
        people.prove(self._process.user, self._process.state["email"])
        response: HttpResponse = super().form_valid(form)
        return response


class ForgotNew(Honest, allauth.CompletePasswordResetView):  # type: ignore[misc]
    """The new password. All sessions end, other factors stay, and one signs in with it."""

    form_class = NewPasswordForm
    success_url = reverse_lazy("sign_in")

    def form_valid(self, form: Any) -> HttpResponse:
        user = self._process.user
        response: HttpResponse = super().form_valid(form)
        if user.guest:
            actions.settle(by=actions.person(user, getattr(self.request, "request_id", "")), user=user)
        return response


def cancel(request: HttpRequest) -> HttpResponseBase:
    """Give up what was begun, a sign-up or a second factor, and begin again."""
    if request.method == "POST" and not request.user.is_authenticated:
        request.session.flush()
        messages.info(request, _("Nothing was kept. You can begin again."))
    return HttpResponseRedirect(reverse_lazy("sign_in"))
