"""The case page is short: in words, in sentences, in bytes."""

import gzip
import re
from pathlib import Path

import pytest
from django.test import Client

from notices.models import Claim
from tests import cast
from tests.notices import stories
from tests.sellers.test_cases import page_of, signed_in, text_of

pytestmark = pytest.mark.django_db
STATIC = Path(__file__).resolve().parents[2] / "static"
UNTOLD = {"submitted", "escalated", "incomplete", "held", "paused", "rejected", "retracted", "lapsed"} | {
    "appealed_rejection"
}
TOLD = sorted(set(stories.TO_STATE) - UNTOLD)
MARKETS = ["US", "DE", "GB", "JP"]


@pytest.fixture
def seller(db: None) -> Client:
    return signed_in(cast.nils())


def html_of(client: Client, claims: list[Claim]) -> str:
    response = client.get(page_of(claims))
    assert response.status_code == 200
    return response.content.decode()


def sentences(html: str) -> list[str]:
    """What is read as one sentence: up to a full stop, or the end of a heading, a line of a list, a button."""
    main = html[html.index("<main") : html.index("</main>")]
    # A link or a date inside a sentence does not end it.
    inside = re.sub(r"</?(?:a|time|bdi|strong|span)\b[^>]*>", "", re.sub(r"\s+", " ", main))
    blocks = re.split(r"<[^>]+>", inside)
    parts = (part.strip() for block in blocks for part in re.split(r"(?<=[.?!])\s+", block))
    return [part for part in parts if re.search(r"\w", part)]


@pytest.mark.parametrize("state", TOLD)
def test_every_state_is_said_in_few_words_and_short_sentences(seller: Client, state: str) -> None:
    html = html_of(seller, stories.TO_STATE[state]())
    words = text_of(html).split()
    lengths = {sentence: len(sentence.split()) for sentence in sentences(html)}
    assert len(words) <= 220, " ".join(words)
    assert max(lengths.values()) <= 25, max(lengths, key=lambda each: lengths[each])
    assert sum(lengths.values()) / len(lengths) <= 18


@pytest.mark.parametrize("market", MARKETS)
def test_every_law_is_said_in_few_words(seller: Client, market: str) -> None:
    claims = stories.upheld(market=market, count=3)
    html = html_of(seller, claims)
    assert len(text_of(html).split()) <= 220
    assert max(len(sentence.split()) for sentence in sentences(html)) <= 25


def test_the_whole_page_weighs_twelve_kilobytes_at_most(seller: Client) -> None:
    """As a browser gets it, without the picture of the listing."""
    claims = stories.upheld(market="DE", count=3)
    page = seller.get(page_of(claims), HTTP_ACCEPT_ENCODING="gzip")
    assert page["Content-Encoding"] == "gzip"
    html = gzip.decompress(page.content).decode()
    asked = set(re.findall(r'(?:href|src)="/static/([\w./-]+?)(?:#\w+)?"', html)) | {"icons.svg"}
    assert asked == {"app.css", "app.js", "favicon.svg", "icons.svg"}, "nothing else is fetched"
    weight = len(page.content) + sum(len(gzip.compress((STATIC / each).read_bytes(), 9)) for each in asked)
    assert weight <= 12 * 1024, weight
    assert "data-forms" not in html


def test_files_and_answers_for_machines_are_not_squeezed(seller: Client) -> None:
    for path in ("/api/v1/reference/defences", page_of(stories.upheld()) + "record.pdf"):
        assert "Content-Encoding" not in seller.get(path, HTTP_ACCEPT_ENCODING="gzip")
