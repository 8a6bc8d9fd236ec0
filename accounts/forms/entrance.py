"""What people type to come in: address, code, password."""

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import addresses

LONGEST_PASSWORD = 4096  # hashing costs time, so nobody may choose how much


class AddressField(forms.EmailField):
    """An email address, in the one spelling under which it is kept."""

    def __init__(self, **kwargs: Any) -> None:
        said = _("Type an email address like name@company.com.")
        kwargs.setdefault("label", _("Email address"))
        super().__init__(error_messages={"required": _("Type your email address."), "invalid": said}, **kwargs)

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        return addresses.normal(typed) if typed else ""


class AddressForm(forms.Form):
    """Where a code shall go."""

    email = AddressField()


class CodeForm(forms.Form):
    """The six digits of a code, typed or pasted."""

    code = forms.CharField(
        label=_("Six-digit code"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Type the six digits from the mail.")},
    )

    @staticmethod
    def wrong() -> forms.ValidationError:
        said = _("This is not the code. Look at the newest mail and type its six digits.")
        return forms.ValidationError(said, "wrong")


class SignInForm(allauth.LoginForm):  # type: ignore[misc]
    """Email and password; the library checks them and counts failures."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Email address")
        self.fields["login"].max_length = 254
        self.fields["login"].error_messages["required"] = _("Type your email address.")
        self.fields["login"].error_messages["invalid"] = _("Type an email address like name@company.com.")
        self.fields["password"].max_length = LONGEST_PASSWORD
        self.fields["password"].validators.append(too_long)
        self.fields["password"].error_messages["required"] = _("Type your password.")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def clean_login(self) -> str:
        return addresses.normal(self.cleaned_data["login"])


def too_long(value: str) -> None:
    if len(value) > LONGEST_PASSWORD:
        raise forms.ValidationError(_("This password is too long."), code="max_length")


def worded(form: forms.Form, labels: dict[str, Any]) -> None:
    """Our words on the library's password fields, and an end to how long a password may be."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label = label
        field.validators.append(too_long)
        field.help_text = ""
        field.widget.attrs.pop("placeholder", None)
        field.error_messages["required"] = _("Type a password.")
    if "password1" in labels:
        form.fields["password1"].help_text = _("At least 12 characters. A few unusual words are easy to remember.")


class PasswordForm(allauth.ChangePasswordForm):  # type: ignore[misc]
    """The old password, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "oldpassword": _("Your password now"),
            "password1": _("New password"),
            "password2": _("New password again"),
        }
        worded(self, labels)


class FirstPasswordForm(allauth.SetPasswordForm):  # type: ignore[misc]
    """A password for who has none, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        worded(self, {"password1": _("New password"), "password2": _("New password again")})
