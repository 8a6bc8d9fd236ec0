"""What makes a password too easy to guess here, beyond the library's rules."""

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LEAST_OWN = 8  # signs that must remain when everybody's words are taken away


class NotJustNames:
    """A password of the names on every page, or one's own, in any order and with figures behind, is no secret."""

    def validate(self, password: str, user: Any = None) -> None:
        rest = password.lower()
        for word in sorted(self.words(user), key=len, reverse=True):
            rest = rest.replace(word, "")
        if rest != password.lower() and len(re.sub(r"[\W\d_]", "", rest)) < LEAST_OWN:
            raise ValidationError(_("This password is mostly a name that others know. Take other words."), "names")

    def get_help_text(self) -> str:
        return _("Not a name that others know.")

    def words(self, user: Any) -> set[str]:
        named = f"{settings.PORTAL_NAME} {settings.MARKETPLACE_NAME} password passwort portal notice"
        own = f"{user.name} {user.email}" if user is not None else ""
        return {word for word in re.findall(r"\w+", f"{named} {own}".lower()) if len(word) > 2}
