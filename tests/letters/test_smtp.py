"""A mail server at its worst: no letter is lost, and one that goes out twice is the same letter to any mail program."""

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import Settings

from docket import clock, outbox
from docket.models import Breaker, Delivery, Entry
from notices import actions, queues
from notices.letters import tell
from notifications import mail
from notifications.models import Mailbox, Notification
from tests import cast
from tests.letters import fake_smtp
from tests.letters.fake_smtp import Mood
from tests.notices import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: Settings) -> Iterator[fake_smtp.Smtp]:
    with fake_smtp.serving() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", running.port, False
        settings.EMAIL_HOST_USER, settings.EMAIL_TIMEOUT = "", 2
        settings.MAIL_BOUNCE_DOMAIN = "bounce.fairmark.example"
        yield running


@pytest.fixture(autouse=True)
def only_the_case() -> None:
    """The right's own letter went out before the story begins."""
    cast.right(kind="copyright")
    Delivery.objects.update(state="done")


def deliver() -> None:
    """What workers do, without the waiting in between."""
    Delivery.objects.filter(subscriber__startswith="enforcement").update(state="done")
    for _ in range(4):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE docket_delivery SET due_at = clock_timestamp() WHERE state = 'due'")
        while outbox.deliver():
            pass


PASSING = {
    "421 at the door": Mood("OPEN", "421 too busy"),
    "421 at the sender": Mood("MAIL", "421 4.3.2 going down"),
    "450 at the recipient": Mood("RCPT", "450 4.2.1 try later"),
    "451 after the letter": Mood("END", "451 4.3.0 try later"),
    "554 after the letter": Mood("END", "554 5.7.1 not today"),
    "reset at the recipient": Mood("RCPT"),
    "reset before the letter": Mood("DATA"),
}


@pytest.mark.parametrize("fault", PASSING)
def test_a_passing_fault_loses_nothing_and_repeats_nothing(server: fake_smtp.Smtp, fault: str) -> None:
    server.moods = [PASSING[fault]]
    stories.submitted()
    deliver()
    assert [got.recipients for got in server.got] == [["mara@linde.example"]]
    assert Notification.objects.get().mail_state == "sent" and server.tries >= 2


def test_taken_and_then_silent_is_the_one_way_to_get_a_letter_twice(server: fake_smtp.Smtp) -> None:
    server.moods = [Mood("END")]
    stories.submitted()
    deliver()
    first, second = server.got
    assert first.mail["Message-ID"] == second.mail["Message-ID"]
    assert first.mail.as_bytes() == second.mail.as_bytes() or first.mail.get_boundary() != second.mail.get_boundary()
    assert first.mail["Date"] == second.mail["Date"]
    assert Notification.objects.get().mail_state == "sent"


def test_an_unknown_mailbox_is_noted_and_not_asked_again(server: fake_smtp.Smtp) -> None:
    server.moods = [Mood("RCPT", "550 5.1.1 no such user here")]
    stories.submitted()
    deliver()
    letter = Notification.objects.get()
    assert (letter.mail_state, letter.bounced_because) == ("bounced", "550 5.1.1 no such user here")
    assert Mailbox.objects.get().undeliverable_at is not None
    assert server.got == [] and server.tries == 1


def test_a_full_mailbox_is_asked_again_later_and_the_other_side_hears_meanwhile(server: fake_smtp.Smtp) -> None:
    stories.upheld()
    server.moods = [Mood("RCPT", "552 5.2.2 mailbox full")]
    deliver()
    late = Notification.objects.exclude(again_at=None).get()
    assert (late.mail_state, late.bounces) == ("due", 1) and not Mailbox.objects.exists()
    assert len(server.got) == Notification.objects.count() - 1
    assert mail.send_again() == 0, "not before its time"
    Notification.objects.filter(pk=late.pk).update(again_at=late.created_at)
    assert mail.send_again() == 1
    late.refresh_from_db()
    assert (late.mail_state, late.again_at) == ("sent", None)


def test_a_server_away_for_long_gets_each_letter_once_when_it_is_back(server: fake_smtp.Smtp) -> None:
    server.moods = [Mood("OPEN", "421 away")] * 300
    stories.upheld(count=3)
    for _ in range(3):
        deliver()
    assert server.got == []
    server.moods = []
    Delivery.objects.update(state="due", attempts=0)
    Breaker.objects.update(probe_at=clock.real())
    deliver()
    assert sorted(got.mail["Message-ID"] for got in server.got) == sorted({g.mail["Message-ID"] for g in server.got})
    assert len(server.got) == Notification.objects.count() == Notification.objects.filter(mail_state="sent").count()


def test_the_envelope_names_the_letter_and_the_letter_names_us(server: fake_smtp.Smtp) -> None:
    stories.submitted()
    deliver()
    (got,) = server.got
    letter = Notification.objects.get()
    assert got.sender.startswith(f"b-{letter.pk}-") and got.sender.endswith("@bounce.fairmark.example")
    assert got.mail["From"].endswith("<notices@fairmark.example>")
    assert got.mail["Reply-To"] == "ip-help@fairmark.example"
    assert got.mail["Auto-Submitted"] == "auto-generated" and got.mail["List-Id"] is None
    assert got.mail["Date"].datetime.replace(microsecond=0) == letter.created_at.replace(microsecond=0)


def test_five_hundred_listings_are_one_mail_a_side(server: fake_smtp.Smtp) -> None:
    claims = stories.held(count=500)
    queues.take_up(by=cast.tomas().actor, notice=claims[0].notice, queue="second_look")
    actions.confirm(by=cast.tomas().actor, claims=claims)
    for entry in Entry.objects.filter(subject_type="claim").order_by("pk"):
        tell(entry)
    assert sorted((got.mail["Subject"].partition(":")[0], *got.recipients) for got in server.got) == sorted(
        (letter.subject.partition(":")[0], letter.address) for letter in Notification.objects.all()
    )
    assert {letter.letter for letter in Notification.objects.all()} == {"receipt", "outcome", "statement_of_reasons"}
    reasons = Notification.objects.get(letter="statement_of_reasons")
    assert "500 of your listings" in reasons.subject and len(reasons.html) < 60_000
