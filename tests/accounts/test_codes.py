"""Signing in by a code: six digits, ten minutes, five tries, one browser; and no telling who has an account."""

import json
import re
import smtplib
import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from accounts import addresses
from accounts.models import User
from tests import cast
from tests.accounts.mails import another, code_sent_to, last_to

pytestmark = pytest.mark.django_db
MARA = "mara@linde.example"
ASK, ENTER = "/sign-in/code/", "/sign-in/code/enter/"


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


def asked(address: str = MARA, onward: str = "", client: Client | None = None) -> Client:
    client = client or Client()
    answer = client.post(ASK, {"email": address, "next": onward})
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == ENTER
    return client


def enter(client: Client, code: str) -> Any:
    return client.post(ENTER, {"code": code})


def who(client: Client) -> str:
    return str(client.session.get("_auth_user_id", ""))


def test_a_code_opens_and_leads_back() -> None:
    mara = cast.mara()
    client = asked(onward="/rights/new/")
    answer = enter(client, code_sent_to(MARA))
    assert (answer.status_code, answer["Location"]) == (302, "/rights/new/")
    assert who(client) == str(mara.user.pk)
    assert EmailAddress.objects.get(user=mara.user).verified


def test_the_code_may_be_pasted_with_spaces_and_in_any_digits() -> None:
    cast.mara()
    client = asked()
    code = code_sent_to(MARA)
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert enter(client, f" {arabic[:3]} {arabic[3:]}\u200e").status_code == 302
    assert who(client)


def test_a_wrong_code_keeps_the_page_and_five_of_them_end_it() -> None:
    cast.mara()
    client = asked()
    code = code_sent_to(MARA)
    for _ in range(4):
        answer = enter(client, another(code))
        assert answer.status_code == 401
        assert "This is not the code" in answer.content.decode()
    assert enter(client, another(code))["Location"] == ASK
    assert enter(client, code)["Location"] == ASK
    assert not who(client)


def test_tries_are_counted_even_if_the_browser_forgets_them() -> None:
    """Many requests at once all read the session as it was before: the count of a code is kept elsewhere."""
    cast.mara()
    client = asked()
    code, before = code_sent_to(MARA), client.session["account_login"]
    for _ in range(5):
        enter(client, another(code))
        session = client.session
        session["account_login"] = before
        session.save()
    assert enter(client, code).status_code == 401
    assert not who(client)


def test_a_code_ends_after_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    cast.mara()
    client = asked()
    code, now = code_sent_to(MARA), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 601)
    assert enter(client, code)["Location"] == ASK
    assert not who(client)


def test_a_code_belongs_to_the_browser_that_asked() -> None:
    cast.mara()
    asked()
    other = Client()
    assert enter(other, code_sent_to(MARA))["Location"] == ASK
    assert not who(other)


def test_a_code_opens_once_and_only_the_newest_does() -> None:
    cast.mara()
    client = asked()
    first = code_sent_to(MARA)
    assert client.post(ENTER, {"action": "resend"}).status_code == 302
    newest = code_sent_to(MARA)
    if first != newest:
        assert enter(client, first).status_code == 401
    assert enter(client, newest).status_code == 302
    client.post("/sign-out/")
    assert enter(client, newest)["Location"] == ASK
    assert not who(client)


def test_a_stranger_sees_the_same_and_gets_a_mail_that_says_so() -> None:
    cast.mara()
    pages = [asked(address).get(ENTER).content.decode() for address in (MARA, "nobody@linde.example")]
    alike = [re.sub("(mara|nobody)(@|%40)linde.example", "x", page) for page in pages]
    same = [[line for line in page.splitlines() if "csrf" not in line] for page in alike]
    assert same[0] == same[1]
    assert "There is no account with it" in last_to("nobody@linde.example")
    stranger = asked("nobody@linde.example")
    assert enter(stranger, "123456").status_code == 401
    assert not User.objects.filter(email="nobody@linde.example").exists()


def test_nobody_reads_a_code_in_the_database() -> None:
    cast.mara()
    asked()
    code = code_sent_to(MARA)
    stored = [json.dumps(session.get_decoded()) for session in Session.objects.all()]
    assert stored
    assert not any(code in text for text in stored)


def test_requests_for_codes_are_limited() -> None:
    cast.mara()
    answers = [Client().post(ASK, {"email": MARA}).status_code for _ in range(4)]
    assert answers == [302, 302, 302, 429]
    assert len(mail.outbox) == 3
    assert Client().post(ASK, {"email": "nils@nordicmugs.example"}).status_code == 302


def test_a_closed_account_stays_closed() -> None:
    mara = cast.mara()
    User.objects.filter(pk=mara.user.pk).update(is_active=False)
    client = asked()
    assert enter(client, code_sent_to(MARA))["Location"] == "/sign-in/closed/"
    assert not who(client)


def test_nobody_is_led_elsewhere() -> None:
    cast.mara()
    for onward in ("//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"):
        cache.clear()
        client = asked(onward=onward)
        assert enter(client, code_sent_to(MARA))["Location"] == "/home/"


def test_one_can_turn_back_to_the_password() -> None:
    cast.mara()
    client = asked()
    assert client.get("/sign-in/")["Location"] == ENTER
    assert client.post(ENTER, {"action": "cancel"})["Location"] == "/sign-in/"
    assert client.get("/sign-in/").status_code == 200


def test_while_mail_is_away_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise smtplib.SMTPServerDisconnected("gone")

    cast.mara()
    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    answer = Client().post(ASK, {"email": MARA})
    assert answer.status_code == 503
    assert "We could not send the mail" in answer.content.decode()


@pytest.mark.parametrize(
    "typed",
    ["", "x", "a@b", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "mara@straße.example",
     "mara@ﬁrm.example", "mar\u212a@linde.example", "mara\u0131@linde.example", "x" * 250 + "@linde.example"],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed: str) -> None:
    answer = Client().post(ASK, {"email": typed})
    assert answer.status_code == 400
    assert "error-summary" in answer.content.decode()
    assert not mail.outbox


def test_one_mailbox_has_one_spelling() -> None:
    composed, apart = "mara@b\u00fccher.example", "Mara@BU\u0308CHER.example "
    assert addresses.normal(apart) == addresses.normal(composed) == composed
    with pytest.raises(ValidationError):
        addresses.normal("mara@stra\u00dfe.example")


@pytest.mark.urls("tests.accounts.doors")
def test_a_caller_may_make_the_person_once_the_address_is_proven() -> None:
    client = Client()
    assert client.get("/door/?address=ada@new.example")["Location"] == ENTER
    assert not User.objects.filter(email="ada@new.example").exists()
    assert enter(client, code_sent_to("ada@new.example"))["Location"] == "/help/"
    ada = User.objects.get(email="ada@new.example")
    assert (ada.name, ada.guest, ada.has_usable_password(), who(client)) == ("Ada New", True, False, str(ada.pk))
    assert EmailAddress.objects.get(user=ada).verified


@pytest.mark.urls("tests.accounts.doors")
def test_who_is_signed_in_as_somebody_else_leaves_first() -> None:
    client = Client()
    client.force_login(cast.mara().user)
    client.get("/door/?address=ada@new.example")
    assert not who(client)
    enter(client, code_sent_to("ada@new.example"))
    assert who(client) == str(User.objects.get(email="ada@new.example").pk)


def test_a_password_set_by_somebody_who_never_proved_the_address_does_not_open_it() -> None:
    """Otherwise one could make an account with a victim's address and wait for the victim to come."""
    User.objects.create_user("victim@linde.example", "known to the attacker", name="x")
    client = asked("victim@linde.example")
    enter(client, code_sent_to("victim@linde.example"))
    assert who(client)
    assert not User.objects.get(email="victim@linde.example").has_usable_password()
