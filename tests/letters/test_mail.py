"""Mail goes out once, stays due while the server is away, and nothing typed becomes a header."""

import smtplib
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from docket.models import Entry
from notices.letters import tell
from notifications.envelope import message_id
from notifications.letters import render
from notifications.mail import as_mail, before, send_due
from notifications.models import Notification
from notifications.post import post
from tests import cast
from tests.notices import stories

pytestmark = pytest.mark.django_db
FACTS = {"name": "Mara", "number": "1", "valid_until": "", "url": "http://x/", "portal": "Fairmark"}


@pytest.fixture
def entry() -> Entry:
    cast.right()
    entry = Entry.objects.filter(subject_type="right", step="verify").first()
    assert entry is not None
    return entry


def written(entry: Entry, address: str = "mara@linde.example", right: str = "LINDE", thread: str = "") -> Notification:
    return post(
        entry,
        address=address,
        audience="owner",
        letter="right_verified",
        context={**FACTS, "right": right},
        thread=thread,
    )


def test_the_same_letter_is_written_and_sent_once(entry: Entry) -> None:
    first, again = written(entry), written(entry, address="Mara@Linde.example ", right="Other")
    assert first == again
    assert "LINDE" in again.subject
    assert send_due([first.pk, first.pk]) == 1
    assert send_due([first.pk]) == 0
    assert len(mail.outbox) == 1


def test_a_repetition_would_carry_the_same_message_id_and_date(entry: Entry) -> None:
    one = written(entry, thread="N-7K4M2QXD")
    first, second = as_mail(one).message(), as_mail(one).message()
    assert first["Message-ID"] == second["Message-ID"] and first["Date"] == second["Date"]
    assert first["In-Reply-To"] is None, "the first of its thread answers nothing"


def test_letters_about_one_case_stand_together_for_each_reader() -> None:
    stories.countered()
    for entry in Entry.objects.filter(subject_type="claim").order_by("pk"):
        tell(entry)
    for reader in ("mara@linde.example", "nils@nordicmugs.example"):
        mails = [m.message() for m in mail.outbox if m.to == [reader]]
        names = [m["Message-ID"] for m in mails]
        assert len(names) >= 2 and len(set(names)) == len(names)
        for place, each in enumerate(mails[1:], 1):
            assert each["In-Reply-To"] == names[place - 1]
            assert each["References"].split() == names[:place]


def test_a_long_talk_names_its_beginning_and_the_last_few(entry: Entry) -> None:
    many = [
        Notification(entry=entry, address="a@b.example", thread="N-1", letter=f"l{n}", created_at=entry.at)
        for n in range(30)
    ]
    first, *_, last = Notification.objects.bulk_create(many)
    found = before(last)
    assert len(found) == 10 and found[0] == message_id(first) and found[-1] == message_id(many[-2])


@pytest.mark.parametrize("address", ["a@b.example, c@d.example", "a@b.example\nBcc: c@d.example", "nobody"])
def test_what_is_not_one_address_gets_no_mail(entry: Entry, address: str) -> None:
    letter = written(entry, address=address)
    assert letter.mail_state == "bounced"
    assert send_due([letter.pk]) == 0
    assert not mail.outbox


def test_without_an_address_the_letter_is_kept(entry: Entry) -> None:
    letter = written(entry, address="")
    assert letter.mail_state == "none"
    assert send_due([letter.pk]) == 0


def break_server(monkeypatch: pytest.MonkeyPatch, failure: Exception) -> None:
    def refuse(*_: Any) -> int:
        raise failure

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)


@pytest.mark.parametrize("failure", [smtplib.SMTPServerDisconnected("gone"), TimeoutError("slow"), OSError("away")])
def test_a_letter_stays_due_until_the_server_takes_it(monkeypatch: pytest.MonkeyPatch, failure: Exception) -> None:
    stories.submitted()
    entry = Entry.objects.get(subject_type="claim", step="submit")
    with monkeypatch.context() as away:
        break_server(away, failure)
        with pytest.raises(type(failure)):
            tell(entry)
    assert Notification.objects.get().mail_state == "due"
    tell(entry)
    assert Notification.objects.get().mail_state == "sent"
    assert len(mail.outbox) == 1


def test_an_unknown_mailbox_is_marked_and_not_tried_again(entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = written(entry)
    break_server(monkeypatch, smtplib.SMTPRecipientsRefused({letter.address: (550, b"unknown")}))
    assert send_due([letter.pk]) == 0
    letter.refresh_from_db()
    assert letter.mail_state == "bounced"


def test_one_failure_does_not_hold_up_the_others(entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = written(entry), written(entry, address="paul@okafor.example")
    send = EmailBackend.send_messages

    def picky(self: EmailBackend, messages: Any) -> int:
        if messages[0].to == [bad.address]:
            raise smtplib.SMTPDataError(421, b"later")
        return int(send(self, messages))

    monkeypatch.setattr(EmailBackend, "send_messages", picky)
    with pytest.raises(smtplib.SMTPDataError):
        send_due([bad.pk, good.pk])
    assert [m.to for m in mail.outbox] == [[good.address]]


def test_html_is_the_same_words_and_links_only_to_us(settings: Any) -> None:
    url = f"{settings.PORTAL_URL}/rights/rgt_1/"
    facts = {**FACTS, "right": "<b>LINDE</b>", "url": url}
    words = render("right_refused", {**facts, "reason": "See https://evil.example/\n\nOur words\n---\n- no"})
    assert f'<a href="{url}">' in words.html
    assert 'href="https://evil.example' not in words.html
    assert "<b>" not in words.html
    assert "<h2>Our words" not in words.html
