"""A case too hard for one reviewer goes up with a note, is decided there, or comes back with an answer."""

from typing import Any

import pytest

from docket.errors import NotAllowed
from docket.models import Entry
from notices import actions, queues
from notices.models import Dossier, Note, Notice
from tests import cast
from tests.notices import stories
from tests.reviewers.moves import decide, seen, states, take_up

pytestmark = pytest.mark.django_db
WHY = "The shop says that it bought the lamps from the owner."


def escalate(client: Any, notice: Notice, why: str = WHY, **typed: Any) -> Any:
    form = {"listing": 1, "versions": seen(notice), "why": why} | typed
    return client.post(f"/review/{notice.reference}/escalate/", form)


def escalated(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    assert escalate(sign_in(cast.amina()), notice).status_code == 303


def test_a_case_goes_up_with_its_note_and_a_senior_decides(sign_in: Any, notice: Notice) -> None:
    escalated(sign_in, notice)
    assert states(notice) == ["escalated", "escalated"]
    assert Note.objects.get().text == f"Escalated: {WHY}"
    assert list(Dossier.objects.values_list("queue", "held_by")) == [("escalated", None)]
    senior = sign_in(cast.tomas())
    assert notice.reference in senior.post("/review/next/", {"queue": "escalated"})["Location"]
    page = senior.get(f"/review/{notice.reference}/").content.decode()
    assert WHY in page and "Give it back" in page and "Legal" in page
    decide(senior, notice, everywhere="on")
    assert set(states(notice)) <= {"upheld", "held"}


def test_it_comes_back_with_an_answer(sign_in: Any, notice: Notice) -> None:
    escalated(sign_in, notice)
    take_up(cast.tomas(), notice, queue="escalated")
    escalate(sign_in(cast.tomas()), notice, "No: these were never sold in the EU.")
    assert states(notice) == ["submitted", "submitted"]
    assert Dossier.objects.get().queue == "review"
    assert Note.objects.latest("pk").text == "Given back: No: these were never sold in the EU."


def test_a_note_is_asked_for_and_nothing_is_done_without_one(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    page = escalate(sign_in(cast.amina()), notice, "  ")
    assert page.status_code == 422 and "Say why" in page.content.decode()
    with pytest.raises(NotAllowed, match="Say in a note why"):
        actions.escalate(by=cast.amina().actor, claims=list(notice.claims.all()), why=" ")
    assert states(notice) == ["submitted", "submitted"] and not Note.objects.exists()


def test_a_page_that_is_older_than_the_case_keeps_what_was_typed(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    old = seen(notice)
    actions.supplement(by=cast.mara().actor, claims=list(notice.claims.all()), evidence=[cast.evidence()])
    page = escalate(sign_in(cast.amina()), notice, versions=old)
    assert page.status_code == 409 and WHY in page.content.decode()
    assert states(notice) == ["submitted", "submitted"]


def test_a_reviewer_reads_what_is_escalated_and_cannot_take_or_decide_it(sign_in: Any, notice: Notice) -> None:
    escalated(sign_in, notice)
    other = cast.person("rita@fairmark.example", "Rita", staff_role="reviewer")
    client = sign_in(other)
    page = client.get(f"/review/{notice.reference}/").content.decode()
    assert "A senior reviewer decides this." in page and f"/review/{notice.reference}/escalate/" not in page
    assert client.post(f"/review/{notice.reference}/take-up/").status_code == 403
    assert decide(client, notice).status_code == 403 and escalate(client, notice).status_code == 403
    assert queues.start_next(by=other.actor, queue="escalated") is None
    with pytest.raises(NotAllowed):
        queues.take_up(by=other.actor, notice=notice, queue="escalated")
    assert states(notice) == ["escalated", "escalated"] and queues.holder(notice, "escalated") is None


def test_a_senior_of_the_owners_house_is_a_party(notice: Notice) -> None:
    take_up(cast.amina(), notice)
    claims = stories.claims_of(notice)
    actions.escalate(by=cast.amina().actor, claims=claims, why=WHY)
    senior = cast.person("tess@fairmark.example", "Tess", cast.mara().organisation, staff_role="senior")
    actor = type(senior.actor)("senior", user_id=senior.user.pk)
    queues.take_up(by=actor, notice=notice, queue="escalated")
    before = Entry.objects.count()
    with pytest.raises(NotAllowed, match="one of the parties"):
        actions.hand_down(by=actor, claims=claims, why="ours")
    assert Entry.objects.count() == before and states(notice) == ["escalated", "escalated"]


def test_the_owner_reads_who_has_it_and_the_seller_nothing(sign_in: Any, notice: Notice) -> None:
    escalated(sign_in, notice)
    page = sign_in(cast.mara()).get(f"/notices/{notice.reference}/").content.decode()
    assert "With our legal team" in page and WHY not in page
    assert sign_in(cast.nils()).get(f"/cases/C-{notice.reference[2:]}/").status_code == 404


def test_it_is_undone_while_there_is_time(sign_in: Any, notice: Notice, settings: Any) -> None:
    settings.UNDO_SECONDS = 60
    escalated(sign_in, notice)
    client = sign_in(cast.amina())
    page = client.get("/review/")
    assert f"Escalated: 2 listings of {notice.reference}" in page.content.decode()
    client.post(f"/review/decisions/{page.context['undo']['deed']}/undo/")
    assert states(notice) == ["submitted", "submitted"]
    assert Dossier.objects.get().queue == "review"
