"""Pages for everybody: two doors, help that a frightened seller can read, and grounds in plain words."""

import re

import pytest
from django.test import Client

from policy import reasons
from tests.sellers.test_case_page import sentences
from tests.sellers.test_cases import BLAME, text_of

pytestmark = pytest.mark.django_db
PAGES = ["/", "/help/", "/help/my-listing/", "/help/counter-notice/", "/help/proof/", "/contact/", "/accessibility/"]
PAGES += ["/privacy/", "/policies/", "/policies/TM-01/", "/policies/M-01/"]


@pytest.mark.parametrize("path", PAGES)
def test_it_opens_for_everybody_in_short_sentences_and_blames_nobody(path: str) -> None:
    page = Client().get(path)
    assert page.status_code == 200
    html = page.content.decode()
    assert html.count("<h1") == 1
    assert not BLAME.search(text_of(html))
    longest = max(sentences(html), key=lambda each: len(each.split()))
    assert len(longest.split()) <= 25, longest
    assert not re.search(r"\{[a-z]+\}", text_of(html)), "no place is left to be filled"


def test_the_front_has_two_doors_and_the_second_leads_to_help() -> None:
    words = Client().get("/").content.decode()
    assert 'href="/report/"' in words
    assert 'href="/cases/"' in words
    assert 'href="/help/my-listing/"' in words


def test_every_ground_has_a_page_and_unknown_ones_have_none() -> None:
    for reason in reasons.all():
        assert Client().get(f"/policies/{reason.code}/").status_code == 200
    for path in ("/policies/XX-99/", "/help/nothing/", "/help/../settings/"):
        assert Client().get(path).status_code == 404


def test_the_pages_are_small() -> None:
    for path in PAGES:
        page = Client().get(path, HTTP_ACCEPT_ENCODING="gzip")
        assert len(page.content) <= 6 * 1024, path
        assert b"work.css" not in page.content
