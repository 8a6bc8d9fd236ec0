"""What somebody types who files without an account."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import AddressField
from accounts.forms.organisation import DetailsForm
from rights.typed import LineField

REFERENCE = re.compile(r"N-[0-9A-HJKMNP-TV-Z]{8}")
MISREAD = str.maketrans("ILO", "110")  # letters that our references do not have, and what was meant


class StartForm(forms.Form):
    """Who is filing, and how to reach them."""

    name = LineField(
        label=_("Your name"), max_length=120, error_messages={"required": _("Type your name, as you sign it.")}
    )
    company = LineField(
        label=_("Company that owns the right"),
        max_length=200,
        required=False,
        help_text=_("The seller reads this name. Leave it empty if the right is your own."),
    )
    email = AddressField(help_text=_("We send a code to it, and later the decision."))


class ReachForm(DetailsForm):
    """How to reach a guest beyond the address that is proven already; neither it nor the name is asked again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["name"], self.fields["email"]
        self.fields["country"].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("address") and not data.get("phone"):
            self.add_error("address", _("Type a postal address or a phone number."))
        return data


class StatusForm(forms.Form):
    """Which notice, and whose."""

    reference = LineField(
        label=_("Reference of your notice"),
        max_length=40,
        help_text=_("It begins with N- and stands in our mails, for example N-7K4M2QXD."),
        error_messages={"required": _("Type the reference.")},
    )
    email = AddressField(label=_("Email address with which you sent it"))

    def clean_reference(self) -> str:
        bare = re.sub(r"[\s-]", "", self.cleaned_data["reference"].upper()).removeprefix("N")
        typed = f"N-{bare.translate(MISREAD)}"
        if not REFERENCE.fullmatch(typed):
            raise ValidationError(_("Type a reference like N-7K4M2QXD."), code="invalid")
        return typed
