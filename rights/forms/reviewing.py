"""What reviewers answer about a right: a reason from the catalogue, and words of their own."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policy import vault_reasons
from rights.typed import ProseField, offer


class ReasonForm(forms.Form):
    """A reason whose words and cure the owner reads, and what the reviewer adds to them."""

    code = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the reason.")},
    )
    words = ProseField(
        label=gettext_lazy("In your words, for the owner"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say what exactly is wrong or missing.")},
    )
    asks_only = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [each for each in vault_reasons.all_of_them().values() if each.asks or not self.asks_only]
        offer(self, "code", [(each.code, f"{each.code} {_(each.title)}") for each in reasons])
        self.hints = {each.code: f"{_(each.text)} {_(each.cure)}" for each in reasons}


class RefusalForm(ReasonForm):
    """Why a right cannot be confirmed."""

    prefix = "refuse"


class QuestionForm(ReasonForm):
    """What is missing before it can be confirmed."""

    prefix = "ask"
    asks_only = True
