"""What people type about their organisation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import countries
from accounts.forms.entrance import AddressField
from accounts.models import Organisation
from accounts.typed import LineField, offer


class DetailsForm(forms.Form):
    """What it is called, where it is, and how to reach it; some laws ask for it in every notice."""

    name = LineField(
        label=_("Name of the organisation"),
        max_length=200,
        help_text=_("As it is registered. The other side reads this name."),
        error_messages={"required": _("Type the name of the organisation.")},
    )
    country = forms.ChoiceField(label=_("Country"), error_messages={"required": _("Choose the country.")})
    email = AddressField(label=_("Email for notices"))
    phone = LineField(label=_("Phone"), max_length=40, required=False)
    address = LineField(
        label=_("Postal address"),
        max_length=400,
        required=False,
        help_text=_("Street, postcode, town and country in one line."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "country", [("", _("Choose a country")), *countries.choices()])


class SetUpForm(DetailsForm):
    """A new organisation."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            (Organisation.Kind.OWNER, _("It owns the rights")),
            (Organisation.Kind.AGENT, _("It acts for owners of rights")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    field_order = ("kind", "name", "country", "email", "phone", "address")
