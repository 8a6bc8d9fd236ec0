"""Staff can look at every letter in every language with invented facts, and none has an empty place."""

import re

import pytest
from django.conf import settings as django_settings
from django.test import Client

from docket.procedure import REGISTRY
from notifications import samples, topics
from tests import cast

pytestmark = pytest.mark.django_db
CASES = [(name, number) for name in samples.names() for number in range(len(samples.of(name)))]
LEFT_OPEN = re.compile(r"\bNone\b|\{\{|\{%|\[\]|<bound|datetime")


def test_every_letter_has_facts_to_show_it_with() -> None:
    """A new letter brings sample.yaml along: one block for each case that reads differently (CONTRIBUTING)."""
    assert [name for name in samples.names() if not samples.of(name)] == []


def test_every_promised_letter_names_the_steps_that_send_it() -> None:
    promised = {told.letter for procedure in REGISTRY.values() for step in procedure.steps for told in step.told}
    for name in samples.names():
        assert bool(list(samples.senders(name))) == (name.removeprefix("account/") in promised)


@pytest.mark.parametrize("language", dict(django_settings.LANGUAGES))
@pytest.mark.parametrize(("name", "number"), CASES)
def test_each_is_whole_in_each_language(name: str, number: int, language: str) -> None:
    letter = samples.written(name, number, language)
    assert letter.subject.strip() and letter.text.strip()
    assert not LEFT_OPEN.search(letter.subject + letter.text), letter.text
    assert f'<html lang="{language}"' in letter.html
    for fetched in ("src=", "url(", "<script", "@import", "<link", "<img"):
        assert fetched not in letter.html
    assert "\n\n\n" not in letter.text


def signed_in(who: cast.Person) -> Client:
    client = Client()
    client.force_login(who.user)
    return client


def test_staff_see_all_of_them_and_nobody_else_does() -> None:
    for person in (cast.amina(), cast.tomas(), cast.jon()):
        page = signed_in(person).get("/review/letters/").content.decode()
        assert all(f"/review/letters/{name}/" in page for name in samples.names())
    for person in (cast.mara(), cast.nils()):
        for path in ("", "receipt/", "receipt/mail"):
            assert signed_in(person).get(f"/review/letters/{path}").status_code == 404
    assert Client().get("/review/letters/").status_code == 302


def test_one_letter_tells_who_gets_it_and_after_which_step() -> None:
    client = signed_in(cast.amina())
    page = client.get("/review/letters/statement_of_reasons/?case=1").content.decode()
    assert "uphold" in page and "Seller" in page and "500 of your listings are hidden" in page
    assert "frame-src 'self'" in client.get("/review/letters/receipt/")["Content-Security-Policy"]
    assert "Whoever asks for it" in client.get("/review/letters/account/login_code/").content.decode()


def test_the_mail_is_shown_in_a_frame_in_which_nothing_runs() -> None:
    answer = signed_in(cast.amina()).get("/review/letters/receipt/mail?case=1")
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    rules = answer["Content-Security-Policy"]
    assert "default-src 'none'" in rules and "sandbox" in rules and "script-src" not in rules
    assert "500 listings" in answer.content.decode()


@pytest.mark.parametrize("path", ["no_such/", "../../x/", "receipt/?case=9", "receipt/?case=x", "receipt/?case=²"])
def test_what_does_not_exist_is_not_found(path: str) -> None:
    assert signed_in(cast.amina()).get(f"/review/letters/{path}").status_code == 404


def test_an_unknown_language_is_ours() -> None:
    assert signed_in(cast.amina()).get("/review/letters/receipt/?language=tlh").status_code == 200


def test_optional_letters_exist_and_none_carries_a_right_to_answer() -> None:
    assert not topics.faults(samples.names())
    due = {"statement_of_reasons", "outcome", "counter_notice", "asked_first", "rejected", "information_requested"}
    assert not [name for name in due if topics.optional(name)] and topics.optional("right_verified")
