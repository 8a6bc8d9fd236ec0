"""What reviewers write to each other when a case goes from one to another."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from rights.typed import ProseField

MOST = 1000


class HandOverForm(forms.Form):
    """To whom, and what they should know."""

    to = forms.ChoiceField(label=_("Colleague"), choices=[], error_messages={"required": _("Choose a colleague.")})
    text = ProseField(
        label=_("What they should know"),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say in a few words why, so that your colleague can go on from there.")},
    )

    def __init__(self, *args: Any, takers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "hand_%s", **kwargs})
        self.by_pk = {str(user.pk): user for user in takers}
        none = [("", _("Choose a colleague"))]
        self.fields["to"].choices = none + [(pk, str(user)) for pk, user in self.by_pk.items()]  # type: ignore[attr-defined]

    @property
    def taker(self) -> User:
        return self.by_pk[self.cleaned_data["to"]]


class AskForm(forms.Form):
    """Why one should have the case."""

    text = ProseField(
        label=_("Why you should have it"),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say in a few words why you ask.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "ask_%s", **kwargs})
