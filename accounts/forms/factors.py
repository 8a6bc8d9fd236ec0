"""What people type about their second factors."""

from typing import Any

from allauth.account.adapter import get_adapter as accounts_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import factors
from accounts.codes import digits_in
from accounts.forms.entrance import CodeForm
from accounts.typed import LineField

LONGEST_NAME = 80
LARGEST_CREDENTIAL = 20_000


class _Code:
    """A code of the app, or one of the recovery codes: whoever has lost the phone types the other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]  # type: ignore[attr-defined]
        field.label = _("Code")
        field.max_length = 40
        field.help_text = _("Six digits from your app, or one of your recovery codes.")
        field.error_messages["required"] = _("Type a code.")
        field.widget.attrs.pop("placeholder", None)

    def clean_code(self) -> str:
        clear = check_rate_limit(self.user)  # type: ignore[attr-defined]
        typed: str = self.cleaned_data["code"][:40]  # type: ignore[attr-defined]
        mine = Authenticator.objects.filter(user=self.user)  # type: ignore[attr-defined]
        for each in mine.exclude(type=Authenticator.Type.WEBAUTHN).order_by("-type"):
            if factors.opens(each, typed):
                each.user = self.user  # type: ignore[attr-defined]
                self.authenticator = each
                clear()
                return typed
        raise forms.ValidationError(_("This code does not fit, or it was used before. Wait for the next one."), "wrong")


class SecondFactorForm(_Code, base.AuthenticateForm):  # type: ignore[misc]
    """After the password."""


class ProveFactorForm(_Code, base.ReauthenticateForm):  # type: ignore[misc]
    """Once more, before something sensitive."""


class CredentialField(forms.JSONField):
    """What a browser says of a passkey: small, and never nested so deep that reading it breaks something."""

    def __init__(self) -> None:
        said = _("The browser did not answer as expected. Try once more.")
        super().__init__(widget=forms.HiddenInput, error_messages={"required": said, "invalid": said})

    def to_python(self, value: Any) -> Any:
        try:
            read = super().to_python(value if len(value or "") <= LARGEST_CREDENTIAL else "{")
        except RecursionError as deep:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid") from deep
        if read is not None and not isinstance(read, dict):
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        return read


class _Credential:
    """The library reads a credential part by part; whatever is wrong with one is the same mistake to us."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField()  # type: ignore[attr-defined]

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (KeyError, AttributeError, TypeError, ValueError) as odd:
            raise forms.ValidationError(self.fields["credential"].error_messages["invalid"], "wrong") from odd  # type: ignore[attr-defined]


class SecondPasskeyForm(_Credential, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after the password."""


class PasskeySignInForm(_Credential, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey instead of a password."""


class ProvePasskeyForm(_Credential, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey once more, before something sensitive."""


class AppForm(totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new app shows that it was set up right."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = CodeForm().fields["code"]
        self.fields["code"].label = _("Six digits from the app")
        self.fields["code"].error_messages["required"] = _("Type the six digits that the app shows.")

    def clean_code(self) -> str:
        self.cleaned_data["code"] = digits_in(self.cleaned_data["code"])
        code: str = super().clean_code()
        if not factors.first_use(self.user.pk, code):
            raise accounts_adapter().validation_error("incorrect_code")
        return code


class PasskeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """What the browser made, and a name to know it again by. Each can be used without a password."""

    name = LineField(label=_("A name for it"), max_length=LONGEST_NAME, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.fields["credential"] = CredentialField()

    def clean(self) -> dict[str, Any]:
        try:
            said: dict[str, Any] = super().clean()
        except (KeyError, AttributeError, TypeError, ValueError) as odd:
            raise forms.ValidationError(self.fields["credential"].error_messages["invalid"], "wrong") from odd
        return said


class PasskeyNameForm(webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Another name."""

    name = LineField(label=_("Name"), max_length=LONGEST_NAME, error_messages={"required": _("Type a name.")})
