"""A case goes from one colleague to another: handed over, asked for, kept, put back; and who is looking."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.db.models.functions import Now

from docket.models import Delivery
from notices import actions, colleagues, queues
from notices.letters import work
from notices.models import Dossier, HandOver, Notice, Presence, Reviewer
from notifications.models import Notification
from tests import cast
from tests.reviewers.moves import take_up

pytestmark = pytest.mark.django_db
WHY = "The design is older than the registration."


def tell_all() -> None:
    for owed in Delivery.objects.filter(subscriber="notices.letters.work.tell"):
        work.tell(owed.entry)


@pytest.fixture
def held(notice: Notice) -> Notice:
    """Amina works on it."""
    take_up(cast.amina(), notice)
    return notice


def give(client: Any, notice: Notice, to: cast.Person, text: str = WHY, **more: Any) -> Any:
    return client.post(f"/review/{notice.reference}/hand-over/", {"listing": 1, "to": to.user.pk, "text": text}, **more)


def test_a_case_is_handed_to_a_colleague_who_reads_why(sign_in: Any, held: Notice) -> None:
    answer = give(sign_in(cast.amina()), held, cast.tomas(), follow=True)
    assert "is with Tomás Rey now" in answer.content.decode()
    case = held.dossiers.get()
    assert case.held_by == case.assigned_to == cast.tomas().user and case.held_until is not None
    tell_all()
    letter = Notification.objects.get(letter="case_given")
    assert letter.recipient == cast.tomas().user and WHY in letter.text and "Amina Keller" in letter.subject
    page = sign_in(cast.tomas()).get(f"/review/{held.reference}/").content.decode()
    assert "Amina Keller gave you this case" in page and WHY in page
    assert list(HandOver.objects.get().entries().values_list("step", flat=True)) == ["give"]


@pytest.mark.parametrize(("to", "text", "says"), [("", WHY, "Choose a colleague."), ("tomas", " ", "Say in a few")])
def test_what_was_typed_stays_when_something_is_missing(
    sign_in: Any, held: Notice, to: str, text: str, says: str
) -> None:
    form = {"listing": 1, "to": cast.tomas().user.pk if to else "", "text": text}
    answer = sign_in(cast.amina()).post(f"/review/{held.reference}/hand-over/", form)
    assert answer.status_code == 422 and says in answer.content.decode()
    assert text in answer.content.decode()
    assert held.dossiers.get().held_by == cast.amina().user and not HandOver.objects.exists()


def test_nobody_hands_over_what_a_colleague_works_on_unless_they_lead(sign_in: Any, held: Notice) -> None:
    bo = cast.person("bo@fairmark.example", "Bo Lindqvist", staff_role="reviewer")
    kim = cast.person("kim@fairmark.example", "Kim Sand", staff_role="reviewer")
    told = give(sign_in(bo), held, kim, follow=True).content.decode()
    assert "Only whoever works on this case" in told
    assert held.dossiers.get().held_by == cast.amina().user and not HandOver.objects.exists()
    give(sign_in(cast.tomas()), held, kim)
    assert held.dossiers.get().held_by == kim.user


def test_neither_a_party_nor_somebody_on_a_break_is_offered_or_taken(sign_in: Any, held: Notice) -> None:
    party = cast.person("side@fairmark.example", "Sia Side", cast.mara().organisation, staff_role="reviewer")
    tired = cast.person("tired@fairmark.example", "Tia Red", staff_role="reviewer")
    actions.take_break(by=tired.actor, user=tired.user)
    client = sign_in(cast.amina())
    page = client.get(f"/review/{held.reference}/").content.decode()
    assert "Tomás Rey</option>" in page and "Sia Side" not in page and "Tia Red" not in page
    for nobody in (party, tired):
        assert give(client, held, nobody).status_code == 422
    assert held.dossiers.get().held_by == cast.amina().user and not HandOver.objects.exists()


def test_who_decided_first_is_not_given_the_appeal(notice: Notice) -> None:
    from tests.reviewers.moves import decide
    from tests.sellers.test_cases import signed_in

    take_up(cast.amina(), notice)
    decide(signed_in(cast.amina()), notice, everywhere="on")
    actions.appeal(by=cast.nils().actor, claims=list(notice.claims.all()), grounds="They are real.")
    assert cast.tomas().user in colleagues.takers(notice, "appeals")
    assert cast.amina().user not in colleagues.takers(notice, "appeals")
    assert queues.open_to(user=cast.amina().user.pk, dossiers=[notice.dossiers.get().pk]) == set()


def test_a_colleague_asks_for_a_case_and_gets_it(sign_in: Any, held: Notice) -> None:
    tomas, url = sign_in(cast.tomas()), f"/review/{held.reference}/"
    assert "Ask Amina Keller for it" in tomas.get(url).content.decode()
    for _twice in range(2):
        tomas.post(f"{url}ask-for/", {"listing": 1, "text": "I know this shop."})
    tell_all()
    assert Notification.objects.get(letter="case_asked").recipient == cast.amina().user
    amina = sign_in(cast.amina())
    page = amina.get(url).content.decode()
    assert "Tomás Rey asks for this case" in page and "I know this shop." in page
    give(amina, held, cast.tomas())
    assert HandOver.objects.get().state == "given" and held.dossiers.get().held_by == cast.tomas().user


def test_or_the_colleague_keeps_it_and_says_so(sign_in: Any, held: Notice) -> None:
    sign_in(cast.tomas()).post(f"/review/{held.reference}/ask-for/", {"listing": 1, "text": "I know this shop."})
    asked, url = HandOver.objects.get(), f"/review/{held.reference}/keep/"
    stranger = cast.person("bo@fairmark.example", "Bo Lindqvist", staff_role="reviewer")
    sign_in(stranger).post(url, {"listing": 1, "asked": asked.pk})
    assert HandOver.objects.get().state == "asked"
    sign_in(cast.amina()).post(url, {"listing": 1, "asked": asked.pk})
    tell_all()
    assert HandOver.objects.get().state == "kept" and held.dossiers.get().held_by == cast.amina().user
    assert Notification.objects.get(letter="case_kept").recipient == cast.tomas().user
    assert sign_in(cast.amina()).post(url, {"listing": 1, "asked": "x"}).status_code == 404


def test_nobody_asks_for_a_case_that_is_free(sign_in: Any, notice: Notice) -> None:
    url = f"/review/{notice.reference}/ask-for/"
    told = sign_in(cast.amina()).post(url, {"listing": 1, "text": "Mine?"}, follow=True).content.decode()
    assert "take it up yourself" in told and not HandOver.objects.exists()


def test_a_given_case_comes_first_to_its_person_and_to_nobody_else(notice: Notice) -> None:
    urgent = notice.dossiers.get()
    later = actions.submit(by=cast.mara().actor, filing=cast.filing([cast.listing(7714001)])).dossiers.get()
    Dossier.objects.filter(pk=later.pk).update(due_at=F("due_at") + timedelta(days=1))
    colleagues.at_work(cast.amina().actor)
    actions.assign(by=cast.tomas().actor, cases=[later], to=cast.amina().user)
    tomas, amina = cast.tomas().actor, cast.amina().actor
    assert queues.start_next(by=amina) == later
    assert queues.start_next(by=tomas, away=colleagues.away()) == urgent
    assert queues.start_next(by=tomas, away=colleagues.away()) is None


@pytest.mark.parametrize("gone", ["break", "unseen", "left"])
def test_what_was_given_to_somebody_who_is_away_is_for_everybody(notice: Notice, gone: str) -> None:
    amina, tomas = cast.amina(), cast.tomas()
    colleagues.at_work(amina.actor)
    actions.assign(by=tomas.actor, cases=[notice.dossiers.get()], to=amina.user)
    actions.take_break(by=amina.actor, user=amina.user) if gone == "break" else None
    assert queues.start_next(by=tomas.actor, away=colleagues.away()) is None
    if gone == "left":
        type(amina.user).objects.filter(pk=amina.user.pk).update(is_active=False)
    mine = Reviewer.objects.filter(user=amina.user)
    mine.update(seen_at=Now() - timedelta(hours=9)) if gone == "unseen" else None
    mine.update(on_break_since=Now() - timedelta(hours=2)) if gone == "break" else None
    assert queues.start_next(by=tomas.actor, away=colleagues.away()) == notice.dossiers.get()


def test_putting_it_back_returns_it_to_everybody(sign_in: Any, notice: Notice) -> None:
    actions.assign(by=cast.tomas().actor, cases=[notice.dossiers.get()], to=cast.amina().user)
    take_up(cast.amina(), notice)
    sign_in(cast.amina()).post(f"/review/{notice.reference}/release/", {"listing": 1})
    case = notice.dossiers.get()
    assert case.assigned_to is None and case.held_by is None and HandOver.objects.get().state == "returned"


def test_a_break_frees_what_one_holds_and_starting_again_ends_it(sign_in: Any, held: Notice) -> None:
    client = sign_in(cast.amina())
    page = client.post("/review/break/", follow=True).content.decode()
    assert "You are on a break" in page and held.dossiers.get().held_by is None
    client.post("/review/next/", {"queue": "review"})
    assert not colleagues.on_break(cast.amina().user.pk) and held.dossiers.get().held_by == cast.amina().user


def test_an_open_page_is_seen_by_others_until_it_is_closed(sign_in: Any, held: Notice) -> None:
    url, tomas, amina = f"/review/{held.reference}/", sign_in(cast.tomas()), sign_in(cast.amina())
    amina.get(url), tomas.get(url)
    assert not Presence.objects.exists(), "looking alone changes nothing"
    assert "Amina Keller is working on it" in tomas.post(f"{url}heartbeat/", {"listing": 1}).content.decode()
    assert "Tomás Rey is viewing" in amina.post(f"{url}heartbeat/", {"listing": 1, "held": "1"}).content.decode()
    assert "Tomás Rey is viewing" in amina.get("/review/").content.decode()
    tomas.post(f"{url}leave/", {"listing": 1})
    assert "is viewing" not in amina.get("/review/").content.decode()
    Presence.objects.update(seen_at=Now() - timedelta(minutes=2))
    assert "is viewing" not in tomas.get(url).content.decode()


def test_closing_the_page_lets_the_case_go_soon_and_coming_back_keeps_it(sign_in: Any, held: Notice) -> None:
    client, url = sign_in(cast.amina()), f"/review/{held.reference}/"
    before = held.dossiers.get().held_until
    assert client.post(f"{url}leave/", {"listing": 1}).status_code == 204
    left = held.dossiers.get()
    assert left.held_by == cast.amina().user and left.held_until is not None and before is not None
    assert left.held_until < before - timedelta(minutes=8)
    client.post(f"{url}heartbeat/", {"listing": 1, "held": "1"})
    again = held.dossiers.get().held_until
    assert again is not None and again > before - timedelta(seconds=1)


def test_somebody_elses_leaving_changes_no_hold(sign_in: Any, held: Notice) -> None:
    before = held.dossiers.get().held_until
    sign_in(cast.tomas()).post(f"/review/{held.reference}/leave/", {"listing": 1})
    assert held.dossiers.get().held_until == before
