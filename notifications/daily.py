"""Once a day: what waited is shown in the portal, and one mail names what would have been many."""

import logging
import smtplib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from accounts.zones import zone_of
from docket import clock, transaction
from docket.errors import TryLater
from notifications import bounces, envelope, letters, mail, private, unsubscribing
from notifications.models import Digest, Mailbox, Notification

log = logging.getLogger(__name__)
HOUR = 7  # in the morning, where the reader lives
AT_ONCE = 200
LOCKS = mail.LOCKS + (1 << 40)  # beside the letters' own
NAMED = 50  # a mail names this many; the inbox has them all
DUE, DAILY = Notification.MailState.DUE, Notification.MailState.DAILY
WAITING = Q(mail_state=DAILY) | Q(portal_state=Notification.PortalState.DAILY)


def run() -> int:
    """Periodic job. Makes and sends what is due; a digest of a day that was begun is finished, never made twice."""
    for user, morning in waiting(clock.now()):
        make(user, morning)
    sent = 0
    for pk in Digest.objects.filter(mail_state=DUE).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]:
        try:
            sent += send(pk)
        except (smtplib.SMTPException, OSError, TryLater) as failure:
            log.warning("a day's news could not be sent, it stays due: %s", failure)
    return sent


def waiting(now: datetime) -> Iterator[tuple[User, datetime]]:
    """Who has news from before their last morning, zone by zone: the day begins where the reader lives."""
    readers = User.objects.filter(pk__in=Notification.objects.filter(WAITING).values("recipient"))
    for zone in readers.order_by("time_zone").values_list("time_zone", flat=True).distinct():
        morning = last_morning(zone, now)
        earlier = Notification.objects.filter(WAITING, created_at__lt=morning)
        due = User.objects.filter(time_zone=zone, pk__in=earlier.values("recipient"))
        for user in due.exclude(digests__day=morning.date()).order_by("pk")[:AT_ONCE]:
            yield user, morning


def last_morning(zone: str, now: datetime) -> datetime:
    here = now.astimezone(zone_of(zone) or ZoneInfo("UTC"))
    morning = here.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return morning if morning <= here else morning - timedelta(days=1)


@transaction.atomic
def make(user: User, morning: datetime) -> Digest | None:
    """One for each person and day of theirs. The row is unique, so the second who comes finds it made."""
    fresh = {"created_at": clock.now()}
    digest, made = Digest.objects.get_or_create(user=user, day=morning.date(), defaults=fresh)
    if not made:
        return None
    news = Notification.objects.select_for_update().filter(WAITING, recipient=user, created_at__lt=morning)
    rows = list(news.order_by("pk").values_list("pk", "mail_state"))
    mine = Notification.objects.filter(pk__in=[pk for pk, _state in rows])
    mine.filter(portal_state=Notification.PortalState.DAILY).update(portal_state=Notification.PortalState.SHOWN)
    mine.filter(mail_state=DAILY).update(mail_state=Notification.MailState.NONE, digest=digest)
    if any(state == DAILY for _pk, state in rows) and reachable(user):
        Digest.objects.filter(pk=digest.pk).update(mail_state=DUE)
    return digest


def reachable(user: User) -> bool:
    returned = Mailbox.objects.filter(address=user.email).exclude(undeliverable_at=None, complained_at=None)
    return user.is_active and not returned.exists()


def send(pk: int) -> bool:
    """Send one under a lock of its own, outside any transaction, as letters are sent."""
    with mail.alone(pk, LOCKS):
        digest = Digest.objects.select_related("user").filter(pk=pk, mail_state=DUE).first()
        if digest is None:
            return False
        state, sent_at = Notification.MailState.SENT, clock.now()
        words = written(digest)
        try:
            as_mail(digest, words).send()
        except smtplib.SMTPRecipientsRefused as refusal:
            if not mail.permanent(refusal):
                raise
            state = Notification.MailState.BOUNCED
            because = mail.words_of(refusal)
            if bounces.kind_at_the_door(because) == "hard":
                bounces.unreachable(digest.user.email, because)
        Digest.objects.filter(pk=pk).update(mail_state=state, mailed_at=sent_at)
    if settings.DEMO:
        private.remember(digest.user.email, words)
    return state == Notification.MailState.SENT


def written(digest: Digest) -> letters.Letter:
    language = digest.user.language
    words = letters.render("digest", facts(digest), language)
    with translation.override(letters.spoken(language)):
        foot = unsubscribing.foot(way_out(digest))
    return letters.Letter(words.subject, words.text + foot["text"], mail.with_foot(words.html, foot))


def as_mail(digest: Digest, words: letters.Letter) -> EmailMultiAlternatives:
    headers = {
        **envelope.automatic(digest.user.language),
        **unsubscribing.headers(way_out(digest)),
        "Message-ID": f"<digest-{digest.pk}-{digest.day:%Y%m%d}@{envelope.domain()}>",
        "Reply-To": letters.clean_line(settings.CONTACT_EMAIL),
    }
    made = EmailMultiAlternatives(words.subject, words.text, to=[digest.user.email], headers=headers)
    made.attach_alternative(words.html, "text/html")
    return made


def way_out(digest: Digest) -> str:
    return unsubscribing.link(digest.user_id, unsubscribing.DAILY)


def facts(digest: Digest) -> dict[str, Any]:
    rows = list(Notification.objects.filter(digest=digest).order_by("pk").values("pk", "subject")[: NAMED + 1])
    base = settings.PORTAL_URL
    return {
        "name": digest.user.name,
        "portal": settings.PORTAL_NAME,
        "day": digest.day,
        "count": Notification.objects.filter(digest=digest).count(),
        "news": [{"subject": r["subject"], "url": base + reverse("message", args=[r["pk"]])} for r in rows[:NAMED]],
        "url": base + reverse("inbox"),
    }
