"""What people type to find notices again: filters, and names for views."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices import finding, waiting
from notices.finding import Asked
from notices.models import Notice, SavedView
from rights.typed import DayField, LineField, offer

FILTERS = ("q", "state", "waits", "right", "kind", "owner", "market", "since", "until", "sort")


class FilterForm(forms.Form):
    """The filters of the list of notices; what is not understood filters nothing, and a wrong day is named."""

    q = LineField(label=gettext_lazy("Search"), max_length=120, required=False, widget=forms.TextInput)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    waits = forms.ChoiceField(label=gettext_lazy("Waiting for"), required=False)
    right = forms.ChoiceField(label=gettext_lazy("Right"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of claim"), required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)
    market = forms.ChoiceField(label=gettext_lazy("Market"), required=False)
    since = DayField(label=gettext_lazy("Sent from"), required=False)
    until = DayField(label=gettext_lazy("Sent until"), required=False)
    sort = forms.ChoiceField(label=gettext_lazy("Order"), required=False)

    def __init__(
        self,
        *args: Any,
        rights: "list[tuple[str, Any]]",
        owners: "list[tuple[str, Any]]",
        markets: "list[tuple[str, Any]]",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        states = [(key, title) for key, (title, _states) in finding.STATES.items()]
        choices: dict[str, tuple[Any, list[tuple[str, Any]]]] = {
            "state": (_("All states"), states),
            "waits": (_("Anybody"), list(waiting.WORDS.items())),
            "right": (_("All rights"), rights),
            "kind": (_("All kinds"), list(Notice.ClaimType.choices)),
            "owner": (_("All owners"), owners),
            "market": (_("All markets"), markets),
        }
        for name, (everything, each) in choices.items():
            offer(self, name, [("", everything), *each])
        offer(self, "sort", list(finding.SORTS.items()))

    def asked(self) -> Asked:
        """What was understood."""
        self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value}
        return Asked(**found)

    def query(self) -> dict[str, str]:
        """The filters in force as they stand in the address; the usual order is left out."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name) for name in FILTERS}
        usual = {"sort": finding.NEWEST}
        return {name: str(value) for name, value in found.items() if value and usual.get(name) != value}

    def chips(self) -> list[dict[str, Any]]:
        """Each filter in force in words, and the query without it."""
        query = self.query()
        return [
            {"name": self.fields[name].label, "value": self.in_words(name, value), "without": without(query, name)}
            for name, value in query.items()
            if name != "sort"
        ]

    def in_words(self, name: str, value: str) -> Any:
        return dict(getattr(self.fields[name], "choices", ())).get(value, value)


def without(query: dict[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in query.items() if key != name}


class ViewForm(forms.Form):
    """A name for the filters in force."""

    name = LineField(
        label=gettext_lazy("Name of this view"),
        max_length=60,
        error_messages={"required": gettext_lazy("Give the view a name.")},
    )
    opens = forms.BooleanField(label=gettext_lazy("Open the list with this view"), required=False)

    def __init__(self, others: "set[str]", *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = others

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name.casefold() in {other.casefold() for other in self.others}:
            raise ValidationError(_("You have a view of this name already."))
        return name

    @classmethod
    def of(cls, view: SavedView, others: "set[str]") -> "ViewForm":
        return cls(others, initial={"name": view.name, "opens": view.is_default})
