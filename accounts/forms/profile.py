"""What people type about themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.typed import LineField


class NameForm(forms.Form):
    """How somebody is called."""

    name = LineField(
        label=_("Your name"), max_length=120, error_messages={"required": _("Type your name, as you sign it.")}
    )
