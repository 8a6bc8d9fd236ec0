"""Form fields for what people type: never blank to the eye, no control characters, no disguise."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LINE_BREAKS = "\u2028\u2029"
# Direction overrides and tag characters make a name show as something else than it is.
DISGUISING = re.compile("[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")


def visible(text: str) -> bool:
    """Whether there is anything to read: a letter or a figure of any script."""
    return any(unicodedata.category(c)[0] in "LN" for c in text)


def holds_control_characters(text: str, allowed: str = "") -> bool:
    return any((unicodedata.category(c) == "Cc" and c not in allowed) or c in LINE_BREAKS for c in text)


def offer(form: forms.Form, name: str, choices: Sequence[tuple[str, Any]]) -> None:
    """Set what a choice field of this form offers, when that depends on who looks."""
    form.fields[name].choices = choices  # type: ignore[attr-defined]


class LineField(forms.CharField):
    """One line of text."""

    allowed = ""

    def clean(self, value: Any) -> str:
        text = self.undisguised(unicodedata.normalize("NFC", str(super().clean(value) or "")))
        if holds_control_characters(text, self.allowed):
            raise ValidationError(_("Leave out line breaks and control characters."), code="invalid-character")
        if text and not visible(text):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return ""
        return text

    def undisguised(self, text: str) -> str:
        if DISGUISING.search(text):
            words = _("Leave out invisible marks that change the direction of writing. Typing it anew helps.")
            raise ValidationError(words, code="invalid-character")
        return text


class ProseField(LineField):
    """Several lines of text."""

    widget = forms.Textarea
    allowed = "\r\n\t"

    def undisguised(self, text: str) -> str:
        """Mail and chat put such marks around pasted words and numbers: in prose they are simply left out."""
        return DISGUISING.sub("", text)

    def clean(self, value: Any) -> str:
        return super().clean(value).replace("\r\n", "\n")
