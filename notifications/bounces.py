"""Mail that came back: what it says, which letter it was, and what follows for that address.

A hard bounce (no such mailbox) ends mail to the address until its reader says that it works; the inbox and the
reviewers say so. A soft one (full, slow, refused today) is sent again. A complaint ends only mail that no law asks for.
"""

import logging
import mailbox
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from pathlib import Path
from typing import cast

from django.conf import settings

from docket import clock, transaction
from notifications import envelope
from notifications.models import Mailbox, Notification

log = logging.getLogger(__name__)
AGAIN_AFTER = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
# Permanent by their number, and yet no word about the address: full, too large for it, refused by a rule of today.
PASSING = ("5.2.2", "5.2.3", "5.3.4", "5.7")
MOST_BYTES, A_ROUND = 5_000_000, 100
ADDRESSED = ("To", "Delivered-To", "X-Original-To", "Envelope-To")


@dataclass(frozen=True)
class Returned:
    """What a mail to our bounce address says: which letter, and hard, soft, complaint or nothing of the kind."""

    kind: str
    letter: int | None = None
    because: str = ""


def take_back(raw: bytes) -> Returned:
    """Read one mail that came back, and do what follows. Anything at all may be in it; nothing in it is believed
    that does not name one of our letters by its signature."""
    try:
        returned = read(raw[:MOST_BYTES])
    except (ValueError, LookupError, TypeError, AttributeError) as error:  # the parser meets what no standard foresaw
        log.warning("a mail that came back cannot be read: %s", error)
        return Returned("unreadable")
    if returned.letter is not None and returned.kind in DOES:
        DOES[returned.kind](returned.letter, returned.because)
    log.info("mail came back: %s, letter %s", returned.kind, returned.letter)
    return returned


def read(raw: bytes) -> Returned:
    mail = message_from_bytes(raw, policy=policy.default)
    report = str(mail.get_param("report-type") or "").lower() if mail.get_content_type() == "multipart/report" else ""
    letter = envelope.letter_named(names_in(mail))
    if report == "delivery-status":
        kind, because = verdict(mail)
        return Returned(kind, letter, because)
    if report == "feedback-report":
        return Returned("complaint", letter)
    return Returned("other", letter)


def names_in(mail: EmailMessage) -> str:
    """Every place where one of our own names may stand: the addresses, and the letter that came back along."""
    named = [str(value) for header in ADDRESSED for value in mail.get_all(header, [])]
    for part in mail.walk():
        if part.get_content_type() == "message/rfc822":
            named += [str(inner.get("Message-ID", "")) for inner in cast(list[Message], part.get_payload())]
        elif part.get_content_type() == "text/rfc822-headers":
            named.append(str(part.get_payload()))
        elif part.get_content_type() in {"message/delivery-status", "message/feedback-report"}:
            named.append(part.as_string())
    return "\n".join(named)


def verdict(mail: EmailMessage) -> tuple[str, str]:
    """Hard before soft before nothing, over all recipients that the report names."""
    found = {kind: because for kind, because in (judged(fields) for fields in recipients(mail)) if kind}
    for kind in ("hard", "soft"):
        if kind in found:
            return kind, found[kind]
    return "other", ""


def recipients(mail: EmailMessage) -> Iterator[Message]:
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            yield from (block for block in cast(list[Message], part.get_payload()) if block.get("Action"))


def judged(fields: Message) -> tuple[str, str]:
    """Of one recipient. A server that still tries (“delayed”) asks nothing of us."""
    if str(fields.get("Action", "")).strip().lower() != "failed":
        return "", ""
    status = str(fields.get("Status", "")).strip().split()[0:1]
    said = str(fields.get("Diagnostic-Code", "")).partition(";")[2] or "".join(status)
    return kind_of(status[0] if status else ""), " ".join(said.split())[:300]


def kind_of(status: str) -> str:
    return "hard" if status.startswith("5") and not status.startswith(PASSING) else "soft"


def refused(notification: Notification, because: str) -> None:
    """The server said no at the door, while we were sending."""
    DOES[kind_at_the_door(because)](notification.pk, because[:300])


def kind_at_the_door(because: str) -> str:
    return kind_of(next((word for word in because.split() if word[:2] == "5."), "5.0.0"))


@transaction.atomic
def hard(pk: int, because: str) -> None:
    letter = Notification.objects.select_for_update().filter(pk=pk).first()
    if letter is None:
        return
    Notification.objects.filter(pk=letter.pk).update(
        mail_state=Notification.MailState.BOUNCED, bounced_because=because, again_at=None
    )
    unreachable(letter.address, because)


def unreachable(address: str, because: str) -> None:
    """Nothing is sent there until its reader says that it works."""
    Mailbox.objects.update_or_create(
        address=address, defaults={"undeliverable_at": clock.now(), "because": because[:300]}
    )


@transaction.atomic
def soft(pk: int, because: str) -> None:
    """Again later, three times; then it counts as hard. The same news twice finds the letter due, and does nothing."""
    letter = Notification.objects.select_for_update().filter(pk=pk).first()
    if letter is None or letter.mail_state == Notification.MailState.BOUNCED or letter.again_at:
        return
    if letter.bounces >= len(AGAIN_AFTER):
        hard(pk, because)
        return
    Notification.objects.filter(pk=letter.pk).update(
        mail_state=Notification.MailState.DUE,
        bounces=letter.bounces + 1,
        bounced_because=because,
        again_at=clock.now() + AGAIN_AFTER[letter.bounces],
    )


def complaint(pk: int, because: str) -> None:
    """Its reader called our mail unwanted. What the law makes us send goes on; the rest ends."""
    address = Notification.objects.filter(pk=pk).values_list("address", flat=True).first()
    if address:
        Mailbox.objects.update_or_create(address=address, defaults={"complained_at": clock.now()})


DOES = {"hard": hard, "soft": soft, "complaint": complaint}


def works_again(address: str) -> int | None:
    """The reader says that the address works: the newest letter that did not arrive is sent again."""
    Mailbox.objects.filter(address=address).update(undeliverable_at=None, because="")
    back = Notification.objects.filter(address=address, mail_state=Notification.MailState.BOUNCED).order_by("-pk")
    newest = back.values_list("pk", flat=True).first()
    if newest is not None:
        Notification.objects.filter(pk=newest).update(
            mail_state=Notification.MailState.DUE, bounces=0, again_at=clock.now()
        )
    return newest


def collect() -> int:
    """Periodic job: read the new mails in the Maildir, and move each to those that were seen."""
    folder = settings.BOUNCE_MAILDIR
    if not folder or not Path(folder).is_dir():
        return 0
    box = mailbox.Maildir(folder, create=False)
    taken = 0
    for key in list(box.iterkeys())[: A_ROUND * 10]:
        mail = box.get_message(key)
        if mail.get_subdir() != "new":
            continue
        take_back(box.get_bytes(key))
        mail.set_subdir("cur")
        mail.add_flag("S")
        box[key] = mail
        taken += 1
        if taken == A_ROUND:
            break
    return taken
