"""Appeals, courts and reversals: always somebody who did not decide before."""

from datetime import date
from typing import Any

import pytest

from docket.errors import NotAllowed
from notices import actions
from notices.models import Notice, Undo
from policy import weighty
from tests import cast
from tests.notices import stories
from tests.reviewers.moves import TEXT, decide, seen, states, take_up

pytestmark = pytest.mark.django_db
WHY = "An invoice of the owner shows that these are genuine."


@pytest.fixture
def hidden(sign_in: Any, notice: Notice) -> Notice:
    """Amina has hidden both listings."""
    take_up(cast.amina(), notice)
    decide(sign_in(cast.amina()), notice, everywhere="on")
    assert states(notice) == ["upheld", "upheld"]
    return notice


@pytest.fixture
def appealed(hidden: Notice) -> Notice:
    actions.appeal(by=cast.nils().actor, claims=list(hidden.claims.all()), grounds="They are real.")
    return hidden


def test_the_first_decider_sees_no_button_and_cannot_post(sign_in: Any, appealed: Notice) -> None:
    client = sign_in(cast.amina())
    text = client.get(f"/review/{appealed.reference}/").content.decode()
    assert "You made the first decision" in text and "/decide/" not in text
    assert decide(client, appealed, outcome="stand").status_code == 403
    assert decide(client, appealed, outcome="turn", reason="M-02").status_code == 403
    assert client.post(f"/review/{appealed.reference}/take-up/", {"listing": 1}).status_code == 403
    assert states(appealed) == ["appealed_takedown"] * 2
    assert "Nothing more is waiting" in client.post("/review/next/", {"queue": "appeals"}, follow=True).content.decode()


def test_another_person_keeps_the_removal_with_the_words_of_the_first(sign_in: Any, appealed: Notice) -> None:
    client = sign_in(cast.tomas())
    client.post("/review/next/", {"queue": "appeals"})
    page = client.get(f"/review/{appealed.reference}/")
    assert page.context["form"]["text"].value() == TEXT
    assert "They are real." in page.content.decode() and "Decided before" in page.content.decode()
    decide(client, appealed, outcome="stand", everywhere="on")
    assert states(appealed) == ["upheld", "upheld"]


def test_another_person_restores(sign_in: Any, appealed: Notice) -> None:
    take_up(cast.tomas(), appealed, "appeals")
    decide(sign_in(cast.tomas()), appealed, outcome="turn", reason="M-02", text=WHY)
    assert states(appealed) == ["restored", "appealed_takedown"]


def test_an_appeal_of_a_rejection_may_end_in_a_removal(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    decide(sign_in(cast.amina()), notice, outcome="keep", reason="M-02", text=WHY, everywhere="on")
    actions.appeal(by=cast.mara().actor, claims=list(notice.claims.all()), grounds="We checked the invoice: forged.")
    take_up(cast.tomas(), notice, "appeals")
    decide(sign_in(cast.tomas()), notice, outcome="turn")
    decide(sign_in(cast.tomas()), notice, outcome="stand", reason="M-02", text=WHY, listing=2)
    assert states(notice) == ["upheld", "rejected"]


def test_a_senior_reviewer_reverses_what_another_decided(sign_in: Any, hidden: Notice) -> None:
    assert "Restore the listing" not in sign_in(cast.amina()).get(f"/review/{hidden.reference}/").content.decode()
    assert decide(sign_in(cast.amina()), hidden, outcome="reverse", reason="M-02").status_code == 403
    client = sign_in(cast.tomas())
    assert "Restore the listing" in client.get(f"/review/{hidden.reference}/").content.decode()
    decide(client, hidden, outcome="reverse", reason="M-02", text=WHY)
    assert states(hidden) == ["upheld", "upheld"]

    other = sign_in(cast.bo())
    other.post("/review/next/", {"queue": "second_look"})
    text = other.get(f"/review/{hidden.reference}/?queue=second_look").content.decode()
    assert WHY in text and "It puts a listing back against an earlier decision." in text
    decide(other, hidden, outcome="agree", reason="", text="")
    assert states(hidden) == ["restored", "upheld"]
    assert not hidden.dossiers.filter(queue="second_look").exists()


def test_who_proposed_a_reversal_can_only_take_it_back(sign_in: Any, hidden: Notice) -> None:
    client = sign_in(cast.tomas())
    decide(client, hidden, outcome="reverse", reason="M-02", text=WHY)
    take_up(cast.tomas(), hidden, "second_look")
    assert "Agree: restore" not in client.get(f"/review/{hidden.reference}/").content.decode()
    assert decide(client, hidden, outcome="agree", reason="", text="").status_code == 422
    with pytest.raises(NotAllowed, match="Two people"):
        actions.reverse(by=cast.tomas().actor, claims=list(hidden.claims.all())[:1])
    assert states(hidden) == ["upheld", "upheld"] and hidden.dossiers.get().queue == "second_look"

    decide(client, hidden, outcome="let_stand", reason="", text="", note="I had the wrong shop in mind.")
    assert states(hidden) == ["upheld", "upheld"] and not hidden.dossiers.exists()
    assert hidden.notes.get().text == "I had the wrong shop in mind."
    assert "Proposed to restore it" not in sign_in(cast.mara()).get(f"/notices/{hidden.reference}/").content.decode()


def test_an_appeal_of_the_seller_answers_what_was_proposed(hidden: Notice) -> None:
    claims = list(hidden.claims.all())
    actions.propose_reversal(by=cast.tomas().actor, claims=claims, verdict=stories.NOT_SHOWN)
    actions.appeal(by=cast.nils().actor, claims=claims, grounds="They are real.")
    assert {c.reversal_by_id for c in hidden.claims.all()} == {None}
    assert [d.queue for d in hidden.dossiers.all()] == ["appeals"]


def test_an_undone_reversal_waits_for_the_second_person_again(hidden: Notice, settings: Any) -> None:
    settings.UNDO_SECONDS = 30
    claims = list(hidden.claims.all())
    actions.propose_reversal(by=cast.tomas().actor, claims=claims, verdict=stories.NOT_SHOWN)
    entries = actions.reverse(by=cast.bo().actor, claims=claims)
    actions.undo(by=cast.bo().actor, deed=Undo.objects.get(by=cast.bo().user).deed)
    assert states(hidden) == ["upheld", "upheld"] and len(entries) == 2
    assert {c.reversal_by_id for c in hidden.claims.all()} == {cast.tomas().user.pk}
    assert hidden.dossiers.get().held_by == cast.bo().user


def test_one_person_reverses_where_the_rules_leave_it_to_one(hidden: Notice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weighty, "rule_for", lambda code: None)
    actions.overturn(by=cast.tomas().actor, claims=list(hidden.claims.all()), verdict=stories.NOT_SHOWN)
    assert states(hidden) == ["restored", "restored"]


@pytest.mark.parametrize(
    ("outcome", "reason", "state"), [("adjudge", "X-01", "removed_for_good"), ("reverse", "M-06", "restored")]
)
def test_the_court_has_spoken(sign_in: Any, notice: Notice, outcome: str, reason: str, state: str) -> None:
    work = actions.submit(
        by=cast.mara().actor,
        filing=cast.filing([cast.listing(7716001)], claim_type="copyright", right=cast.right(kind="copyright")),
    )
    take_up(cast.amina(), work)
    decide(sign_in(cast.amina()), work, reason="CR-03")
    claims = list(work.claims.all())
    paper = actions.CounterPaper(
        "own_design", "I took the photo.", sworn_for_counter(claims), "Nils Aas", "Havnegade 1", "+45 1", "n@x.example"
    )
    actions.counter(by=cast.nils().actor, claims=claims, paper=paper)
    actions.file_suit(
        by=cast.mara().actor, claims=claims, court="N.D. Cal.", case_number="3:26-1", filed_on=date.today()
    )
    take_up(cast.tomas(), work, "court")
    client = sign_in(cast.tomas())
    assert "3:26-1" in client.get(f"/review/{work.reference}/").content.decode()
    decide(client, work, outcome=outcome, reason=reason, text="The order of the court covers this listing.")
    if outcome == "reverse":
        assert states(work) == ["in_court"]
        take_up(cast.bo(), work, "second_look")
        decide(sign_in(cast.bo()), work, outcome="agree", reason="", text="")
    assert states(work) == [state]


def sworn_for_counter(claims: list[Any]) -> list[Any]:
    from notices.filing import Sworn, declarations_for
    from policy import regimes
    from policy.types import Act

    return [Sworn(d.code, d.version) for d in declarations_for([regimes.get(c.regime) for c in claims], Act.COUNTER)]


def test_skip_asks_why_and_opens_another_case(sign_in: Any, notice: Notice) -> None:
    other = actions.submit(by=cast.mara().actor, filing=cast.filing([cast.listing(7719998)]))
    client, url = sign_in(cast.amina()), f"/review/{notice.reference}/skip/"
    client.post("/review/next/")
    assert "Say why you skip" in client.post(url, {"listing": 1, "why": ""}, follow=True).content.decode()
    answer = client.post(url, {"listing": 1, "why": "language"})
    assert other.reference in answer["Location"]
    assert notice.notes.get().text == "Skipped: I do not read the language"
    assert notice.dossiers.get().held_by is None


def test_a_case_is_put_back(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    answer = sign_in(cast.amina()).post(f"/review/{notice.reference}/release/", {"listing": 1})
    assert answer.status_code == 303 and notice.dossiers.get().held_by is None


def test_the_heartbeat_holds_longer_and_says_when_the_case_is_lost(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    before = notice.dossiers.get().held_until
    url = f"/review/{notice.reference}/heartbeat/"
    answer = sign_in(cast.amina()).post(url, {"held": "1"})
    assert answer.status_code == 200 and "You hold this case" in answer.content.decode()
    assert notice.dossiers.get().held_until > before
    lost = sign_in(cast.tomas()).post(url, {"held": "1"})
    assert lost.status_code == 409 and "You no longer hold this case" in lost.content.decode()
    assert notice.dossiers.get().held_by == cast.amina().user


def test_notes_are_kept_for_reviewers(sign_in: Any, notice: Notice) -> None:
    client, url = sign_in(cast.amina()), f"/review/{notice.reference}/note/"
    client.post(url, {"listing": 1, "text": "Same photo as N-1."})
    assert "Same photo as N-1." in sign_in(cast.tomas()).get(f"/review/{notice.reference}/").content.decode()
    assert "The note is empty" in client.post(url, {"text": " "}, follow=True).content.decode()


def test_reading_a_case_of_a_hundred_listings_asks_no_more_than_of_half(sign_in: Any, notice: Notice) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    many = actions.submit(by=cast.mara().actor, filing=cast.filing(cast.listings(100, start=7720000)))
    one = actions.submit(by=cast.mara().actor, filing=cast.filing(cast.listings(51, start=7730000)))
    client, counts = sign_in(cast.amina()), []
    client.get(f"/review/{one.reference}/")  # the filer's record is counted now and remembered for some minutes
    for each in (one, many):
        take_up(cast.amina(), each)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/review/{each.reference}/?now=1").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 46
    with CaptureQueriesContext(connection) as asked:
        decide(client, many, everywhere="on", versions=seen(many))
    assert set(states(many)) == {"held"} and len(asked) <= 70  # so much from a new filer needs two
