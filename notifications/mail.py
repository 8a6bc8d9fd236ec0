"""Mail out: each message once, in its thread, under a Message-ID that a repetition would share."""

import re
import smtplib
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from docket import clock
from notifications.letters import clean_line
from notifications.models import Notification


def send_due(ids: Sequence[int]) -> int:
    """Send those of these messages that are still due. One failure does not hold up the others; then it is raised."""
    connection, sent, failures = get_connection(), 0, []
    for pk in ids:
        try:
            sent += send_one(pk, connection)
        except (smtplib.SMTPException, OSError) as failure:
            failures.append(failure)
    if failures:
        raise failures[0]
    return sent


def send_one(pk: int, connection: BaseEmailBackend) -> bool:
    """Send one message under a lock on its row: two workers never send it twice at once.

    A crash between the server's yes and our commit repeats the mail, with the same Message-ID.
    """
    with transaction.atomic():
        due = Notification.objects.select_for_update().filter(pk=pk, mail_state=Notification.MailState.DUE).first()
        if due is None:
            return False
        try:
            as_mail(due, connection).send()
        except smtplib.SMTPRecipientsRefused as refusal:
            if not permanent(refusal):
                raise
            Notification.objects.filter(pk=pk).update(mail_state=Notification.MailState.BOUNCED)
            return False
        Notification.objects.filter(pk=pk).update(mail_state=Notification.MailState.SENT, mailed_at=clock.now())
    return True


def permanent(refusal: smtplib.SMTPRecipientsRefused) -> bool:
    """The server knows no such mailbox: asking again will not help."""
    return all(code >= 500 for code, _ in refusal.recipients.values())


def as_mail(notification: Notification, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives(
        subject=clean_line(notification.subject),
        body=notification.text,
        to=[notification.address],
        connection=connection,
        headers=headers(notification),
    )
    if notification.html:
        mail.attach_alternative(notification.html, "text/html")
    return mail


def headers(notification: Notification) -> dict[str, str]:
    """The thread has a name of its own, so that all letters about a case stand together in a mail program."""
    found = {
        "Message-ID": f"<letter-{notification.pk}-{notification.created_at:%Y%m%d%H%M%S%f}@{domain()}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": notification.language,
    }
    if thread := re.sub(r"[^\w.-]+", "-", notification.thread):
        found["In-Reply-To"] = found["References"] = f"<thread-{thread}@{domain()}>"
    return found


def domain() -> str:
    """The part after the @ of our own address."""
    return clean_line(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2].strip("> ") or "localhost"
