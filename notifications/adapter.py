"""The accounts' mails in the form of our letters: the library hands them over, we send them."""

import logging
import smtplib
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from accounts.adapter import AccountAdapter
from accounts.models import User
from docket import clock
from notifications import private

log = logging.getLogger(__name__)


class PortalAccountAdapter(AccountAdapter):
    """What the library would write is written as templates/letters/account/<name>/."""

    def deliver(self, letter: str, address: str, context: dict[str, Any]) -> None:
        """Send it now. While mail is away the person is told so, instead of waiting for what does not come."""
        try:
            private.send(f"account/{letter}", address, facts(context), language_of(address))
        except (smtplib.SMTPException, OSError) as failure:
            log.error("a mail of the account could not be sent: %s", failure)
            page = render(self.request, "account/mail_is_away.html", {"address": address}, status=503)
            raise ImmediateHttpResponse(page) from failure


def facts(context: dict[str, Any]) -> dict[str, Any]:
    """What the letters name: the library's words, without its objects, and our own."""
    plain = {name: value for name, value in context.items() if isinstance(value, str)}
    return {
        "portal": settings.PORTAL_NAME,
        "marketplace": settings.MARKETPLACE_NAME,
        "contact": settings.CONTACT_EMAIL,
        "code_page": settings.PORTAL_URL + reverse("sign_in_code"),
        "status_page": settings.PORTAL_URL + reverse("report_status"),
        "at": clock.real(),
        **plain,
    }


def language_of(address: str) -> str:
    """The reader's own language; of a stranger the one of the page."""
    known = User.objects.filter(email=address).values_list("language", flat=True).first()
    return known or get_language() or settings.LANGUAGE_CODE
