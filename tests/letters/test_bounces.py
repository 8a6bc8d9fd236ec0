"""Mail that came back: what is believed, what follows for the address, and who is told of it."""

import io
import mailbox
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from docket import clock
from docket.models import Entry
from notices.letters import tell
from notifications import bounces, envelope
from notifications.mail import as_mail, send_again
from notifications.models import Mailbox, Notification
from tests import cast
from tests.notices import stories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def come_back(settings: Settings, tmp_path: Path) -> None:
    settings.MAIL_BOUNCE_DOMAIN = "bounce.fairmark.example"
    settings.BOUNCE_MAILDIR = str(tmp_path / "returned")
    mailbox.Maildir(settings.BOUNCE_MAILDIR)


@pytest.fixture
def letter(come_back: None) -> Notification:
    """What the seller should have read."""
    stories.upheld()
    for entry in Entry.objects.filter(subject_type="claim").order_by("pk"):
        tell(entry)
    return Notification.objects.get(letter="statement_of_reasons")


def report(
    letter: Notification,
    *,
    status: str = "5.1.1",
    action: str = "failed",
    to: str | None = None,
    original: bool = True,
    said: str = "smtp; 550 5.1.1 user unknown",
) -> bytes:
    """A delivery status notification as RFC 3464 writes it."""
    parts = [
        f"To: {envelope.sender_of(letter) if to is None else to}",
        "From: MAILER-DAEMON@mx.example",
        "Subject: Undelivered Mail Returned to Sender",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"',
        "",
        "--=_b",
        "Content-Type: text/plain",
        "",
        "I am sorry.",
        "--=_b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.example",
        "",
        f"Final-Recipient: rfc822; {letter.address}",
        f"Action: {action}",
        f"Status: {status}",
        f"Diagnostic-Code: {said}",
        "",
    ]
    if original:
        parts += ["--=_b", "Content-Type: message/rfc822", "", as_mail(letter).message().as_string()]
    return "\r\n".join([*parts, "--=_b--", ""]).encode()


def complaint(letter: Notification) -> bytes:
    """A feedback report as RFC 5965 writes it; it names the letter only by what it brings along."""
    return "\r\n".join(
        [
            "To: fbl@fairmark.example",
            "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=feedback-report; boundary="=_b"',
            "",
            "--=_b",
            "Content-Type: message/feedback-report",
            "",
            "Feedback-Type: abuse",
            "Version: 1",
            "--=_b",
            "Content-Type: message/rfc822",
            "",
            as_mail(letter).message().as_string(),
            "--=_b--",
        ]
    ).encode()


def fresh(letter: Notification) -> Notification:
    return Notification.objects.get(pk=letter.pk)


def test_an_unknown_mailbox_ends_mail_to_it_and_its_reader_and_the_reviewer_see_so(letter: Notification) -> None:
    returned = bounces.take_back(report(letter))
    assert (returned.kind, returned.letter) == ("hard", letter.pk)
    assert (fresh(letter).mail_state, fresh(letter).bounced_because) == ("bounced", "550 5.1.1 user unknown")
    client = Client()
    client.force_login(cast.nils().user)
    inbox = client.get("/inbox/").content.decode()
    assert "does not arrive" in inbox and "550 5.1.1 user unknown" in inbox
    client.force_login(cast.amina().user)
    case = client.get(f"/review/{letter.thread.replace('C-', 'N-')}/").content.decode()
    assert "The seller’s mail comes back" in case
    client.force_login(cast.mara().user)
    assert "does not arrive" not in client.get("/inbox/").content.decode()


def test_the_next_letter_is_kept_in_the_inbox_and_not_mailed(letter: Notification) -> None:
    bounces.take_back(report(letter))
    mail.outbox.clear()
    stories.restored()
    for entry in Entry.objects.filter(subject_type="claim", step="restore"):
        tell(entry)
    kept = Notification.objects.get(letter="restored", audience="seller")
    assert kept.mail_state == "bounced" and kept.recipient == cast.nils().user
    assert not [m for m in mail.outbox if m.to == [letter.address]]


def test_the_reader_says_that_it_works_again_and_gets_the_newest_letter(letter: Notification) -> None:
    bounces.take_back(report(letter))
    client = Client()
    client.force_login(cast.yara().user)
    assert client.post("/inbox/", {"works": "again"}).status_code == 303
    assert Mailbox.objects.get().undeliverable_at is not None, "not for somebody else"
    client.force_login(cast.nils().user)
    assert client.post("/inbox/", {"works": "again"}).status_code == 303
    mail.outbox.clear()
    assert send_again() == 1
    assert mail.outbox[0].to == [letter.address]
    assert "does not arrive" not in client.get("/inbox/").content.decode()


@pytest.mark.parametrize("status", ["4.2.2", "4.4.1", "5.2.2", "5.7.1", ""])
def test_a_passing_reason_sends_it_again_three_times_and_then_no_more(letter: Notification, status: str) -> None:
    for turn, wait in enumerate(bounces.AGAIN_AFTER, 1):
        bounces.take_back(report(letter, status=status))
        bounces.take_back(report(letter, status=status))
        again = fresh(letter)
        assert (again.mail_state, again.bounces) == ("due", turn), "the same news twice counts once"
        assert again.again_at and again.again_at > clock.now() + wait - timedelta(minutes=1)
        Notification.objects.filter(pk=letter.pk).update(again_at=clock.now() - timedelta(seconds=1))
        assert send_again() == 1
    assert not Mailbox.objects.exists()
    bounces.take_back(report(letter, status=status))
    assert fresh(letter).mail_state == "bounced" and Mailbox.objects.get().undeliverable_at


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_news_that_asks_nothing_changes_nothing(letter: Notification, action: str) -> None:
    assert bounces.take_back(report(letter, action=action, status="4.0.0")).kind == "other"
    assert fresh(letter).mail_state == "sent" and not Mailbox.objects.exists()


def forged(letter: Notification) -> list[bytes]:
    other = envelope.sender_of(letter).replace(f"-{letter.pk}-", f"-{letter.pk + 1}-")
    return [
        report(letter, to="notices@fairmark.example", original=False),
        report(letter, to=other, original=False),
        report(letter, to=f"b-{letter.pk}-0000000000000000@bounce.fairmark.example", original=False),
        report(letter, to="x@y.example", original=False) + f"<{letter.pk}.{'0' * 24}@fairmark.example>".encode(),
    ]


def test_a_forged_return_is_not_believed(letter: Notification) -> None:
    for raw in forged(letter):
        assert bounces.take_back(raw).letter is None
    assert fresh(letter).mail_state == "sent" and not Mailbox.objects.exists()


def test_a_return_is_known_by_what_it_brings_along(letter: Notification) -> None:
    raw = report(letter, to="notices@fairmark.example")
    assert bounces.take_back(raw).letter == letter.pk
    assert fresh(letter).mail_state == "bounced"


def test_a_complaint_ends_only_what_no_law_asks_for(letter: Notification) -> None:
    about = Notification.objects.get(letter="outcome")
    assert bounces.take_back(complaint(about)).kind == "complaint"
    assert fresh(about).mail_state == "sent"
    right = cast.right(title="SECOND")
    from notifications.post import mail_state

    assert mail_state(about.address, "right_verified", "now") == "none"
    assert mail_state(about.address, "outcome", "now") == "due"
    assert right.state == "verified"


NONSENSE = [
    b"",
    b"\xff" * 3000,
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n",
    b"Content-Type: multipart/report; report-type=delivery-status\n\nno parts",
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n"
    b"Content-Type: message/delivery-status\n\nAction\n\nAction: failed\nStatus:\n\n--x--",
    b"To: =?utf-8?b?////?=\nContent-Type: text/plain; charset=no-such\n\nhello",
    b"To: b-99999999999999999999-0123456789abcdef@x\n\nhello",
    b"To: b-1-0123456789abcdef@x\nSubject: Out of office\nAuto-Submitted: auto-replied\n\nI am away",
    b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 200,
]


@pytest.mark.parametrize("raw", NONSENSE)
def test_nonsense_is_borne(raw: bytes) -> None:
    assert bounces.take_back(raw).letter is None
    assert not Mailbox.objects.exists()


def test_the_maildir_is_read_once_and_kept(letter: Notification, settings: Settings) -> None:
    box = mailbox.Maildir(settings.BOUNCE_MAILDIR)
    box.add(mailbox.MaildirMessage(EmailMessage()))
    box.add(report(letter))
    assert (bounces.collect(), bounces.collect()) == (2, 0)
    assert fresh(letter).mail_state == "bounced"
    assert len(box) == 2 and all("S" in message.get_flags() for message in box)


def test_without_a_maildir_nothing_is_looked_for(settings: Settings) -> None:
    settings.BOUNCE_MAILDIR = ""
    assert bounces.collect() == 0


def test_a_mail_server_can_hand_it_over_by_a_pipe(
    letter: Notification, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(report(letter))))
    call_command("bounce")
    assert capsys.readouterr().out == f"hard, letter {letter.pk}\n"
    assert fresh(letter).mail_state == "bounced"
