"""What people type to sign up, to prove an address, and when a password is forgotten."""

from typing import Any

from allauth.account import forms as allauth
from allauth.core import context
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import addresses, codes
from accounts.forms.entrance import CodeForm, worded
from accounts.models import User
from accounts.typed import LineField

ADDRESS_ERRORS = {
    "required": _("Type your email address."),
    "invalid": _("Type an email address like name@company.com."),
}


def as_address(form: forms.Form, label: Any = None) -> None:
    """Our words on the library's address field."""
    field = form.fields["email"]
    field.label = label or _("Email address")
    field.error_messages.update(ADDRESS_ERRORS)
    field.widget.attrs.pop("placeholder", None)


class SignUpForm(allauth.SignupForm):  # type: ignore[misc]
    """Name, address, password. Whether the address has an account is never told here, only by mail."""

    name = LineField(
        label=_("Your name"), max_length=120, error_messages={"required": _("Type your name, as you sign it.")}
    )
    field_order = ("name", "email", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_address(self)
        worded(self, {"password1": _("Password")})

    def clean_email(self) -> str:
        return self.validate_unique_email(addresses.normal(self.cleaned_data["email"]))  # type: ignore[no-any-return]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean()
        if "password1" in said and not self.has_error("password1"):
            try:
                validate_password(said["password1"], User(email=said.get("email", ""), name=said.get("name", "")))
            except forms.ValidationError as weak:
                self.add_error("password1", weak)
        return said

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.language = get_language() or "en"
        user.save(update_fields=["name", "language"])


class CountedCode:
    """What the session keeps is the seed of a code. Each code has a counted number of tries, also at once."""

    expected_code: str | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seed = self.expected_code or ""
        self.expected_code = codes.code_of(self.seed) if self.seed else ""
        self.fields["code"] = CodeForm().fields["code"]  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        self.cleaned_data["code"] = codes.digits_in(self.cleaned_data["code"])  # type: ignore[attr-defined]
        if not codes.counted(context.request, self.seed):
            raise CodeForm.wrong()
        return str(super().clean_code())  # type: ignore[misc]


class ProveAddressForm(CountedCode, allauth.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """The code that proves an address, of a new account or of a changed one."""

    def clean_code(self) -> str:
        if self.user is None:  # nobody waits behind this page: the address has an account, and its owner got a mail
            raise CodeForm.wrong()
        return super().clean_code()


class ResetCodeForm(CountedCode, allauth.ConfirmPasswordResetCodeForm):  # type: ignore[misc]
    """The code with which a forgotten password is replaced."""


class ResetForm(allauth.ResetPasswordForm):  # type: ignore[misc]
    """Whose password is forgotten."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_address(self)


class NewPasswordForm(allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    """The new one, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        worded(self, {"password1": _("New password"), "password2": _("New password again")})


class ChangeAddressForm(allauth.AddEmailForm):  # type: ignore[misc]
    """The address one will sign in with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_address(self, _("New email address"))


class ProvePasswordForm(allauth.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        worded(self, {"password": _("Your password")})
