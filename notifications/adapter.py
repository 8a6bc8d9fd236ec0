"""The accounts' mails in the form of our letters: the library hands them over, we send them."""

import logging
import smtplib
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.adapter import AccountAdapter
from accounts.models import User
from docket import clock
from notifications import letters, private

log = logging.getLogger(__name__)


# What changed about an account, in one sentence each; all of them are said by one letter.
CHANGES = {
    "password_changed": _("Your password was changed."),
    "password_set": _("A password was set for your account."),
    "password_reset": _("Your password was replaced by a new one, with a code sent to this address."),
    "email_changed": _("Your account has another email address now. We no longer write to this one."),
    "totp_activated": _("An app that shows codes was added to your account."),
    "totp_deactivated": _("The app that shows codes was taken off your account."),
    "webauthn_added": _("A passkey was added to your account."),
    "webauthn_removed": _("A passkey was taken off your account."),
    "recovery_codes_generated": _("New recovery codes were made for your account."),
    "factors_forgotten": _("We took all apps, passkeys and recovery codes off your account, because we were asked to."),
}


# The library writes two letters where one says it all.
SAME = {"email_confirmation_signup": "email_confirmation"}


class PortalAccountAdapter(AccountAdapter):
    """What the library would write is written as templates/letters/account/<name>/."""

    def deliver(self, letter: str, address: str, context: dict[str, Any]) -> None:
        """Send it now. While mail is away the person is told so, instead of waiting for what does not come."""
        if letter in CHANGES:
            self.warn(letter, address)
            return
        try:
            private.send(f"account/{SAME.get(letter, letter)}", address, facts(context), language_of(address))
        except (smtplib.SMTPException, OSError) as failure:
            log.error("a mail of the account could not be sent: %s", failure)
            page = render(self.request, "account/mail_is_away.html", {"address": address}, status=503)
            raise ImmediateHttpResponse(page) from failure

    def warn(self, letter: str, address: str) -> None:
        """Tell the person what changed. It has changed already, so mail that is away does not undo it."""
        language = language_of(address)
        with translation.override(letters.spoken(language)):
            what = str(CHANGES[letter])
        try:
            private.send("account/changed", address, facts({"what": what}), language)
        except (smtplib.SMTPException, OSError) as failure:
            log.error("nobody could be told of %s: %s", letter, failure)


def facts(context: dict[str, Any]) -> dict[str, Any]:
    """What the letters name: the library's words, without its objects, and our own."""
    plain = {name: value for name, value in context.items() if isinstance(value, str)}
    return {
        "portal": settings.PORTAL_NAME,
        "marketplace": settings.MARKETPLACE_NAME,
        "contact": settings.CONTACT_EMAIL,
        "code_page": settings.PORTAL_URL + reverse("sign_in_code"),
        "sign_up_page": settings.PORTAL_URL + reverse("sign_up"),
        "security_page": settings.PORTAL_URL + reverse("security"),
        "status_page": settings.PORTAL_URL + reverse("report_status"),
        "at": clock.real(),
        **plain,
    }


def language_of(address: str) -> str:
    """The reader's own language; of a stranger the one of the page."""
    known = User.objects.filter(email=address).values_list("language", flat=True).first()
    return known or get_language() or settings.LANGUAGE_CODE
