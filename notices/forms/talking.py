"""What people write to each other about a notice."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices import reasoning
from rights.files.recognising import TAKEN
from rights.typed import FilesField, ProseField

LONGEST = 4000


class MessageForm(forms.Form):
    """A message, and the key under which it is sent once however often the button is pressed."""

    text = ProseField(
        label=gettext_lazy("Your message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Write your message.")},
    )
    attachments = FilesField(label=gettext_lazy("Add files"), required=False, help_text=TAKEN)
    key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": gettext_lazy("Reload the page.")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid.uuid4())


class ReplyToPartyForm(forms.Form):
    """A reviewer's message to one party; `seen` is the thread as it was when the page was opened."""

    text = ProseField(
        label=gettext_lazy("Message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write the message.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)
    macros = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if empty := reasoning.blanks(text):
            raise ValidationError(_("Replace what stands in brackets: %(blanks)s") % {"blanks": ", ".join(empty)})
        return text

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid.uuid4())
