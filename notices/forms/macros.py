"""What is typed about macros: a name, its use, a language, and the words with their places."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from notices import macros
from notices.models import Macro, Notice
from rights.typed import LineField, ProseField

MOST_TEXT = 3000


class WordsOfMacroForm(forms.Form):
    """The words of one version; `seen` is the version's docket when the page was opened."""

    text = ProseField(label=lazy("Words"), max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 6}))
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if found := macros.faults(text):
            raise ValidationError(_("We cannot fill in %(names)s.") % {"names": ", ".join(found)})
        return text


class LanguageForm(WordsOfMacroForm):
    """The first words of a new version in a language."""

    language = forms.ChoiceField(label=lazy("Language"), choices=settings.LANGUAGES)


class MacroForm(LanguageForm):
    """A new macro."""

    name = LineField(label=lazy("Name"), max_length=80, help_text=lazy("By which colleagues find it."))
    use = forms.ChoiceField(label=lazy("It is a"), choices=Macro.Use.choices)
    claim_type = forms.ChoiceField(
        label=lazy("Kind of claim"), required=False, choices=[("", lazy("All claims")), *Notice.ClaimType.choices]
    )
    field_order = ("name", "use", "claim_type", "language", "text", "seen")


class SearchForm(forms.Form):
    """How the list is narrowed; bad values are ignored, for a link must never fail."""

    q = LineField(label=lazy("Search"), required=False, max_length=80)
    use = forms.ChoiceField(label=lazy("Use"), required=False, choices=[("", lazy("All")), *Macro.Use.choices])

    def asked(self) -> dict[str, Any]:
        self.is_valid()
        data = getattr(self, "cleaned_data", {})
        return {"q": data.get("q") or "", "use": data.get("use") or ""}
