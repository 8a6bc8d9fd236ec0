"""Deciding: per listing or all, in words that go out, with nothing typed lost."""

from typing import Any

import pytest

from enforcement.models import Restriction
from notices import actions
from notices.models import Decision, Notice
from tests import cast
from tests.reviewers.moves import TEXT, decide, seen, states, take_up

pytestmark = pytest.mark.django_db


def test_the_words_are_ready_before_anything_is_chosen(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    page = sign_in(cast.amina()).get(f"/review/{notice.reference}/")
    form = page.context["form"]
    assert form["outcome"].value() is None
    assert form["reason"].value() == "TM-01"
    assert "the mark LINDE (EM 018224561)" in form["text"].value()
    assert "Statements signed" in page.content.decode()


def test_one_listing_is_hidden_and_the_other_opens(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    answer = decide(sign_in(cast.amina()), notice, note="seen twice before")
    assert answer.status_code == 303 and "listing=2" in answer["Location"]
    assert states(notice) == ["upheld", "submitted"]
    made = Decision.objects.get()
    assert (made.public_reason, made.private_note, made.reason_code) == (TEXT, "seen twice before", "TM-01")


def test_all_undecided_listings_at_once_and_on_to_the_next_case(sign_in: Any, notice: Notice) -> None:
    other = actions.submit(by=cast.mara().actor, filing=cast.filing([cast.listing(7719999)]))
    take_up(cast.amina(), notice)
    named = 'The listing "LINDE table lamp brass" shows LINDE. The title of "LINDE table lamp brass" says so.'
    answer = decide(sign_in(cast.amina()), notice, everywhere="on", text=named)
    assert states(notice) == ["upheld", "upheld"]
    assert other.reference in answer["Location"]
    texts = set(Decision.objects.values_list("public_reason", flat=True))
    assert texts == {"The listing shows LINDE. The title of this listing says so."}


def test_hide_in_some_countries_orders_just_those(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    decide(sign_in(cast.amina()), notice, outcome="hide", countries="de, AT")
    assert Restriction.objects.get().territories == ["AT", "DE"]


def test_the_european_union_means_all_its_countries(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    decide(sign_in(cast.amina()), notice, outcome="hide", countries="EU, GB")
    assert {"DE", "FR", "GB"} < set(Restriction.objects.get().territories) and len(
        Restriction.objects.get().territories
    ) == 28


def test_keep_tells_the_reason_for_rejecting(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    decide(sign_in(cast.amina()), notice, outcome="keep", reason="M-02", text="The shop is an authorised dealer.")
    assert states(notice) == ["rejected", "submitted"]


def test_ask_the_rights_owner_sends_the_question(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    decide(sign_in(cast.amina()), notice, outcome="ask", reason="F-07", text="Please send a photo of the label.")
    claim = notice.claims.get(ordinal=1)
    assert (claim.state, claim.question) == ("incomplete", "Please send a photo of the label.")


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"outcome": ""}, "Choose a decision first."),
        ({"outcome": "restore"}, "Select a valid choice"),
        ({"reason": ""}, "Choose a reason."),
        ({"reason": "M-02"}, "does not fit"),
        ({"text": " "}, "Write the words that go out"),
        ({"text": "We saw [say exactly what] there."}, "Replace what stands in brackets"),
        ({"outcome": "hide", "countries": ""}, "Name at least one country"),
        ({"outcome": "hide", "countries": "Germany"}, "not a country"),
        ({"text": "x" * 4001}, "Use 4000 characters or fewer"),
    ],
)
def test_a_fault_is_named_and_what_was_typed_stays(
    sign_in: Any, notice: Notice, typed: dict[str, str], fault: str
) -> None:
    take_up(cast.amina(), notice)
    page = decide(sign_in(cast.amina()), notice, **({"note": "my own note"} | typed))
    text = page.content.decode()
    assert page.status_code == 422 and fault in text and "my own note" in text and "Error:" in text
    assert states(notice) == ["submitted", "submitted"]


def test_without_script_the_text_of_another_reason_is_filled_in_by_a_button(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    page = decide(sign_in(cast.amina()), notice, outcome="keep", reason="M-02", note="kept", fill="1")
    form = page.context["form"]
    assert (form["outcome"].value(), form["note"].value()) == ("keep", "kept")
    assert "Studio Linde GmbH" in form["text"].value() and form["text"].value() != TEXT
    assert states(notice) == ["submitted", "submitted"]


def test_choosing_rewrites_only_untouched_words(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    client, url = sign_in(cast.amina()), f"/review/{notice.reference}/words/"
    typed = {"listing": 1, "outcome": "keep", "reason": "M-02", "text": "Mine.", "filled": "Old."}
    assert "Mine." in client.post(url, typed).content.decode()
    assert "Mine." not in client.post(url, typed | {"filled": "Mine."}).content.decode()


def test_a_weighty_claim_goes_to_a_second_person(sign_in: Any, db: None) -> None:
    actions.submit(by=cast.hansen().actor, filing=cast.filing([cast.listing()], by=cast.hansen()))
    heavy = actions.submit(by=cast.mara().actor, filing=cast.filing([cast.listing()]))
    take_up(cast.amina(), heavy)
    client = sign_in(cast.amina())
    page = client.get(f"/review/{heavy.reference}/").content.decode()
    assert "Send for a second look" in page and "Someone else claims the same right." in page
    decide(client, heavy)
    assert states(heavy) == ["held"] and not Restriction.objects.exists()
    # Who proposed can read it, but neither sees nor reaches a way to decide it.
    text = client.get(f"/review/{heavy.reference}/").content.decode()
    assert "You asked for the second look" in text and "/decide/" not in text
    assert decide(client, heavy, outcome="confirm").status_code == 403
    assert decide(client, heavy, outcome="keep", reason="M-02").status_code == 403
    take_up(cast.tomas(), heavy, "second_look")
    second = sign_in(cast.tomas())
    assert TEXT in second.get(f"/review/{heavy.reference}/").content.decode()
    decide(second, heavy, outcome="confirm", reason="", text="")
    assert states(heavy) == ["upheld"] and Restriction.objects.count() == 1


def test_the_second_person_may_reject(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    decide(sign_in(cast.amina()), notice, outcome="second")
    take_up(cast.tomas(), notice, "second_look")
    decide(sign_in(cast.tomas()), notice, outcome="keep", reason="M-02", text="An authorised dealer.")
    assert states(notice) == ["rejected", "submitted"]


def test_a_page_that_is_older_than_the_case_is_refused_with_the_words_kept(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    client, old = sign_in(cast.amina()), seen(notice)
    decide(client, notice, outcome="keep", reason="M-02", text="An authorised dealer.")
    page = decide(client, notice, versions=old, text="Words that took me an hour.")
    text = page.content.decode()
    assert page.status_code == 409
    for words in (
        "Something happened since",
        "Amina Keller",
        "Not upheld",
        "Your choice was: Remove",
        "took me an hour",
    ):
        assert words in text
    assert states(notice) == ["rejected", "submitted"]


def test_the_words_of_a_second_tab_are_kept_when_the_first_tab_has_decided(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    client, old = sign_in(cast.amina()), seen(notice)
    decide(client, notice)
    page = decide(client, notice, versions=old, text="Words that took me an hour.")
    text = page.content.decode()
    assert page.status_code == 409 and "took me an hour" in text and "Upheld, listing hidden" in text
    stale = {"listing": 1, "outcome": "keep", "reason": "M-02", "text": "Mine.", "filled": "Mine."}
    assert client.post(f"/review/{notice.reference}/words/", stale).status_code == 204


def test_without_holding_the_case_nothing_is_decided_and_it_can_be_taken_up_with_the_words(
    sign_in: Any, notice: Notice
) -> None:
    client = sign_in(cast.amina())
    page = decide(client, notice, text="My words.")
    assert page.status_code == 409 and "My words." in page.content.decode()
    again = decide(client, notice, text="My words.", retake="1")
    assert again.status_code == 200 and "My words." in again.content.decode()
    assert decide(client, notice, text="My words.").status_code == 303


def test_while_another_holds_it_the_page_is_for_reading(sign_in: Any, notice: Notice) -> None:
    take_up(cast.tomas(), notice)
    client = sign_in(cast.amina())
    text = client.get(f"/review/{notice.reference}/").content.decode()
    assert "Tomás Rey is working on this case" in text and "/decide/" not in text
    assert decide(client, notice).status_code == 409
    assert (
        "Tomás Rey is working on this case."
        in client.post(f"/review/{notice.reference}/take-up/", {"listing": 1}, follow=True).content.decode()
    )
    assert states(notice) == ["submitted", "submitted"]


def test_a_party_neither_sees_nor_reaches_the_decision(sign_in: Any, notice: Notice) -> None:
    from accounts.models import Membership

    Membership.objects.create(user=cast.amina().user, organisation=cast.nils().organisation)
    client = sign_in(cast.amina())
    text = client.get(f"/review/{notice.reference}/").content.decode()
    assert "You belong to one of the parties" in text and "/decide/" not in text
    assert client.post(f"/review/{notice.reference}/take-up/", {"listing": 1}).status_code == 403
    assert decide(client, notice).status_code == 403
    assert states(notice) == ["submitted", "submitted"]


@pytest.mark.parametrize("versions", ["", "x", "1:2:3", "9" * 40 + ":1", "1:" + "9" * 40, "١:٢"])
def test_broken_versions_decide_nothing(sign_in: Any, notice: Notice, versions: str) -> None:
    take_up(cast.amina(), notice)
    assert decide(sign_in(cast.amina()), notice, versions=versions).status_code in {409, 422}
    assert states(notice) == ["submitted", "submitted"]
