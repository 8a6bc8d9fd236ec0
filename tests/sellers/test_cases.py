"""What a seller sees: every answer to their questions, nobody else's case, and nothing protected."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from docket.moments import moment
from notices import actions, cases, queues
from notices.actions import Verdict
from notices.models import Claim, Decision, Note
from tests import cast
from tests.notices import stories

pytestmark = pytest.mark.django_db
BLAME = re.compile(r"infringer|violat|strike|guilty|offender", re.IGNORECASE)
PLANTED = {
    "note": "PLANTED-note",
    "private": "PLANTED-private-reason",
    "phone": "PLANTED-phone",
    "address": "PLANTED-address",
    "email": "planted@studio.example",
    "person": "PLANTED-person",
}


def signed_in(person: cast.Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


@pytest.fixture
def seller(db: None) -> Client:
    return signed_in(cast.nils())


def page_of(claims: list[Claim]) -> str:
    return f"/cases/{cases.reference(claims[0].notice)}/"


def text_of(html: str) -> str:
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return text_of(response.content.decode())


UNTOLD = {"submitted", "incomplete", "held", "escalated", "rejected"}


@pytest.mark.parametrize("state", sorted(set(stories.TO_STATE) - UNTOLD))
def test_each_state_has_a_page_or_none(seller: Client, state: str) -> None:
    claims = stories.TO_STATE[state]()
    told = state not in {"paused", "retracted", "lapsed", "appealed_rejection"}
    response = seller.get(page_of(claims))
    assert response.status_code == (200 if told else 404)
    if told:
        words = text_of(response.content.decode())
        assert not BLAME.search(words)
        assert len(words.split()) <= 220, words
        assert "Why this happened" in words
        listed = read(seller, "/cases/")
        assert cases.reference(claims[0].notice) in listed


def test_a_case_that_rests_after_the_seller_was_asked_keeps_its_page(seller: Client) -> None:
    claims = stories.taken_up(stories.by_agent(claim_type="patent"))
    actions.hear_seller(by=cast.amina().actor, claims=claims)
    stories.mandate_ends()
    assert stories.again(claims)[0].state == "paused"
    words = read(seller, page_of(claims))
    assert "The notice is on hold" in words
    assert len(words.split()) <= 220, words


def test_the_page_answers_in_the_order_of_the_questions(seller: Client) -> None:
    claims = stories.upheld(market="DE")
    words = read(seller, page_of(claims))
    order = [
        "One of your listings is hidden for now",
        "Hidden since",
        "LINDE table lamp brass",
        "not affected",
        "Why this happened",
        "Studio Linde GmbH says",
        "No court has decided",
        "You can answer until",
        "What you can do",
        "What happens next",
    ]
    assert [words.index(part) for part in order] == sorted(words.index(part) for part in order)


def test_an_empty_list_is_good_news(seller: Client) -> None:
    assert "You have no cases. That is good." in read(seller, "/cases/")


def test_open_cases_come_first(seller: Client) -> None:
    back, hidden = stories.restored(), stories.upheld(market="GB")
    words = read(seller, "/cases/")
    assert words.index(cases.reference(hidden[0].notice)) < words.index(cases.reference(back[0].notice))


def test_other_shops_owners_and_strangers_find_nothing(seller: Client) -> None:
    claims = stories.upheld()
    for path in ("", "decision/", "answer/why/", "answer/proof/", "answer/check/", "answer/sent/"):
        address = page_of(claims) + path
        for stranger in (cast.yara(), cast.mara(), cast.amina()):
            client = signed_in(stranger)
            assert client.get(address).status_code == 404
            foreign, unknown = client.get(address).content, client.get("/cases/C-00000000/" + path).content
            assert scrub(foreign) == scrub(unknown)
        assert Client().get(address).status_code == 302


def scrub(page: bytes) -> bytes:
    """Without what differs between any two answers."""
    return re.sub(rb"req_\w+|csrf\w*\W+value=\"\w+\"|C-\w{8}", b"", page)


def test_a_claim_nobody_told_the_shop_of_is_not_a_case(seller: Client) -> None:
    for claims in (stories.submitted(), stories.retracted(), stories.held(market="GB")):
        assert seller.get(page_of(claims)).status_code == 404
    assert "You have no cases" in read(seller, "/cases/")


def test_protected_words_are_on_no_page(seller: Client) -> None:
    mara = cast.mara()
    assert mara.organisation is not None
    for field in ("phone", "address", "email"):
        setattr(mara.organisation, field, PLANTED[field])
    mara.organisation.save()
    mara.user.name = PLANTED["person"]
    mara.user.save()
    claims = stories.taken_up(stories.submitted())
    actions.note(by=cast.amina().actor, notice=claims[0].notice, text=PLANTED["note"])
    Note.objects.create(notice=claims[0].notice, by=cast.amina().user, text=PLANTED["note"])
    verdict = Verdict("CR-03", "The photo is a copy.", PLANTED["private"])
    actions.uphold(by=cast.amina().actor, claims=claims, verdict=verdict)
    for path in ("", "decision/", "answer/why/"):
        page = seller.get(page_of(claims) + path).content.decode()
        assert "Studio Linde GmbH" in page or path == "answer/why/"
        for planted in (*PLANTED.values(), "Amina", "mara@linde.example"):
            assert planted not in page, path


def test_the_full_reasons_are_a_statement_of_reasons(seller: Client) -> None:
    claims = stories.upheld(market="DE")
    words = read(seller, page_of(claims) + "decision/")
    parts = [
        "We hide this listing from buyers",
        "LINDE table lamp brass (L-7712093)",
        "For all buyers, in every country",
        "There is no end date",
        "A notice of Studio Linde GmbH",
        "We did not act on our own initiative",
        "Studio Linde GmbH says that your listing copies its work",
        "The photo in the listing is a copy",
        "Our terms",
        "CR-03: Uses someone else",
        "EU notice and action (Digital Services Act)",
        "No software of ours found it",
        "a person decided",
        "Appeal this decision",
        "Until",
        "out-of-court dispute body",
        "go to a court",
    ]
    places = [words.find(part) for part in parts]
    assert places == sorted(places) and -1 not in places, dict(zip(parts, places, strict=True))
    assert not BLAME.search(words)
    links = seller.get(page_of(claims) + "decision/").content.decode()
    assert 'href="/policies/CR-03/"' in links
    assert 'href="https://eur-lex.europa.eu/eli/reg/2022/2065/oj"' in links


def test_an_appeal_changed_is_told_as_such(seller: Client) -> None:
    claims = stories.appealed_takedown()
    queues.take_up(by=cast.tomas().actor, notice=claims[0].notice, queue="appeals")
    actions.decide_appeal(by=cast.tomas().actor, claims=claims, keep_it=False, verdict=stories.NOT_SHOWN)
    assert "visible again" in read(seller, page_of(claims))
    assert "We made it visible again" in read(seller, page_of(claims) + "decision/")


def test_what_was_answered_is_told_instead_of_offered(seller: Client) -> None:
    claims = stories.countered(market="US")
    words = read(seller, page_of(claims) + "decision/")
    assert "You sent a counter-notice on" in words
    assert "ask us to look again, without the legal paper" not in words
    claims = stories.appealed_takedown(market="DE")
    words = read(seller, page_of(claims) + "decision/")
    assert "You asked us to look again on" in words
    assert "Appeal this decision" not in words


def test_a_second_look_keeps_the_day_of_the_hiding(seller: Client) -> None:
    claims = stories.appealed_takedown()
    first = Decision.objects.get(claim=claims[0])
    Decision.objects.update(decided_at=first.decided_at - timedelta(days=3))
    queues.take_up(by=cast.tomas().actor, notice=claims[0].notice, queue="appeals")
    actions.decide_appeal(by=cast.tomas().actor, claims=claims, keep_it=True, verdict=stories.COPIED)
    began = Decision.objects.get(pk=first.pk).decided_at
    words = read(seller, page_of(claims) + "decision/")
    assert "We looked again: it stays hidden" in words
    assert words.count(f"Since {moment(began)}.") == 2


def test_a_hidden_listing_leads_to_the_points(seller: Client) -> None:
    hidden, back = stories.upheld(), stories.restored(market="GB")
    assert "A hidden listing can bring points." in read(seller, page_of(hidden))
    assert 'href="/cases/standing/"' in seller.get(page_of(hidden)).content.decode()
    assert "can bring points" not in read(seller, page_of(back))


def test_what_another_case_hides_is_not_called_unaffected(seller: Client) -> None:
    claims = stories.upheld()
    cast.listing(7719001)
    assert "Your other listing and your money are not affected." in read(seller, page_of(claims))
    filing = cast.filing([cast.listing(7719001)])
    other = stories.taken_up(stories.claims_of(actions.submit(by=cast.mara().actor, filing=filing)))
    actions.uphold(by=cast.amina().actor, claims=other, verdict=stories.COPIED)
    assert "Your shop and your money are not affected." in read(seller, page_of(claims))


def test_many_listings_come_in_pages_and_few_queries(seller: Client, django_assert_max_num_queries: Any) -> None:
    claims = stories.upheld(count=45)
    with django_assert_max_num_queries(30):
        words = read(seller, page_of(claims))
    assert "45 of your listings are hidden for now" in words
    assert "More listings" in words
    assert "First listings" in read(seller, page_of(claims) + "?after=40")
    for nonsense in ("0", "-1", "x", "9" * 30, "²"):
        assert seller.get(page_of(claims), {"after": nonsense}).status_code == 200
