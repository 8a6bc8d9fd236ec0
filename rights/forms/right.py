"""What owners type about a right, and what reviewers answer."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from docket import clock
from rights import territories
from rights.models import IPRight
from rights.typed import DayField, FilesField, LineField, ProseField

UNREGISTERED = {IPRight.Kind.COPYRIGHT, IPRight.Kind.OTHER}
SHOWN_TO_PEOPLE = "kind title form office number territories nice_classes registered_on valid_until description"


class RightForm(forms.Form):
    """One right. Registered kinds need office and number; a work needs a description instead."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of right is it?"), choices=IPRight.Kind, widget=forms.RadioSelect
    )
    title = LineField(
        label=gettext_lazy("Name of the mark, work, patent or design"),
        max_length=200,
        error_messages={"required": gettext_lazy("Enter the name of the mark, work, patent or design.")},
    )
    form = forms.ChoiceField(
        label=gettext_lazy("Form of the mark"),
        choices=[("", gettext_lazy("not a mark")), *IPRight.Form.choices],
        required=False,
    )
    office = forms.ChoiceField(
        label=gettext_lazy("Office where it is registered"),
        choices=[("", gettext_lazy("not registered")), *territories.offices()],
        required=False,
    )
    number = LineField(
        label=gettext_lazy("Registration number"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("As on the register, for example 018224561."),
    )
    territories = LineField(
        label=gettext_lazy("Where does it hold?"),
        max_length=900,
        required=False,
        help_text=gettext_lazy(
            "Country codes, for example DE AT CH; EU is the whole Union. Empty: as the office says."
        ),
    )
    nice_classes = LineField(
        label=gettext_lazy("Classes of goods and services"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Nice classes of a mark, for example 11, 20."),
    )
    registered_on = DayField(label=gettext_lazy("Registered or made on"), required=False)
    valid_until = DayField(label=gettext_lazy("In force until"), required=False)
    description = ProseField(
        label=gettext_lazy("What is it?"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("For a work: what it shows, who made it, and where the original can be seen."),
    )
    proofs = FilesField(
        label=gettext_lazy("Proof, for example the certificate"),
        required=False,
        help_text=gettext_lazy(
            "Photos, PDF, text or saved emails, up to 25 MB each. Only you and our reviewers see them."
        ),
    )

    def __init__(self, *args: Any, owners: list[Organisation] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if owners and len(owners) > 1:
            choices = [(owner.public_id, owner.name) for owner in owners]
            field = forms.ChoiceField(label=_("Who owns it?"), choices=choices)
            self.fields = {"owner": field, **self.fields}

    def clean_territories(self) -> list[str]:
        good, wrong = territories.read(self.cleaned_data["territories"])
        for word in wrong:
            meant = territories.MISSPELT.get(word)
            hint = _(" Did you mean %(code)s?") % {"code": meant} if meant else ""
            raise ValidationError(_("“%(word)s” is not a country code.") % {"word": word} + hint)
        return good

    def clean_nice_classes(self) -> list[int]:
        words = self.cleaned_data["nice_classes"].replace(",", " ").replace(";", " ").split()
        if any(not word.isascii() or not word.isdigit() or not 1 <= int(word) <= 45 for word in words):
            raise ValidationError(_("Classes are numbers from 1 to 45, for example 11, 20."))
        return sorted({int(word) for word in words})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        today = clock.now().date()
        registered, until = data.get("registered_on"), data.get("valid_until")
        if registered and registered > today:
            self.add_error("registered_on", _("This day is in the future."))
        if until and until < today:
            self.add_error("valid_until", _("This right has ended. Renew it first, then enter the new day."))
        if registered and until and until < registered:
            self.add_error("valid_until", _("It cannot end before it began."))
        self._demand_what_the_kind_needs(data)
        if not data.get("territories") and data.get("office"):
            data["territories"] = territories.held_by_office(data["office"])
        return data

    def _demand_what_the_kind_needs(self, data: Mapping[str, Any]) -> None:
        if data.get("kind") in UNREGISTERED:
            if not data.get("description") and "description" not in self.errors:
                self.add_error("description", _("Say what the work is and where the original can be seen."))
            return
        if not data.get("office") and "office" not in self.errors:
            self.add_error("office", _("Choose the office where it is registered."))
        if not data.get("number") and "number" not in self.errors:
            self.add_error("number", _("Enter the registration number, for example 018224561."))

    def facts(self) -> dict[str, Any]:
        """The fields of the right itself, without files."""
        return {name: self.cleaned_data[name] for name in SHOWN_TO_PEOPLE.split()}


def initial_of(right: IPRight) -> dict[str, Any]:
    """A right as its own form shows it."""
    values = {name: getattr(right, name) for name in SHOWN_TO_PEOPLE.split()}
    return values | {
        "territories": " ".join(right.territories),
        "nice_classes": ", ".join(str(number) for number in right.nice_classes),
    }
