"""What people type to find rights again."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docket import clock
from rights import likeness, numbers
from rights.models import USABLE, IPRight
from rights.typed import LineField, offer
from rights.words import SOON

# What people look for, in the words of the list: more than one state, or a day that is near.
GROUPS = {
    "needs": gettext_lazy("Needs you"),
    "usable": gettext_lazy("Can be used"),
    "checked": gettext_lazy("Checked by us"),
    "ending": gettext_lazy("Ends soon"),
    "ended": gettext_lazy("Not in use any more"),
}


def in_group(group: str) -> Q:
    """The rights of one group, today."""
    soon = Q(state__in=USABLE, valid_until__lte=clock.today() + SOON)
    return {
        "needs": Q(state__in=["asked", "refused"]) | soon,
        "usable": Q(state__in=USABLE),
        "checked": Q(state="verified"),
        "ending": soon,
        "ended": Q(state__in=["withdrawn", "expired"]),
    }[group]


class FindForm(forms.Form):
    """The filters of the list of rights; what is not understood filters nothing."""

    q = LineField(max_length=120, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(value, capfirst(str(words))) for value, words in IPRight.Kind.choices]
        offer(self, "kind", [("", _("All kinds")), *kinds])
        offer(self, "state", [("", _("All states")), *GROUPS.items()])
        self.is_valid()

    @property
    def query(self) -> dict[str, str]:
        """The filters in force, as they stand in the address."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}

    def narrowed(self, rights: "QuerySet[IPRight]") -> "QuerySet[IPRight]":
        asked = self.cleaned_data
        if asked.get("q"):
            rights = rights.filter(named_or_numbered(asked["q"]))
        if asked.get("kind"):
            rights = rights.filter(kind=asked["kind"])
        return rights.filter(in_group(asked["state"])) if asked.get("state") else rights


def named_or_numbered(text: str) -> Q:
    """By a part of the name, whatever its accents; or by the number, however it is spaced."""
    name = likeness.folded(text)
    found = Q(title_folded__contains=name) if name else Q(pk=None)
    if number := numbers.normal(numbers.office_of(text), text):
        found |= Q(number_normal__startswith=number)
    return found
