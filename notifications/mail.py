"""Mail out: each message once, in its thread, under a Message-ID that a repetition would share."""

import logging
import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.utils import translation
from django.utils.html import format_html

from docket import clock
from docket.errors import TryLater
from notifications import bounces, envelope, links, unsubscribing
from notifications.letters import clean_line
from notifications.models import Notification

log = logging.getLogger(__name__)
LOCKS = 7_251_202 << 40  # names of the messages' advisory locks begin here
NEAR = 10  # letters of the thread that a mail names as its predecessors


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


def send_again() -> int:
    """Periodic job: the mails that came back for a passing reason, when their time has come."""
    due = Notification.objects.filter(mail_state=Notification.MailState.DUE, again_at__lte=clock.now())
    sent = 0
    for pk in due.order_by("again_at").values_list("pk", flat=True)[:20]:
        try:
            sent += send_due([pk])
        except (smtplib.SMTPException, OSError, TryLater) as failure:
            log.warning("a letter that came back could not be sent again, it stays due: %s", failure)
    return sent


def send_one(pk: int, server: BaseEmailBackend) -> bool:
    """Send one message under a lock of its own: two workers never send it twice at once.

    No transaction is open while the server takes its time: the database would end it, forget that the mail went out,
    and send it again. A crash between the server's yes and our note repeats the mail, with the same Message-ID.
    """
    with alone(pk):
        due = Notification.objects.select_related("entry").filter(pk=pk, mail_state=Notification.MailState.DUE).first()
        if due is None or (due.again_at and due.again_at > clock.now()):
            return False
        try:
            as_mail(due, server).send()
        except smtplib.SMTPRecipientsRefused as refusal:
            if not permanent(refusal):
                raise
            bounces.refused(due, words_of(refusal))
            return False
        Notification.objects.filter(pk=pk).update(
            mail_state=Notification.MailState.SENT, mailed_at=clock.now(), again_at=None
        )
    return True


@contextmanager
def alone(pk: int, locks: int = LOCKS) -> Iterator[None]:
    """Hold this message's lock, which falls with the connection; whoever comes second comes back later."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [locks + pk])
        if not cursor.fetchone()[0]:
            raise TryLater(5, "Another worker is sending this message.")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [locks + pk])


def is_outage(error: BaseException) -> bool:
    """The server serves nobody now, as against: it does not want this one mailbox."""
    return isinstance(error, smtplib.SMTPException | OSError) and not isinstance(error, smtplib.SMTPRecipientsRefused)


def permanent(refusal: smtplib.SMTPRecipientsRefused) -> bool:
    """The server knows no such mailbox: asking again will not help."""
    return all(code >= 500 for code, _ in refusal.recipients.values())


def words_of(refusal: smtplib.SMTPRecipientsRefused) -> str:
    code, said = next(iter(refusal.recipients.values()))
    return f"{code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"


def as_mail(notification: Notification, server: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    opening, foot = links.in_mail(notification), foot_of(notification)
    mail = EmailMultiAlternatives(
        subject=clean_line(notification.subject),
        body=links.put_in(notification.text, opening) + foot.get("text", ""),
        from_email=envelope.sender_of(notification),
        to=[notification.address],
        connection=server,
        headers=headers(notification),
    )
    if notification.html:
        html = links.put_in(notification.html, opening, html=True)
        mail.attach_alternative(with_foot(html, foot), "text/html")
    return mail


def foot_of(notification: Notification) -> dict[str, str]:
    """How to stop mails like this one, in the language it is written in; nothing under what the law asks for."""
    url = unsubscribing.link_of(notification)
    if not url:
        return {}
    with translation.override(notification.language):
        return unsubscribing.foot(url)


def with_foot(html: str, foot: dict[str, str]) -> str:
    if not foot:
        return html
    line = format_html('<p class="at">{words}<br><a href="{url}">{url}</a></p>', words=foot["words"], url=foot["url"])
    return html.replace("</div>\n</body>", f"{line}\n</div>\n</body>")


def headers(notification: Notification) -> dict[str, str]:
    """From whom, when, and after which letters: those about one case stand together in a mail program.

    No List-Id: this is no list, and nobody subscribed to it.
    """
    found = {
        **envelope.automatic(notification.language),
        "From": clean_line(settings.DEFAULT_FROM_EMAIL),
        "Reply-To": clean_line(settings.CONTACT_EMAIL),
        "Date": format_datetime(notification.created_at),
        "Message-ID": envelope.message_id(notification),
    }
    if url := unsubscribing.link_of(notification):
        found |= unsubscribing.headers(url)
    if earlier := before(notification):
        found["In-Reply-To"] = earlier[-1]
        found["References"] = " ".join(earlier)
    return found


def before(notification: Notification) -> list[str]:
    """The Message-IDs of this reader's earlier letters about the same case: the first, and the last few."""
    if not notification.thread:
        return []
    same = Notification.objects.filter(address=notification.address, thread=notification.thread)
    newest_first = same.filter(pk__lt=notification.pk).select_related("entry").order_by("-pk").only("pk", "entry__hash")
    near = list(newest_first[:NEAR])
    if len(near) == NEAR and (first := newest_first.last()) is not None:
        near[-1] = first
    return [envelope.message_id(each) for each in reversed(near)]
