"""The library's pages for second factors, with our forms, our words and honest answers."""

from typing import Any

from allauth.account.mixins import NextRedirectMixin
from allauth.account.models import Login
from allauth.mfa.base import views as base
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import auth, flows
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _

from accounts.factors import factors_of
from accounts.forms.factors import (
    AppForm,
    PasskeyForm,
    PasskeyNameForm,
    PasskeySignInForm,
    ProveFactorForm,
    ProvePasskeyForm,
    SecondFactorForm,
    SecondPasskeyForm,
)
from accounts.views.honest import Honest, status_of

NEEDS_A_NAME = ("127.", "[", "0.")


class SecondFactor(base.AuthenticateView):  # type: ignore[misc]
    """After the password or the code: the app, a recovery code, or a passkey."""

    form_class = SecondFactorForm
    webauthn_form_class = SecondPasskeyForm

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = status_of(form)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        mine = factors_of(self.stage.login.user)
        return {**context, "has_app": mine["totp"] is not None, "has_passkey": bool(mine["passkeys"])}


class ProveFactor(Honest, base.ReauthenticateView):  # type: ignore[misc]
    """The app once more."""

    form_class = ProveFactorForm


class ProvePasskey(webauthn.ReauthenticateWebAuthnView):  # type: ignore[misc]
    """A passkey once more."""

    form_class = ProvePasskeyForm

    def form_invalid(self, form: Any) -> HttpResponse:
        messages.error(self.request, _("That passkey did not work. Try once more."))
        return HttpResponseRedirect(self.request.get_full_path())


class AddApp(Honest, totp.ActivateTOTPView):  # type: ignore[misc]
    """An app that shows codes: scan, type the first code; then recovery codes, if there are none."""

    form_class = AppForm

    def get_success_url(self) -> str:
        return after_adding(self.request)


class RemoveApp(totp.DeactivateTOTPView):  # type: ignore[misc]
    """Back to one factor less."""


class AddPasskey(Honest, webauthn.AddWebAuthnView):  # type: ignore[misc]
    """A passkey of this device. It must be able to stand alone, so the server demands that the person is verified."""

    form_class = PasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        options = auth.begin_registration(self.request.user, True)
        host = self.request.get_host()
        return {
            **context,
            "form": kwargs.get("form", context["form"]),
            "options": options,
            "nameless": host.startswith(NEEDS_A_NAME),
            "named_url": f"{self.request.scheme}://localhost:{self.request.get_port()}",
        }

    def get_success_url(self) -> str:
        return after_adding(self.request)


class NamePasskey(Honest, webauthn.EditWebAuthnView):  # type: ignore[misc]
    """Another name for it."""

    form_class = PasskeyNameForm
    success_url = reverse_lazy("security")


class RemovePasskey(webauthn.RemoveWebAuthnView):  # type: ignore[misc]
    """It no longer opens this account."""

    success_url = reverse_lazy("security")


class PasskeySignIn(NextRedirectMixin, webauthn.LoginWebAuthnView):  # type: ignore[misc]
    """Coming in with a passkey alone."""

    form_class = PasskeySignInForm

    def form_valid(self, form: Any) -> HttpResponse:
        authenticator = form.cleaned_data["credential"]
        login = Login(user=authenticator.user, redirect_url=self.get_next_url())
        response: HttpResponse = flows.perform_passwordless_login(self.request, authenticator, login)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        messages.error(self.request, _("That passkey did not work here. Try once more, or sign in in another way."))
        return HttpResponseRedirect(self.passthrough_next_url(reverse("sign_in")))


def after_adding(request: HttpRequest) -> str:
    """Who has a second factor needs a way in without it."""
    return reverse("security" if factors_of(request.user)["codes_left"] else "recovery_codes")  # type: ignore[arg-type]
