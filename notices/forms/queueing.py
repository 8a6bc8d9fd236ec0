"""How reviewers narrow a queue; what is not understood filters nothing, for a link must never fail."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as lazy

from notices.models import Notice
from notices.queues import Asked
from notices.queues.narrowing import FILTERS, FREE, HELD, MINE
from policy.load import book
from rights.models import IPRight
from rights.typed import LineField, offer

AGES = {
    "1": lazy("A day or older"),
    "3": lazy("3 days or older"),
    "7": lazy("7 days or older"),
    "30": lazy("30 days or older"),
}
HOLDING = {FREE: lazy("Nobody has it"), HELD: lazy("Somebody works on it"), MINE: lazy("Mine")}


class FilterForm(forms.Form):
    """The filters of a queue, as they stand in its address."""

    q = LineField(label=lazy("Search"), required=False, max_length=120)
    right = forms.ChoiceField(label=lazy("Right"), required=False)
    lang = forms.ChoiceField(label=lazy("Language"), required=False)
    claim = forms.ChoiceField(label=lazy("Kind of claim"), required=False)
    held = forms.ChoiceField(label=lazy("Who has it"), required=False)
    age = forms.ChoiceField(label=lazy("Age"), required=False)
    tier = forms.ChoiceField(label=lazy("Filer's tier when it was sent"), required=False)
    market = LineField(label=lazy("Market"), required=False, max_length=2)
    owner = LineField(label=lazy("Owner or filer"), required=False, max_length=80)
    seller = LineField(label=lazy("Shop"), required=False, max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything: dict[str, tuple[Any, list[tuple[str, Any]]]] = {
            "right": (lazy("All rights"), list(IPRight.Kind.choices)),
            "lang": (lazy("All languages"), list(settings.LANGUAGES)),
            "claim": (lazy("All claims"), list(Notice.ClaimType.choices)),
            "held": (lazy("Anybody or nobody"), list(HOLDING.items())),
            "age": (lazy("Any age"), list(AGES.items())),
            "tier": (lazy("All tiers"), [(tier.code, f"{tier.code} {tier.title}") for tier in book().tiers.tiers]),
        }
        for name, (all_of_them, each) in everything.items():
            offer(self, name, [("", all_of_them), *each])

    def asked(self) -> Asked:
        self.is_valid()
        return Asked(**self.query())

    def query(self) -> dict[str, str]:
        """The filters in force as they stand in the address."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name) for name in FILTERS}
        return {name: str(value) for name, value in found.items() if value}

    @property
    def more(self) -> list[forms.BoundField]:
        """Those that are asked for less often."""
        return [self[name] for name in ("claim", "held", "age", "tier", "market", "owner", "seller")]

    @property
    def opened(self) -> bool:
        return any(field.value() for field in self.more)
