"""Undo at the reviewers' desk: a slip is taken back, and nothing has left the house."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.db.models import F

from docket import outbox, verify
from docket.models import Delivery, Entry
from enforcement.models import Restriction
from notices import actions
from notices.models import Decision, Notice, Timer, Undo
from notices.views.reviewers import undoing
from tests import cast
from tests.notices import stories
from tests.reviewers.moves import TEXT, decide, states, take_up

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def half_a_minute(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.UNDO_SECONDS = 30
    # Not even a try: whoever asked the marketplace would fail the test.
    monkeypatch.setattr("enforcement.reconcile.ask", lambda *_, **__: pytest.fail("the marketplace was asked"))


def undo_url() -> str:
    return f"/review/decisions/{Undo.objects.latest('pk').deed}/undo/"


def time_is_over() -> None:
    Undo.objects.update(until=F("until") - timedelta(minutes=3))
    Delivery.objects.filter(state="due").update(due_at=outbox.NOW)


def clocks(notice: Notice) -> list[tuple[Any, ...]]:
    rows = Timer.objects.filter(claim__notice=notice).order_by("pk")
    return list(rows.values_list("pk", "key", "state", "due_at", "ended_at"))


def test_a_removal_is_undone_and_nothing_ever_left(sign_in: Any, notice: Notice) -> None:
    outbox.deliver()
    mail.outbox.clear()
    take_up(cast.amina(), notice)
    client, before = sign_in(cast.amina()), clocks(notice)
    page = decide(client, notice, everywhere="on", note="a slip").url
    assert states(notice) == ["upheld", "upheld"]
    text = client.get(page).content.decode()
    assert f"Removed: 2 listings of {notice.reference}." in text and 'data-key="u"' in text and undo_url() in text
    answer = client.post(undo_url())
    assert answer.status_code == 303 and notice.reference in answer.url
    assert states(notice) == ["submitted", "submitted"] and clocks(notice) == before
    assert not Decision.objects.exists() and Restriction.objects.filter(state="cancelled").count() == 2
    assert not notice.claims.filter(seller_told=True).exists()
    time_is_over()
    outbox.deliver()
    assert mail.outbox == []
    owed = Delivery.objects.filter(entry__step__in=["uphold", "order"])
    assert owed.exists() and set(owed.values_list("state", flat=True)) == {"cancelled"}
    assert not list(verify.broken_chains()) and not list(verify.mismatched_states())
    # The case is in the same hands, with the words as they were typed and nothing chosen.
    form = client.get(answer.url).context["form"]
    assert (form["text"].value(), form["note"].value(), form["outcome"].value()) == (TEXT, "a slip", None)
    assert decide(client, notice).status_code == 303


def test_after_its_time_only_another_person_can_reverse_it(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    client = sign_in(cast.amina())
    decide(client, notice, everywhere="on")
    time_is_over()
    assert undo_url() not in client.get("/review/").content.decode()
    assert "Too late to undo" in client.post(undo_url(), follow=True).content.decode()
    assert states(notice) == ["upheld", "upheld"]
    assert not Delivery.objects.filter(state="cancelled").exists()


def test_nobody_undoes_what_another_decided(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    decide(sign_in(cast.amina()), notice, everywhere="on")
    other = sign_in(cast.tomas())
    assert undo_url() not in other.get(f"/review/{notice.reference}/").content.decode()
    assert other.post(undo_url()).status_code == 303
    assert sign_in(cast.mara()).post(undo_url()).status_code == 404
    assert sign_in(cast.amina()).get(undo_url()).status_code == 405
    assert states(notice) == ["upheld", "upheld"] and Decision.objects.count() == 2


def test_it_is_too_late_once_somebody_has_gone_on(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    decide(sign_in(cast.amina()), notice, everywhere="on")
    actions.retract(by=cast.mara().actor, claims=list(notice.claims.all()))
    assert "Too late to undo" in sign_in(cast.amina()).post(undo_url(), follow=True).content.decode()
    assert states(notice) == ["retracted", "retracted"]


def test_undone_twice_is_undone_once(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    client = sign_in(cast.amina())
    decide(client, notice, everywhere="on")
    client.post(undo_url())
    assert "Too late to undo" in client.post(undo_url(), follow=True).content.decode()
    assert Entry.objects.filter(subject_type="claim", step="undo").count() == 2


@pytest.mark.parametrize(
    ("outcome", "typed"),
    [
        ("keep", {"reason": "M-02"}),
        ("ask", {"reason": "F-07"}),
        ("second", {}),
        ("hide", {"countries": "DE"}),
    ],
)
def test_every_other_choice_is_undone_just_so(
    sign_in: Any, notice: Notice, outcome: str, typed: dict[str, str]
) -> None:
    take_up(cast.amina(), notice)
    client, before = sign_in(cast.amina()), clocks(notice)
    fields = ("state", "held_by", "question", "answer", "seller_told")
    stood = list(notice.claims.order_by("pk").values_list(*fields))
    decide(client, notice, outcome, everywhere="on", **typed)
    assert states(notice) != ["submitted", "submitted"]
    assert not undoing.said(Undo.objects.latest("pk")).startswith(":"), "the toast names what was decided"
    client.post(undo_url())
    assert list(notice.claims.order_by("pk").values_list(*fields)) == stood and clocks(notice) == before
    assert notice.dossiers.get().queue == "review" and notice.dossiers.get().held_by == cast.amina().user


def test_a_restored_listing_goes_back_to_being_hidden(sign_in: Any, settings: Any) -> None:
    settings.UNDO_SECONDS = 0
    claims = stories.appealed_takedown()
    settings.UNDO_SECONDS = 30
    notice = claims[0].notice
    take_up(cast.tomas(), notice, "appeals")
    client, before = sign_in(cast.tomas()), clocks(notice)
    decide(client, notice, "turn", reason="M-02")
    assert (states(notice), Restriction.objects.get().state) == (["restored"], "lifting")
    client.post(undo_url())
    assert (states(notice), Restriction.objects.get().state) == (["appealed_takedown"], "ordered")
    assert clocks(notice) == before


def test_the_parties_never_read_of_what_was_undone(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    decide(sign_in(cast.amina()), notice, everywhere="on")
    sign_in(cast.amina()).post(undo_url())
    assert "removed" not in sign_in(cast.mara()).get(f"/notices/{notice.reference}/").content.decode()
    assert sign_in(cast.nils()).get(f"/cases/C-{notice.reference[2:]}/").status_code == 404
    staff = sign_in(cast.tomas()).get(f"/review/{notice.reference}/").content.decode()
    assert "Undone at once: nothing had left" in staff


def test_each_reviewer_sets_their_own_time(sign_in: Any, notice: Notice) -> None:
    client = sign_in(cast.amina())
    profile = {"name": "Amina Keller", "language": "en", "time_zone": "UTC"}
    assert client.post("/settings/", profile | {"undo_seconds": "5"}).status_code == 400
    assert client.post("/settings/", profile | {"undo_seconds": "120"}).status_code == 302
    cast.amina().user.refresh_from_db()
    assert cast.amina().actor.undo_seconds == 120
    assert sign_in(cast.mara()).get("/settings/").content.decode().count("undo") == 0


def test_a_step_that_is_not_told_of_a_part_keeps_its_words() -> None:
    partly: Any = SimpleNamespace(step="hold", partly=True, claims=[1], notice=Notice(reference="N-00000000"))
    assert undoing.said(partly) == "Sent for a second look: 1 listing of N-00000000."
