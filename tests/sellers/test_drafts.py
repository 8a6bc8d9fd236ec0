"""A draft of an answer: kept for the shop, on any device, never overwritten unseen, forgotten after its time."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import Membership
from notices import tasks
from notices.models import AnswerDraft, Claim
from policy.load import book
from tests import cast
from tests.notices import stories
from tests.sellers.test_answering import answer_until_check, invoice
from tests.sellers.test_cases import page_of, signed_in

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def seller(db: None) -> Client:
    return signed_in(cast.nils())


def version() -> int:
    return AnswerDraft.objects.get().version


def why_of(claims: list[Claim]) -> str:
    return page_of(claims) + "answer/why/"


def proof_of(claims: list[Claim]) -> str:
    return page_of(claims) + "answer/proof/"


def test_a_draft_outlives_a_sign_out_and_is_there_on_another_device(seller: Client) -> None:
    claims = stories.upheld(market="DE")
    answer_until_check(seller, claims, proof=invoice())
    seller.logout()
    phone = signed_in(cast.nils())
    page = phone.get(proof_of(claims)).content.decode()
    assert "I took this photo myself." in page
    assert "invoice.pdf" in page
    assert "Saved" in page


def test_a_colleague_goes_on_and_a_stranger_finds_nothing(seller: Client) -> None:
    claims = stories.upheld(market="DE")
    answer_until_check(seller, claims)
    colleague = cast.person("bea@nordicmugs.example", "Bea", cast.nils().organisation)
    assert "I took this photo" in signed_in(colleague).get(proof_of(claims)).content.decode()
    assert signed_in(cast.yara()).get(proof_of(claims)).status_code == 404
    Membership.objects.filter(user=colleague.user).delete()
    assert signed_in(colleague).get(proof_of(claims)).status_code == 404


def test_what_is_typed_is_saved_by_itself_with_its_version(seller: Client) -> None:
    claims = stories.upheld(market="DE")
    first = seller.post(why_of(claims), {"defence": "licence", "version": "0"}, **JSON)
    assert (first.status_code, first.json()) == (200, {"version": 1})
    second = seller.post(proof_of(claims), {"explanation": "I have a lic", "version": "1"}, **JSON)
    assert second.json() == {"version": 2}
    assert AnswerDraft.objects.get().content["explanation"] == "I have a lic"
    assert stories.again(claims)[0].state == "upheld"


@pytest.mark.parametrize("by_itself", [True, False])
def test_an_older_tab_overwrites_nothing_and_shows_both_texts(seller: Client, by_itself: bool) -> None:
    claims = stories.upheld(market="DE")
    seller.post(why_of(claims), {"defence": "licence", "version": "0"})
    seller.post(proof_of(claims), {"explanation": "Newer words.", "version": "1"}, **JSON)
    more: dict[str, Any] = JSON if by_itself else {}
    late = seller.post(proof_of(claims), {"explanation": "Older words.", "version": "1"}, **more)
    assert late.status_code == 409
    assert AnswerDraft.objects.get().content["explanation"] == "Newer words."
    if not by_itself:
        page = late.content.decode()
        assert "Newer words." in page
        assert "Older words." in page
        assert f'name="version" value="{version()}"' in page, "continuing keeps one's own"
        kept = seller.post(proof_of(claims), {"explanation": "Older words.", "version": str(version())})
        assert kept.status_code == 303


def test_of_two_devices_that_begin_at_once_the_second_is_told(seller: Client) -> None:
    claims = stories.upheld(market="DE")
    assert seller.post(why_of(claims), {"defence": "licence", "version": "0"}).status_code == 303
    late = seller.post(why_of(claims), {"defence": "genuine", "version": "0"})
    assert late.status_code == 409
    assert "I have a licence" in late.content.decode()
    assert AnswerDraft.objects.get().content["defence"] == "licence"


def test_a_sent_answer_does_not_come_back_to_life(seller: Client) -> None:
    claims = stories.upheld(market="DE")
    check = answer_until_check(seller, claims)
    old = version()
    assert seller.post(check, {}).status_code == 303
    assert not AnswerDraft.objects.exists()
    seller.post(proof_of(claims), {"explanation": "Late.", "version": str(old)}, **JSON)
    assert not AnswerDraft.objects.exists()


def test_a_photo_that_is_too_big_is_said_clearly_and_a_link_leads_on_at_a_computer(
    seller: Client, settings: Any
) -> None:
    settings.EVIDENCE_MAX_BYTES = 1000
    claims = stories.upheld(market="DE")
    seller.post(why_of(claims), {"defence": "genuine"})
    big = seller.post(
        proof_of(claims), {"explanation": "See my photo.", "proof": invoice(content=b"%PDF-" + b"x" * 2000)}
    )
    assert big.status_code == 400
    assert "is bigger than" in big.content.decode()
    assert "Mail me a link to go on at a computer" in big.content.decode()
    assert seller.post(page_of(claims) + "answer/elsewhere/").status_code == 303
    (sent,) = mail.outbox
    assert sent.to == ["nils@nordicmugs.example"]
    link = re.search(r"/c/[\w-]{32}/", str(sent.body))
    assert link
    assert signed_in(cast.nils()).get(link[0])["Location"] == page_of(claims)
    assert "See my photo." in signed_in(cast.nils()).get(proof_of(claims)).content.decode()
    assert signed_in(cast.yara()).post(page_of(claims) + "answer/elsewhere/").status_code == 404


def test_drafts_are_forgotten_after_their_time(seller: Client) -> None:
    claims = stories.upheld(market="DE")
    answer_until_check(seller, claims)
    stories.pass_days(book().patience.draft_days - 1)
    assert tasks.forget_what_is_old() == 0
    stories.pass_days(2)
    assert tasks.forget_what_is_old() == 1
    assert not AnswerDraft.objects.exists()


def test_a_defence_of_another_kind_of_right_is_not_taken(seller: Client) -> None:
    claims = stories.upheld(market="DE")
    response = seller.post(why_of(claims), {"defence": "not_in_claim"})
    assert response.status_code == 400
    assert not AnswerDraft.objects.exists()


def test_the_proof_that_helps_follows_from_the_choice(seller: Client) -> None:
    claims = stories.upheld(market="DE")
    for defence, words in (("genuine", "An invoice with the name"), ("prior_use", "Old invoices, catalogues")):
        seller.post(why_of(claims), {"defence": defence})
        assert words in seller.get(proof_of(claims)).content.decode()
