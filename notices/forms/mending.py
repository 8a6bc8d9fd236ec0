"""What a seller says to have changed, and on which listings."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.forms.answering import MOST_TICKS
from notices.models import Claim
from rights.typed import ProseField


class MendForm(forms.Form):
    """“I changed it”: what, and where there are several listings, which."""

    words = ProseField(
        label=gettext_lazy("What did you change?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("A sentence is enough, in any language. A reviewer reads it; the owner does not."),
        error_messages={"required": gettext_lazy("Tell us in a few words what you changed.")},
    )

    def __init__(self, *args: Any, claims: Sequence[Claim], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if 1 < len(claims) <= MOST_TICKS:
            self.fields["claims"] = forms.MultipleChoiceField(
                label=_("Which listings did you change?"),
                choices=[(c.public_id, str(c.snapshot.content.get("title") or c.listing.title)) for c in claims],
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": _("Tick at least one listing.")},
            )

    def chosen(self, claims: Sequence[Claim]) -> list[Claim]:
        wanted = set(self.cleaned_data.get("claims", [])) or {claim.public_id for claim in claims}
        return [claim for claim in claims if claim.public_id in wanted]
