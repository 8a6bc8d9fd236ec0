"""The merits first: answers choose the decision, contradictions are refused, and practice is not left in silence."""

import json
from datetime import timedelta
from typing import Any

import pytest

from docket import clock, outbox
from docket.errors import NotAllowed
from docket.models import Entry
from notices import actions
from notices.actions import Verdict
from notices.models import Decision, Dossier, Notice
from notifications.models import Notification
from rights.models import AllowedSeller
from tests import cast
from tests.notices import stories
from tests.reviewers.moves import TEXT, decide, seen, states, take_up

pytestmark = pytest.mark.django_db
OTHERWISE = {"reason": "M-02", "text": "The shop is an authorised dealer."}


def words(client: Any, notice: Notice, changed: str, **typed: str) -> Any:
    """What the page asks for when a choice was made."""
    form = {"listing": "1", "text": "", "filled": ""} | typed
    return client.post(f"/review/{notice.reference}/words/", form, headers={"HX-Trigger-Name": changed})


def values(answer: Any, *names: str) -> tuple[str, ...]:
    return tuple(answer.context["form"][name].value() for name in names)


def test_answers_choose_outcome_reason_and_words(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    client = sign_in(cast.amina())
    answer = words(client, notice, "q_allowed", q_sign="same", q_allowed="dealer")
    assert values(answer, "outcome", "reason") == ("keep", "M-02")
    assert 'hx-swap-oob="true"' in answer.content.decode()
    answer = words(client, notice, "q_use", q_sign="like", q_allowed="no", q_use="title")
    assert values(answer, "outcome", "reason", "q_sign") == ("remove", "TM-02", "like")
    assert "are led to a different product" in values(answer, "text")[0]


def test_a_chosen_decision_affirms_what_it_rests_on(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    client = sign_in(cast.amina())
    answer = words(client, notice, "outcome", outcome="remove", reason="TM-01")
    assert values(answer, "q_sign", "q_allowed", "q_use") == ("same", "no", "goods")
    decide(client, notice)
    entry = notice.claims.get(ordinal=1).entries().get(step="uphold")
    assert entry.facts["answers"] == {"sign": "same", "allowed": "no", "use": "goods"}
    assert entry.facts["checklist"] == "trademark/1"


def test_an_answer_that_leads_elsewhere_is_refused_by_the_form_and_by_the_deed(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    page = decide(sign_in(cast.amina()), notice, q_sign="none", note="kept")
    assert page.status_code == 422 and "This answer does not lead to" in page.content.decode()
    claims = stories.claims_of(notice)
    with pytest.raises(NotAllowed, match="Your answers to the questions lead to another decision"):
        actions.uphold(by=cast.amina().actor, claims=claims, verdict=Verdict("TM-01", TEXT, answers={"sign": "none"}))
    assert states(notice) == ["submitted", "submitted"]


def test_an_empty_place_is_refused_by_the_deed_too(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    with pytest.raises(NotAllowed, match="brackets"):
        actions.uphold(
            by=cast.amina().actor, claims=stories.claims_of(notice), verdict=Verdict("TM-08", "See [say exactly what].")
        )
    with pytest.raises(NotAllowed, match="brackets"):
        actions.send_back(by=cast.amina().actor, claims=stories.claims_of(notice), question="Send [what is missing].")
    assert states(notice) == ["submitted", "submitted"] and not Decision.objects.exists()


def test_the_record_of_the_parties_comes_after_the_merits(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    client = sign_in(cast.amina())
    page = client.get(f"/review/{notice.reference}/").content.decode()
    assert "The merits first" in page and "no earlier claims" not in page
    chosen = words(client, notice, "outcome", outcome="keep", reason="M-02")
    assert "no earlier claims" in chosen.content.decode()
    without_script = decide(client, notice, fill="1").content.decode()
    assert "no earlier claims" in without_script and "The merits first" not in without_script


@pytest.fixture
def practice(notice: Notice) -> Notice:
    """Tomás has removed two lamps of the same title for the same right; another one waits."""
    take_up(cast.tomas(), notice)
    actions.uphold(by=cast.tomas().actor, claims=stories.claims_of(notice), verdict=Verdict("TM-01", TEXT))
    return actions.submit(
        by=cast.mara().actor, filing=cast.filing([cast.listing(7719990, title="Brass table LINDE lamp")])
    )


def test_earlier_decisions_on_nearly_the_same_are_shown(sign_in: Any, notice: Notice, practice: Notice) -> None:
    page = sign_in(cast.amina()).get(f"/review/{practice.reference}/").content.decode()
    assert "Decided before, nearly the same" in page and notice.reference in page and "nearly the same title" in page


def test_deciding_otherwise_needs_a_note_that_says_why(sign_in: Any, notice: Notice, practice: Notice) -> None:
    take_up(cast.amina(), practice)
    client = sign_in(cast.amina())
    page = decide(client, practice, "keep", **OTHERWISE)
    assert page.status_code == 409 and "decided the other way" in page.content.decode()
    assert states(practice) == ["submitted"]
    assert decide(client, practice, "keep", **OTHERWISE, note="This shop has a contract since May.").status_code == 303
    entry = practice.claims.get().entries().get(step="reject")
    assert entry.facts["deviates_from"] == [Decision.objects.filter(claim__notice=notice).latest("pk").pk]


@pytest.mark.parametrize(
    ("title", "outcome", "typed"),
    [
        ("Oak chair", "keep", OTHERWISE),
        ("LINDE table lamp brass", "remove", {}),
        ("LINDE table lamp brass", "keep", {"reason": "L-02", "text": "It was gone when we looked."}),
    ],
    ids=["another case", "the same way", "not on the merits"],
)
def test_what_does_not_deviate_needs_no_note(
    sign_in: Any, practice: Notice, title: str, outcome: str, typed: dict[str, str]
) -> None:
    other = actions.submit(by=cast.mara().actor, filing=cast.filing([cast.listing(7719991, title=title)]))
    take_up(cast.amina(), other)
    assert decide(sign_in(cast.amina()), other, outcome, **typed).status_code == 303


def test_the_next_case_is_reserved_for_a_minute_and_opens_next(sign_in: Any, notice: Notice) -> None:
    actions.submit(by=cast.mara().actor, filing=cast.filing([cast.listing(7719992)]))
    mine, theirs = sign_in(cast.amina()), sign_in(cast.tomas())
    take_up(cast.amina(), notice)
    for _twice in range(2):  # chosen again, it stays one case
        words(mine, notice, "outcome", outcome="remove", reason="TM-01", everywhere="on")
    other = Dossier.objects.exclude(notice=notice).get()
    assert other.held_by == cast.amina().user
    assert other.held_until is not None and other.held_until - clock.real() <= timedelta(minutes=1)
    assert "Nothing more is waiting" in theirs.post("/review/next/", {"queue": "review"}, follow=True).content.decode()
    assert other.notice.reference in decide(mine, notice, everywhere="on").url
    other.refresh_from_db()
    assert other.held_until - clock.real() > timedelta(minutes=5)


def test_the_page_that_was_fetched_ahead_is_not_sent_again(sign_in: Any, notice: Notice) -> None:
    other = actions.submit(by=cast.mara().actor, filing=cast.filing([cast.listing(7719992)]))
    client = sign_in(cast.amina())
    take_up(cast.amina(), notice)
    answer = words(client, notice, "outcome", outcome="remove", reason="TM-01", everywhere="on")
    url = json.loads(answer["HX-Trigger"])["ahead"]["url"]
    assert url == f"/review/{other.reference}/?queue=review"
    assert "You hold this case" in client.get(url).content.decode()
    holds = {"versions": seen(notice), "listing": 1, "outcome": "remove", "reason": "TM-01", "text": TEXT}
    held = client.post(
        f"/review/{notice.reference}/decide/", holds | {"everywhere": "on"}, headers={"Portal-Ahead": url}
    )
    assert (held.status_code, held["HX-Push-Url"], held["Portal-Ahead"]) == (200, url, url)
    assert notice.reference in held.content.decode() and other.reference not in held.content.decode()
    assert states(notice) == ["upheld", "upheld"]


def test_another_page_than_the_one_that_comes_next_is_not_shown(sign_in: Any, notice: Notice) -> None:
    other = actions.submit(by=cast.mara().actor, filing=cast.filing([cast.listing(7719992)]))
    take_up(cast.amina(), notice)
    form = {"versions": seen(notice), "listing": 1, "outcome": "remove", "reason": "TM-01", "text": TEXT}
    answer = sign_in(cast.amina()).post(
        f"/review/{notice.reference}/decide/",
        form | {"everywhere": "on"},
        headers={"Portal-Ahead": "/review/N-00000000/?queue=review"},
    )
    assert (answer.status_code, answer.url) == (303, f"/review/{other.reference}/?queue=review")


def test_a_case_that_was_reserved_and_not_used_is_free_again(sign_in: Any, notice: Notice) -> None:
    other = actions.submit(by=cast.mara().actor, filing=cast.filing([cast.listing(7719992)]))
    take_up(cast.amina(), notice)
    words(sign_in(cast.amina()), notice, "outcome", outcome="remove", reason="TM-01", everywhere="on")
    Dossier.objects.filter(notice=other).update(held_until=clock.real() - timedelta(seconds=1))
    assert other.reference in sign_in(cast.tomas()).post("/review/next/", {"queue": "review"}).url
    assert other.reference not in decide(sign_in(cast.amina()), notice, everywhere="on").url


def test_the_letters_are_shown_as_they_would_be_sent_and_nothing_is_done(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    client = sign_in(cast.amina())
    entries = Entry.objects.count()
    page = decide(client, notice, everywhere="on", preview="1")
    shown = {letter.audience: letter.text for letter in page.context["letters"]}
    assert page.status_code == 200 and set(shown) == {"seller", "notifier"} and TEXT in shown["seller"]
    assert states(notice) == ["submitted", "submitted"]
    assert Entry.objects.count() == entries and not Decision.objects.exists() and not Notification.objects.exists()
    decide(client, notice, everywhere="on")
    outbox.deliver()
    sent = dict(Notification.objects.filter(entry__step="uphold").values_list("audience", "text"))
    assert [line for line in sent["seller"].split("\n") if "UTC" not in line] == [
        line for line in shown["seller"].split("\n") if "UTC" not in line
    ]


def test_all_notices_on_one_listing_stand_side_by_side(sign_in: Any, notice: Notice) -> None:
    same = [cast.listing(7713000)]
    other = actions.submit(by=cast.hansen().actor, filing=cast.filing(same, by=cast.hansen()))
    page = sign_in(cast.amina()).get(f"/review/{notice.reference}/?listing=1").content.decode()
    assert "All notices on this listing" in page and other.reference in page and "Foto Hansen" in page
    assert (
        "All notices on this listing"
        not in sign_in(cast.amina()).get(f"/review/{notice.reference}/?listing=2").content.decode()
    )


def test_keys_are_changed_switched_off_and_put_back(sign_in: Any, db: None) -> None:
    client = sign_in(cast.amina())
    page = client.get("/review/keys/")
    typed = {name: page.context["form"][name].value() for name in page.context["form"].fields if name != "on"}
    assert client.post("/review/keys/", typed | {"k0": "q"}).status_code == 302
    assert (client.cookies["keymap"].value, client.cookies["keys"].value) == ("rq", "off")
    assert client.get("/review/keys/").context["form"]["k0"].value() == "q"
    twice = client.post("/review/keys/", typed | {"k0": "h", "on": "on"})
    assert twice.status_code == 422 and "does something else already" in twice.content.decode()
    client.post("/review/keys/", {"reset": "1"})
    assert client.cookies["keymap"].value == "" and client.cookies["keys"].value == "on"
    assert sign_in(cast.mara()).get("/review/keys/").status_code == 404


def test_a_price_far_below_that_of_authorised_sellers_is_pointed_out(sign_in: Any, notice: Notice) -> None:
    shop = cast.shop_of(cast.yara())
    for n, price in enumerate(("180.00", "200.00", "220.00")):
        cast.listing(7717000 + n, seller=cast.yara(), title=f"LINDE lamp {n}", price=price)
    client, url = sign_in(cast.amina()), f"/review/{notice.reference}/"
    assert "below what authorised sellers ask" not in client.get(url).content.decode()
    AllowedSeller.objects.create(right=notice.right, seller=shop.external_id, name=shop.name, added_at=clock.now())
    assert "Price 80% below what authorised sellers ask" in client.get(url).content.decode()
