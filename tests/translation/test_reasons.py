"""Why we decided is read in the reader's language where it is the catalogue's text, and as written where it is not."""

from collections.abc import Sequence
from html import unescape
from unittest import mock

import pytest
from django.core import mail
from django.utils import translation

from docket.models import Entry
from notices import actions, reasoning
from notices.actions import Verdict
from notices.letters import tell
from notices.models import Claim, Decision
from policy import reasons
from tests import cast
from tests.notices import stories
from tests.sellers.test_cases import page_of, read, signed_in

pytestmark = pytest.mark.django_db
GERMAN = "Die Beschreibung von „LINDE table lamp brass“ wiederholt Text aus dem Werk"


def decided(text: str, claims: list[Claim], code: str = "CR-04") -> list[Claim]:
    actions.uphold(by=cast.amina().actor, claims=claims, verdict=Verdict(code, text))
    return stories.again(claims)


def in_german(text: str, claims: Sequence[Claim], code: str = "CR-04") -> str:
    with translation.override("de"):
        return reasoning.retold(text, code, claims)


def test_the_catalogues_text_is_told_in_the_readers_language_and_kept_in_english() -> None:
    claims = stories.taken_up(stories.submitted(market="DE"))
    english = reasoning.written(reasons.get("CR-04"), claims[0])
    decided(english, claims)
    words = unescape(read(signed_in(cast.nils()), page_of(claims) + "decision/?hl=de"))
    assert GERMAN in words
    assert english not in words
    assert english in unescape(read(signed_in(cast.nils()), page_of(claims) + "decision/?hl=en"))
    assert Decision.objects.get().public_reason == english


def test_a_letter_tells_the_reason_in_its_own_language() -> None:
    nils = cast.nils()
    nils.user.language = "de"
    nils.user.save()
    claims = stories.taken_up(stories.submitted(market="DE"))
    decided(reasoning.written(reasons.get("CR-04"), claims[0]), claims)
    mail.outbox.clear()
    tell(Entry.objects.filter(step="uphold").latest("pk"))
    assert GERMAN in " ".join(str(sent.body) for sent in mail.outbox).replace("\n> ", " ")


def test_words_of_the_reviewers_own_stay_as_written() -> None:
    claims = stories.submitted()
    english = reasoning.written(reasons.get("CR-04"), claims[0])
    for text in (english + " Look again.", "The text is the owner's.", ""):
        assert in_german(text, claims) == text
    assert in_german(english, claims, "CR-05") == english, "another reason's text"
    assert in_german(english, claims, "XX-99") == english
    assert in_german(english, claims, "") == english


def test_what_the_reviewer_typed_is_carried_over() -> None:
    claims = stories.submitted()
    blank = reasoning.written(reasons.get("X-02"), claims[0])
    told = in_german(blank.replace("[say exactly what]", "a copy (2 sizes)"), claims, "X-02")
    assert "verbirgt, was es wirklich anbietet: a copy (2 sizes). Unsere" in told


def test_words_for_several_listings_name_them_in_the_readers_language() -> None:
    claims = stories.submitted(count=5)
    english = reasoning.for_many(reasoning.written(reasons.get("CR-04"), claims[0]), claims[0])
    assert "this listing" in english
    told = in_german(english, claims)
    assert told.startswith("Die Beschreibung von „")
    assert all(reasoning.title_of(claim) in told for claim in claims[:3])
    assert "…“" in told


def test_an_english_reader_costs_no_comparison() -> None:
    with mock.patch.object(reasons, "render") as render:
        assert reasoning.retold("As written.", "CR-04", stories.submitted()) == "As written."
    assert not render.called
