"""What operations type about a delivery that stopped."""

from django import forms
from django.utils.translation import gettext_lazy as _


class GiveUpForm(forms.Form):
    """Why nobody will ever hear of it this way."""

    reason = forms.CharField(
        max_length=500,
        label=_("Why will it never get through?"),
        help_text=_("Kept in the docket under your name. Only staff read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why. Whoever looks at this case later must understand it.")},
    )
