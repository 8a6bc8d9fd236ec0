"""Mail out: each message once, in its thread, under a Message-ID that a repetition would share."""

import re
import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection

from docket import clock
from docket.errors import TryLater
from notifications.letters import clean_line
from notifications.models import Notification

LOCKS = 7_251_202 << 40  # names of the messages' advisory locks begin here


def send_due(ids: Sequence[int]) -> int:
    """Send those of these messages that are still due. One failure does not hold up the others; then it is raised."""
    server, sent, failures = get_connection(), 0, []
    for pk in ids:
        try:
            sent += send_one(pk, server)
        except (smtplib.SMTPException, OSError) as failure:
            failures.append(failure)
    if failures:
        raise failures[0]
    return sent


def send_one(pk: int, server: BaseEmailBackend) -> bool:
    """Send one message under a lock of its own: two workers never send it twice at once.

    No transaction is open while the server takes its time: the database would end it, forget that the mail went out,
    and send it again. A crash between the server's yes and our note repeats the mail, with the same Message-ID.
    """
    with alone(pk):
        due = Notification.objects.filter(pk=pk, mail_state=Notification.MailState.DUE).first()
        if due is None:
            return False
        try:
            as_mail(due, server).send()
        except smtplib.SMTPRecipientsRefused as refusal:
            if not permanent(refusal):
                raise
            Notification.objects.filter(pk=pk).update(mail_state=Notification.MailState.BOUNCED)
            return False
        Notification.objects.filter(pk=pk).update(mail_state=Notification.MailState.SENT, mailed_at=clock.now())
    return True


@contextmanager
def alone(pk: int) -> Iterator[None]:
    """Hold this message's lock, which falls with the connection; whoever comes second comes back later."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCKS + pk])
        if not cursor.fetchone()[0]:
            raise TryLater(5, "Another worker is sending this message.")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCKS + pk])


def permanent(refusal: smtplib.SMTPRecipientsRefused) -> bool:
    """The server knows no such mailbox: asking again will not help."""
    return all(code >= 500 for code, _ in refusal.recipients.values())


def as_mail(notification: Notification, server: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives(
        subject=clean_line(notification.subject),
        body=notification.text,
        to=[notification.address],
        connection=server,
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
