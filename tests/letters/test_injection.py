"""Sixty things somebody might type to get a header or a recipient of their own into our mail: none of them does."""

from email import message_from_bytes, policy

import pytest
from pytest_django import Settings

from accounts.models import User
from docket.models import Entry
from notifications import private
from notifications.mail import as_mail, send_due
from notifications.models import Notification
from notifications.post import post
from tests import cast

pytestmark = pytest.mark.django_db
ENDS = ["\r\n", "\n", "\r", "\r\n\r\n", "\n\n", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85"]
ENDS += ["\u2028", "\u2029", "\x00\r\n"]
WANTS = ["Bcc: all@evil.example", "To: all@evil.example", "X-Evil: 1", "Content-Type: text/html"]
PAYLOADS = [f"LINDE{end}{want}" for end in ENDS for want in WANTS] + [
    "=?utf-8?q?LINDE=0D=0ABcc:_all@evil.example?=",
    "=?utf-8?b?TElOREUNCkJjYzogYWxsQGV2aWwuZXhhbXBsZQ==?=",
    "LINDE%0D%0ABcc: all@evil.example",
    "LINDE\\r\\nBcc: all@evil.example",
    "LI" * 2000,
    "\u202eLINDE\u2066\r\n\tfolded: yes",
    "\ud7ff\ue000\ufffe LINDE 😀" * 50,
    '"LINDE" <all@evil.example>, <more@evil.example>',
]
ALLOWED = {
    "content-type", "mime-version", "subject", "from", "to", "reply-to", "date", "message-id", "auto-submitted",
    "x-auto-response-suppress", "content-language", "in-reply-to", "references",
}  # fmt: skip


def harmless(raw: bytes, to: str) -> None:
    """As a mail program reads it: one recipient, and no header that is not ours."""
    head = raw.partition(b"\n\n")[0]
    mail = message_from_bytes(raw, policy=policy.default)
    assert {name.lower() for name in mail.keys()} <= ALLOWED  # noqa: SIM118  a mail has several of one name
    assert [value.lower() for value in mail.get_all("To", [])] == [to]
    assert all(len(mail.get_all(name, [])) == 1 for name in ("Subject", "From", "To", "Date", "Message-ID"))
    assert not mail.defects and max(map(len, head.split(b"\n"))) < 999
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds in (["multipart/alternative", "text/plain", "text/html"], ["text/plain"])


def entry() -> Entry:
    cast.right()
    found = Entry.objects.filter(subject_type="right", step="verify").first()
    assert found is not None
    return found


def written(payload: str, address: str = "mara@linde.example") -> Notification:
    facts = {"name": payload, "right": payload, "number": payload, "valid_until": "", "url": "http://x/", "portal": "F"}
    return post(
        entry(),
        address=address,
        audience="owner",
        letter="right_verified",
        context=facts,
        thread=payload,
        language=payload[:12],
    )


def test_there_are_sixty_of_them() -> None:
    assert len(set(PAYLOADS)) >= 60


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_in_every_field_that_reaches_a_header(number: int, settings: Settings) -> None:
    payload = PAYLOADS[number]
    settings.PORTAL_NAME = settings.DEFAULT_FROM_EMAIL = settings.CONTACT_EMAIL = "notices@fairmark.example"
    letter = written(payload)
    harmless(as_mail(letter).message().as_bytes(), "mara@linde.example")
    assert "evil" not in as_mail(letter).from_email
    assert send_due([letter.pk]) == 1, "it is cleaned, and never holds up the queue"


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_as_an_address(number: int) -> None:
    for address in (PAYLOADS[number], f"mara@linde.example{PAYLOADS[number][5:]}"):
        letter = written("LINDE", address=address[:254])
        if letter.mail_state == "due":
            harmless(as_mail(letter).message().as_bytes(), letter.address)
        else:
            assert letter.mail_state == "bounced" and send_due([letter.pk]) == 0


@pytest.mark.parametrize("number", range(0, len(PAYLOADS), 5))
def test_in_a_mail_with_a_secret(number: int, mailoutbox: list[object]) -> None:
    facts = {"who": PAYLOADS[number], "organisation": PAYLOADS[number], "role": "member", "until": entry().at}
    facts |= {"url": "http://x/", "portal": "F", "marketplace": "M"}
    private.send("account/invitation", "new@linde.example", facts, User().language)
    harmless(mailoutbox[0].message().as_bytes(), "new@linde.example")  # type: ignore[attr-defined]
