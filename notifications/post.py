"""The one way to write to somebody: a message in the inbox and a mail, once for each entry, address and letter."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.models import User
from docket import clock
from docket.models import Entry
from notifications import letters, preferences, topics
from notifications.models import Mailbox, Notification

THREAD_LENGTH = 80
MAIL_STATES = {
    "now": Notification.MailState.DUE,
    "daily": Notification.MailState.DAILY,
    "off": Notification.MailState.NONE,
}
PORTAL_STATES = {
    "now": Notification.PortalState.SHOWN,
    "daily": Notification.PortalState.DAILY,
    "off": Notification.PortalState.OFF,
}


def post(
    entry: Entry,
    *,
    address: str,
    recipient: User | None = None,
    audience: str,
    letter: str,
    context: dict[str, Any],
    url: str = "",
    thread: str = "",
    language: str = "en",
) -> Notification:
    """Write the letter and keep it as it was written. Asking again gives the one that exists, unchanged."""
    address = letters.clean_line(address).lower()
    known = Notification.objects.filter(entry=entry, address=address, letter=letter).first()
    if known:
        return known
    words = letters.render(letter, context, language)
    by_mail, in_portal = preferences.pace_of(recipient, letter)
    notification, _ = Notification.objects.get_or_create(
        entry=entry,
        address=address,
        letter=letter,
        defaults={
            "recipient": recipient,
            "audience": audience,
            "language": letters.spoken(language),
            "subject": words.subject,
            "text": words.text,
            "html": words.html,
            "url": url,
            "thread": letters.clean_line(thread)[:THREAD_LENGTH],
            "mail_state": mail_state(address, letter, by_mail),
            "portal_state": PORTAL_STATES[in_portal],
            "created_at": clock.now(),
        },
    )
    return notification


def mail_state(address: str, letter: str, pace: str) -> Notification.MailState:
    """Due, now or with the day's news; or why it never will be: no address, none that works, or it is not wanted."""
    if not address:
        return Notification.MailState.NONE
    known = Mailbox.objects.filter(address=address).first()
    if not mailable(address) or (known and known.undeliverable_at):
        return Notification.MailState.BOUNCED
    if known and known.complained_at and topics.optional(letter):
        return Notification.MailState.NONE
    return MAIL_STATES[pace]


def mailable(address: str) -> bool:
    """Exactly one address; a list of them, or a header in disguise, is none."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True
