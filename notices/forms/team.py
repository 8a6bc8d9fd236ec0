"""What a senior reviewer or operations say about who does what."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notices.models import Dossier
from policy.load import book
from rights.typed import ProseField

NOTE = 1000


class PeopleForm(forms.Form):
    """A form that names reviewers."""

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_pk = {str(user.pk): user for user in people}
        choices = [("", _("Choose a person")), *((pk, str(user)) for pk, user in self.by_pk.items())]
        for name in {"to", "from_whom"} & set(self.fields):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


def person(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[], error_messages={"required": _("Choose a person.")})


class AssignForm(PeopleForm):
    """Ticked cases wait for one reviewer."""

    to = person(_("Give the ticked cases to"))
    text = ProseField(label=_("Note"), required=False, max_length=NOTE, widget=forms.TextInput)

    def ticked(self, cases: Sequence[str]) -> list[Dossier]:
        """Those that are still open; a tick that means nothing counts for none."""
        numbers = [int(pk) for pk in cases[: book().team.most_moved] if pk.isdecimal() and len(pk) < 19]
        return list(Dossier.objects.filter(pk__in=numbers))

    @property
    def taker(self) -> User:
        return self.by_pk[self.cleaned_data["to"]]


class MoveForm(PeopleForm):
    """The most urgent cases of one person go to another, or back to everybody."""

    from_whom = person(_("From"))
    to = forms.ChoiceField(label=_("To"), choices=[], required=False)
    number = forms.IntegerField(label=_("How many, the most urgent first"), min_value=1, initial=5)
    text = ProseField(label=_("Note"), required=False, max_length=NOTE, widget=forms.TextInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", _("Everybody")), *self.fields["to"].choices[1:]]  # type: ignore[attr-defined]
        self.fields["number"].max_value = most = book().team.most_moved  # type: ignore[attr-defined]
        self.fields["number"].widget.attrs |= {"min": 1, "max": most}

    def clean_number(self) -> int:
        number: int = self.cleaned_data["number"]
        if number > (most := book().team.most_moved):
            raise ValidationError(_("Move %(most)d at once, or fewer.") % {"most": most})
        return number

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("to") and data.get("to") == data.get("from_whom"):
            self.add_error("to", _("Choose somebody else: the cases are with this person already."))
        return data

    @property
    def giver(self) -> User:
        return self.by_pk[self.cleaned_data["from_whom"]]

    @property
    def taker(self) -> User | None:
        return self.by_pk.get(self.cleaned_data["to"])
