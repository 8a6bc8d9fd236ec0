"""Names on the outside of a mail: its Message-ID, and a sender's address to which it comes back if it cannot arrive."""

import re

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from notifications.letters import clean_line, spoken
from notifications.models import Notification

SALT = "the address to which letters come back"
BACK = re.compile(r"b-(\d{1,18})-([0-9a-f]{16})@")
OURS = re.compile(r"<(\d{1,18})\.([0-9a-f]{24})@")


def automatic(language: str) -> dict[str, str]:
    """Says that no person wrote this just now, so that no machine answers it."""
    return {
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "Content-Language": spoken(language),
    }


def message_id(notification: Notification) -> str:
    """The same for every try; nobody can guess it, because the entry's hash is in it."""
    return f"<{notification.pk}.{notification.entry.hash[:24]}@{domain()}>"


def domain() -> str:
    """The part after the @ of our own address."""
    return clean_line(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2].strip("> ") or "localhost"


def sender_of(notification: Notification) -> str:
    """Where the mail comes back to: an address of its own, if somebody reads those, and otherwise our usual one."""
    if not settings.MAIL_BOUNCE_DOMAIN:
        return clean_line(settings.DEFAULT_FROM_EMAIL)
    return f"b-{notification.pk}-{signature(notification.pk)}@{settings.MAIL_BOUNCE_DOMAIN}"


def signature(pk: int) -> str:
    return salted_hmac(SALT, str(pk), algorithm="sha256").hexdigest()[:16]


def letter_named(text: str) -> int | None:
    """The number of the letter that one of our own addresses or Message-IDs names; forged ones name none."""
    for found in BACK.finditer(text.lower()):
        if constant_time_compare(found[2], signature(int(found[1]))):
            return int(found[1])
    for found in OURS.finditer(text):
        hashes = Notification.objects.filter(pk=int(found[1])).values_list("entry__hash", flat=True)
        if any(constant_time_compare(found[2], each[:24]) for each in hashes):
            return int(found[1])
    return None
