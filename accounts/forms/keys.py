"""What an administrator types about a key."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import api_keys
from accounts.models import Organisation

SCOPES_OF_SELLERS = ("notices.read", "evidence.write", "counter_notices.write", "webhooks", "events.read")
SCOPES_OF_NOTIFIERS = (
    "notices.read",
    "notices.write",
    "rights.read",
    "rights.write",
    "evidence.write",
    "webhooks",
    "events.read",
)


class KeyForm(forms.Form):
    """A new key: what it is for, what it may do, until when."""

    name = forms.CharField(
        label=_("What is this key for?"),
        max_length=80,
        help_text=_("For example the name of the system that will use it."),
        error_messages={"required": _("Give the key a name, so that you know it again.")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that the key may do.")},
    )
    mode = forms.ChoiceField(
        label=_("Real or test?"),
        choices=[("live", _("Real notices")), ("test", _("Test notices only"))],
        initial="live",
        widget=forms.RadioSelect,
    )
    expires_on = forms.DateField(
        label=_("Last day on which it works"),
        required=False,
        help_text=_("Leave it empty for a key that works until you revoke it."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fit = SCOPES_OF_SELLERS if organisation.role == "seller" else SCOPES_OF_NOTIFIERS
        self.fields["scopes"].choices = [(name, api_keys.SCOPES[name]) for name in fit]  # type: ignore[attr-defined]

    def clean_expires_on(self) -> Any:
        day = self.cleaned_data["expires_on"]
        if day is not None and not timezone.now().date() <= day <= timezone.now().date() + timedelta(days=3660):
            raise forms.ValidationError(_("Choose a day from today on, within ten years."), code="range")
        return day

    @property
    def expires_at(self) -> datetime | None:
        """The end of the chosen day."""
        day = self.cleaned_data["expires_on"]
        return timezone.make_aware(datetime.combine(day, time.max)) if day else None
