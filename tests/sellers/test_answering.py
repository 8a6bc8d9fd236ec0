"""Three screens to an answer; the portal picks the path the law has for it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from notices import actions
from notices.models import Appeal, Claim, CounterNotice
from rights.models import Evidence
from tests import cast
from tests.letters.test_every_letter import in_china
from tests.notices import stories
from tests.sellers.test_cases import page_of, read, signed_in

pytestmark = pytest.mark.django_db
SIGNED = {"signer": "Nils Aas", "address": "Havnegade 3, 1058 Copenhagen", "phone": "+45 55 01 00"}
SWORN = {f"sworn-{c}-1": "on" for c in ("mistake_under_perjury", "jurisdiction_consent", "accept_service")}


@pytest.fixture
def seller(db: None) -> Client:
    return signed_in(cast.nils())


def invoice(name: str = "invoice.pdf", content: bytes = b"%PDF-1.4 invoice") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def answer_until_check(client: Client, claims: list[Claim], **more: Any) -> str:
    """The first two screens; gives the address of the third."""
    first = client.post(page_of(claims) + "answer/why/", {"defence": "own_design"})
    assert first.status_code == 303, first.content.decode()
    second = client.post(first["Location"], {"explanation": "I took this photo myself.", **more})
    assert second.status_code == 303, second.content.decode()
    return str(second["Location"])


def state(claims: list[Claim]) -> set[str]:
    return {claim.state for claim in stories.again(claims)}


def test_american_copyright_warns_first_and_then_takes_a_counter_notice(seller: Client) -> None:
    claims = stories.upheld()
    check = answer_until_check(seller, claims, proof=invoice())
    warning = read(seller, check)
    for part in ("legal document", "your name", "your postal address", "your phone number", "ordinary answer"):
        assert part in warning
    in_german = read(seller, check + "&hl=de")
    for part in ("rechtliches Dokument", "Ihren Namen", "Ihre Postanschrift", "Ihre Telefonnummer"):
        assert part in in_german, "what is passed on is said in the reader's language, too"
    read(seller, check + "&hl=en")
    seller.post(check, {"path": "legal"})
    page = read(seller, check)
    assert "Under penalty of perjury" in page
    assert "invoice.pdf" in page
    done = seller.post(check, {**SIGNED, **SWORN})
    assert done.status_code == 303
    assert state(claims) == {"countered"}
    paper = CounterNotice.objects.get()
    assert (paper.signer, paper.phone, paper.statements.count()) == ("Nils Aas", "+45 55 01 00", 3)
    assert [file.name for file in paper.evidence.all()] == ["invoice.pdf"]
    assert "We have your counter-notice" in read(seller, done["Location"])


@pytest.mark.parametrize("missing", [*SIGNED, *SWORN])
def test_nothing_is_sent_while_something_is_missing(seller: Client, missing: str) -> None:
    claims = stories.upheld()
    check = answer_until_check(seller, claims)
    seller.post(check, {"path": "legal"})
    given = {**SIGNED, **SWORN}
    del given[missing]
    response = seller.post(check, given)
    assert response.status_code == 400
    assert "There is a problem" in response.content.decode()
    assert state(claims) == {"upheld"}


def test_an_ordinary_answer_instead_gives_no_name_away(seller: Client) -> None:
    claims = stories.upheld()
    check = answer_until_check(seller, claims)
    seller.post(check, {"path": "ordinary"})
    page = read(seller, check)
    assert "perjury" not in page
    assert "Your postal address" not in page
    assert seller.post(check, {}).status_code == 303
    assert state(claims) == {"appealed_takedown"}
    assert not CounterNotice.objects.exists()


@pytest.mark.parametrize(("market", "claim_type"), [("DE", "copyright"), ("GB", "counterfeit"), ("US", "counterfeit")])
def test_elsewhere_it_is_never_called_a_counter_notice(seller: Client, market: str, claim_type: str) -> None:
    claims = stories.upheld(market=market, claim_type=claim_type)
    pages = read(seller, page_of(claims)) + read(seller, page_of(claims) + "answer/why/")
    check = answer_until_check(seller, claims)
    pages += read(seller, check)
    assert "counter-notice" not in pages.lower()
    done = seller.post(check, {"sworn-complaint_true-1": "on"})
    assert done.status_code == 303
    assert state(claims) == {"appealed_takedown"}
    appeal = Appeal.objects.get()
    assert (appeal.defence, appeal.grounds) == ("own_design", "I took this photo myself.")
    assert "We have your answer" in read(seller, done["Location"])


def test_china_takes_a_declaration_with_evidence(seller: Client) -> None:
    claims = in_china()
    first = seller.post(page_of(claims) + "answer/why/", {"defence": "genuine"})
    bare = seller.post(first["Location"], {"explanation": "I bought them from the owner."})
    assert bare.status_code == 400
    assert "add at least one file" in bare.content.decode()
    check = answer_until_check(seller, claims, proof=invoice())
    seller.post(check, {"path": "legal"})
    page = read(seller, check)
    assert "counter-notice" not in page.lower()
    seller.post(check, {**SIGNED, "sworn-non_infringement_statement-1": "on"})
    assert state(claims) == {"countered"}


def test_the_seller_is_heard_before_a_patent_decision(seller: Client) -> None:
    claims = stories.awaiting_seller()
    assert "Tell us your side" in read(seller, page_of(claims))
    check = answer_until_check(seller, claims)
    done = seller.post(check, {})
    assert done.status_code == 303
    assert state(claims) == {"submitted"}
    assert "stays visible until then" in read(seller, done["Location"])
    assert "A person is deciding" in read(seller, page_of(claims))


def test_one_answer_covers_the_chosen_listings(seller: Client) -> None:
    claims = stories.upheld(count=3)
    why = page_of(claims) + "answer/why/"
    chosen = [claims[0].public_id, claims[2].public_id]
    assert seller.post(why, {"defence": "genuine", "claims": []}).status_code == 400
    proof = seller.post(why, {"defence": "genuine", "claims": chosen})["Location"]
    check = seller.post(proof, {"explanation": "Bought from the owner."})["Location"]
    seller.post(check, {"path": "legal"})
    seller.post(check, {**SIGNED, **SWORN})
    assert [claim.state for claim in stories.again(claims)] == ["countered", "upheld", "countered"]


def test_a_listing_of_somebody_else_cannot_be_smuggled_in(seller: Client) -> None:
    mine = stories.upheld(market="DE")
    other = stories.upheld(market="GB", count=2)
    response = seller.post(page_of(mine) + "answer/why/", {"defence": "genuine", "claims": [other[0].public_id]})
    check = seller.post(response["Location"], {"explanation": "Mine."})["Location"]
    seller.post(check, {})
    assert state(mine) == {"appealed_takedown"}
    assert state(other) == {"upheld"}


def test_what_was_typed_is_kept_between_screens_and_beside_mistakes(seller: Client) -> None:
    claims = stories.upheld(market="DE")
    answer_until_check(seller, claims, proof=invoice())
    proof = seller.get(page_of(claims) + "answer/proof/").content.decode()
    assert "I took this photo myself." in proof
    assert "invoice.pdf" in proof
    bad = seller.post(
        page_of(claims) + "answer/proof/",
        {"explanation": "New words.", "proof": [invoice("second.pdf"), invoice("bad.exe", b"MZ")]},
    )
    page = bad.content.decode()
    assert bad.status_code == 400
    assert "New words." in page
    assert "second.pdf" in page
    assert "bad.exe" in page


def test_a_file_can_be_taken_out_again(seller: Client) -> None:
    claims = stories.upheld(market="DE")
    answer_until_check(seller, claims, proof=invoice())
    file = Evidence.objects.get(name="invoice.pdf")
    proof = page_of(claims) + "answer/proof/"
    seller.post(proof, {"explanation": "I took this photo myself.", "drop": file.public_id})
    assert "invoice.pdf" not in seller.get(proof).content.decode()


def test_a_case_that_changed_meanwhile_is_not_answered_blindly(seller: Client) -> None:
    claims = stories.upheld(market="DE")
    check = answer_until_check(seller, claims)
    assert seller.post(check, {"seen": f"{claims[0].pk}:1"}).status_code == 409
    assert state(claims) == {"upheld"}
    actions.retract(by=cast.mara().actor, claims=claims)
    gone: HttpResponse = seller.post(check, {})
    assert gone.status_code == 303
    assert state(claims) == {"retracted"}


def test_nothing_is_open_after_the_time_to_answer(seller: Client) -> None:
    claims = stories.upheld(market="DE")
    stories.pass_days(300)
    words = read(seller, page_of(claims))
    assert "The time to answer ended on" in words
    assert "Say why it is allowed" not in words
    assert seller.get(page_of(claims) + "answer/why/").status_code == 303


@pytest.mark.parametrize("step", ["why", "proof", "check"])
def test_looking_at_a_screen_changes_nothing(seller: Client, step: str) -> None:
    claims = stories.upheld()
    seller.get(f"{page_of(claims)}answer/{step}/")
    seller.get(f"{page_of(claims)}answer/sent/")
    assert state(claims) == {"upheld"}
    assert "answer" not in " ".join(seller.session.keys())


@pytest.mark.parametrize("nasty", ["", "  ", "\u200b", "x" * 8001])
def test_words_that_say_nothing_or_too_much_are_refused(seller: Client, nasty: str) -> None:
    claims = stories.upheld(market="DE")
    proof = seller.post(page_of(claims) + "answer/why/", {"defence": "other"})["Location"]
    response = seller.post(proof, {"explanation": nasty})
    assert response.status_code == 400
    assert "There is a problem" in response.content.decode()
