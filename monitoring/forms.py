"""What an owner types about a sighting."""

from django import forms
from django.utils.translation import gettext_lazy

from rights.typed import ProseField

ELSE = "else"
USUAL = (
    ("other", gettext_lazy("It is another product")),
    ("genuine", gettext_lazy("It is genuine, or the seller may sell it")),
    ("later", gettext_lazy("It may be the same, but we let it be")),
    (ELSE, gettext_lazy("Something else")),
)


class DismissForm(forms.Form):
    """Why this is not a relisted offer; it teaches us what not to show."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Why is this not one to report?"), choices=USUAL, widget=forms.RadioSelect, required=False
    )
    words = ProseField(
        label=gettext_lazy("In your words"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, str]:
        cleaned: dict[str, str] = super().clean() or {}
        if cleaned.get("kind", "") in {"", ELSE} and not cleaned.get("words") and "words" not in self.errors:
            self.add_error("words", gettext_lazy("Choose a reason, or write one."))
        return cleaned

    @property
    def reason(self) -> str:
        kind = self.cleaned_data["kind"]
        title = "" if kind in {"", ELSE} else str(dict(USUAL)[kind])
        return ": ".join(filter(None, [title, self.cleaned_data["words"]]))
