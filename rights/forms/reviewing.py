"""What reviewers answer about a right."""

from django import forms
from django.utils.translation import gettext_lazy

from rights.typed import ProseField


class RefusalForm(forms.Form):
    """Why a right cannot be confirmed, in words the owner reads."""

    reason = ProseField(
        label=gettext_lazy("Why can it not be confirmed? The owner reads this."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say why, and what would help.")},
    )
