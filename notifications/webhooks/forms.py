"""What an administrator types about an endpoint."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.webhooks import targets
from notifications.webhooks.kinds import TEST, TYPES
from notifications.webhooks.models import Endpoint
from notifications.webhooks.rules import rules
from notifications.webhooks.targets import Forbidden, Target

ADDRESS_NEEDED = _("Enter the address to which we shall send events.")


class WantedForm(forms.Form):
    """What an endpoint is called and what it wants to hear."""

    name = forms.CharField(
        label=_("What receives there?"),
        max_length=80,
        required=False,
        help_text=_("For you and your colleagues, for example “Case system”."),
    )
    types = forms.MultipleChoiceField(
        label=_("What does it want to hear?"),
        required=False,
        choices=[(kind, title) for kind, title in TYPES.items() if kind != TEST],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick nothing for everything, also for what comes later."),
    )


class NewForm(WantedForm):
    """A new endpoint."""

    url = forms.CharField(
        label=_("Address"),
        max_length=targets.LONGEST,
        help_text=_("It begins with https:// and can be reached from the internet."),
        error_messages={"required": ADDRESS_NEEDED},
    )
    mode = forms.ChoiceField(
        label=_("Real or test?"),
        choices=[("live", _("Real events")), ("test", _("Events of tests only"))],
        initial="live",
        widget=forms.RadioSelect,
    )
    field_order = ["url", "name", "mode", "types"]
    target: Target

    def clean_url(self) -> str:
        return looked_at(self)


class MoveForm(forms.Form):
    """Another address for the same endpoint."""

    url = forms.CharField(
        label=_("New address"), max_length=targets.LONGEST, error_messages={"required": ADDRESS_NEEDED}
    )
    target: Target

    def clean_url(self) -> str:
        return looked_at(self)


def looked_at(form: Any) -> str:
    """Where it leads, asked now and again before each call."""
    typed = str(form.cleaned_data["url"])
    try:
        form.target = targets.allowed(typed)
    except Forbidden as why:
        raise forms.ValidationError(str(why), code="webhook-url-not-allowed") from why
    return typed


class CodeForm(forms.Form):
    """The code that was sent to the address."""

    code = forms.CharField(
        label=_("Code from the challenge"),
        max_length=40,
        error_messages={"required": _("Enter the code that we sent to this address.")},
    )


class SinceForm(forms.Form):
    """From when on events are sent again."""

    SINCE = [("1", _("The last hour")), ("24", _("The last day")), ("168", _("The last week")), ("720", _("30 days"))]
    since = forms.ChoiceField(label=_("Since when?"), choices=SINCE, initial="24", widget=forms.RadioSelect)
    everything = forms.BooleanField(label=_("Also what was taken before"), required=False)

    def hours(self) -> timedelta:
        return min(timedelta(hours=int(self.cleaned_data["since"])), timedelta(days=rules().kept_days))


class RotationForm(forms.Form):
    """How long the old secret still signs."""

    OVERLAP = [("24", _("24 hours: time to put the new one in place")), ("0", _("Not at all: it has leaked"))]
    overlap = forms.ChoiceField(
        label=_("How long does the old secret still sign beside the new one?"),
        choices=OVERLAP,
        initial="24",
        widget=forms.RadioSelect,
    )


def wanted(endpoint: Endpoint) -> dict[str, object]:
    return {"name": endpoint.name, "types": endpoint.types}
