"""Which language a page is in: asked for, one's own, remembered, accepted; and right-to-left where it is."""

import re

import pytest
from django.test import Client
from django.utils import translation

from accounts import countries
from accounts.models import User
from docket import clock
from docket.models import Entry
from listings.models import Seller
from notices.letters import recipients
from notices.receipts import record
from notices.statement import Line
from notifications.letters import spoken
from notifications.models import Notification
from tests import cast
from tests.notices import stories
from tests.sellers.test_cases import page_of, signed_in

pytestmark = pytest.mark.django_db


def language_of(client: Client, path: str = "/help/", **headers: str) -> str:
    page = client.get(path, headers=headers)
    found = re.search(r'<html lang="([\w-]+)" dir="(\w+)"', page.content.decode())
    assert found
    assert (found[2] == "rtl") == (found[1] == "ar")
    assert page["Content-Language"] == found[1]
    return found[1]


def test_a_stranger_gets_what_the_browser_accepts() -> None:
    client = Client()
    assert language_of(client) == "en"
    assert language_of(client, **{"Accept-Language": "de-AT,de;q=0.9"}) == "de"
    assert language_of(client, **{"Accept-Language": "zh-CN"}) == "zh-hans"
    assert language_of(client, **{"Accept-Language": "tlh"}) == "en"


def test_the_address_switches_and_the_browser_remembers() -> None:
    client = Client()
    assert language_of(client, "/help/?hl=ar") == "ar"
    assert language_of(client, **{"Accept-Language": "de"}) == "ar"
    assert language_of(client, "/help/?hl=nonsense") == "ar"


def test_a_persons_own_setting_comes_first_and_the_form_changes_it() -> None:
    nils = cast.nils()
    client = Client()
    client.get("/help/?hl=ar")
    client.force_login(nils.user)
    assert language_of(client, **{"Accept-Language": "es"}) == "en", "another person's browser does not decide"
    done = client.post("/language/", {"language": "de", "next": "/cases/"})
    assert (done.status_code, done["Location"]) == (303, "/cases/")
    assert language_of(client, "/cases/") == "de"
    assert User.objects.get(pk=nils.user.pk).language == "de"
    assert language_of(signed_in(nils), "/cases/") == "de", "on another device, too"
    assert language_of(client, "/cases/?hl=es") == "es"
    assert language_of(client, "/cases/") == "es", "remembered for this person here"


def test_switching_goes_nowhere_else_and_bears_nonsense() -> None:
    for onward in ("https://evil.example/", "//evil.example", ""):
        assert Client().post("/language/", {"language": "de", "next": onward})["Location"] == "/"
    assert Client().post("/language/", {"language": "x" * 500}).status_code == 303
    assert Client().get("/language/").status_code == 405


def test_a_shops_letters_are_in_the_language_the_marketplace_gave() -> None:
    claims = stories.upheld()
    Seller.objects.update(organisation=None, email="shop@mugs.example", language="de-AT")
    (person,) = recipients.of_seller(stories.again(claims)[0].seller)
    assert spoken(person.language) == "de"
    assert [spoken(code) for code in ("zh-CN", "zh", "ar-EG", "tlh", "")] == ["zh-hans", "zh-hans", "ar", "en", "en"]


@pytest.mark.parametrize("language", ["de", "es", "zh-hans", "ar"])
def test_dates_are_written_as_the_language_writes_them(language: str) -> None:
    claims = stories.upheld(market="DE")
    page = signed_in(cast.nils()).get(page_of(claims) + "decision/?hl=" + language).content.decode()
    assert " UTC" in page
    assert not re.search(r"\d{1,2} (January|June|November|December) 20", page)


def test_countries_are_joined_as_each_language_joins_them() -> None:
    for language, words in (
        ("en", "Germany, France and Spain"),
        ("de", "Deutschland, Frankreich und Spanien"),
        ("ar", "ألمانيا وفرنسا وإسبانيا"),
        ("zh-hans", "德国、法国和西班牙"),
    ):
        with translation.override(language):
            assert countries.listed([countries.names()[code] for code in ("DE", "FR", "ES")]) == words


def test_a_letter_is_read_in_its_own_direction() -> None:
    """It stays in the language in which it was sent, whatever the page around it speaks."""
    nils = cast.nils()
    stories.upheld()
    entry = Entry.objects.latest("pk")
    written = {"audience": "seller", "subject": "!", "created_at": clock.now()}
    for language, spoken_now, direction in (("en", "ar", "ltr"), ("ar", "en", "rtl")):
        sent = Notification.objects.create(
            entry=entry,
            recipient=nils.user,
            address=nils.user.email,
            language=language,
            letter=language,
            text="!",
            **written,
        )
        page = signed_in(nils).get(f"/inbox/{sent.pk}/?hl={spoken_now}").content.decode()
        assert f'<html lang="{spoken_now}"' in page
        assert f'<div class="body flow" lang="{language}" dir="{direction}">' in page


def test_in_the_record_each_partys_words_run_in_their_own_direction() -> None:
    said = [record.line_of(Line(text, quoted=True)) for text in ("Our mark", "علامتنا", "12 علامة LINDE")]
    assert [each["rtl"] for each in said] == [False, True, True]
