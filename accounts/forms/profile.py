"""What people type about themselves."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from accounts import zones
from accounts.typed import LineField, offer

UNDO_TIMES = (30, 60, 90, 120)


class NameForm(forms.Form):
    """How somebody is called."""

    name = LineField(
        label=_("Your name"), max_length=120, error_messages={"required": _("Type your name, as you sign it.")}
    )


class ProfileForm(NameForm):
    """Name, language, time zone."""

    language = forms.ChoiceField(label=_("Language"), help_text=_("Of pages and of the mails to you."))
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("Times are given in UTC, with your own time beside them.")
    )
    undo_seconds = forms.TypedChoiceField(
        label=_("Time to undo a decision"),
        help_text=_("Until then nothing leaves: no letter, and nothing is hidden or shown."),
        choices=[(seconds, _("%(n)d seconds") % {"n": seconds}) for seconds in UNDO_TIMES],
        coerce=int,
    )

    def __init__(self, *args: Any, reviews: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not reviews:
            del self.fields["undo_seconds"]
        offer(self, "language", [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES])
        offer(self, "time_zone", zones.choices())
