"""The main story: reported, decided, hidden, answered, waited for, back again."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from docket.actors import Actor
from docket.errors import NotAllowed, NotOpen
from docket.models import Delivery, Entry
from enforcement.models import Restriction
from listings.models import Snapshot
from notices import actions, limits, queues, tasks
from notices.actions import Verdict
from notices.filing import Incomplete
from notices.models import Claim, Decision, Dossier, Notice, Statement, Timer
from tests import cast
from tests.notices import stories

pytestmark = pytest.mark.django_db


def test_a_notice_is_sealed_with_its_listings_and_statements() -> None:
    claims = stories.submitted(count=3)
    notice = claims[0].notice
    assert {c.regime for c in claims} == {"us-dmca-512"}
    assert json.loads(notice.sealed)["signature"]["name"] == "Mara Linde"
    assert notice.statements.count() == 3
    assert all(c.snapshot.intact for c in claims)
    claims[0].listing.title = "Nothing to see"
    claims[0].listing.save()
    assert Snapshot.objects.get(pk=claims[0].snapshot_id).content["title"] == "LINDE table lamp brass"


@pytest.mark.parametrize("gone", ["declarations", "explanation", "signature_name"])
def test_an_incomplete_notice_stores_nothing(gone: str) -> None:
    filing = cast.filing([cast.listing(market="GB")], claim_type="counterfeit")
    changed = {**filing.__dict__, gone: [] if gone == "declarations" else ""}
    if gone == "signature_name":  # the United Kingdom asks for no signature; the United States do
        changed["listings"] = cast.filing([cast.listing(7, market="US")]).listings
    with pytest.raises(Incomplete) as wrong:
        actions.submit(by=cast.mara().actor, filing=type(filing)(**changed))
    assert wrong.value.faults
    assert not Notice.objects.exists()
    assert not Entry.objects.filter(subject_type="claim").exists()


def test_europe_asks_for_no_signature_and_one_statement() -> None:
    filing = cast.filing([cast.listing(market="DE")])
    bare = type(filing)(**{**filing.__dict__, "signature_name": ""})
    notice = actions.submit(by=cast.mara().actor, filing=bare)
    assert [s.code for s in notice.statements.all()] == ["bona_fide_accuracy"]


def test_nobody_reports_for_an_owner_without_mandate() -> None:
    right, mara = cast.right(), cast.mara()
    filing = cast.filing(by=cast.paul(), owner=mara.organisation, right=right)
    with pytest.raises(Incomplete, match="mandate"):
        actions.submit(by=cast.paul().actor, filing=filing)
    assert not Notice.objects.exists()
    cast.mandate(mara, cast.paul())
    assert actions.submit(by=cast.paul().actor, filing=filing).owner == mara.organisation


def test_the_number_of_queries_does_not_grow_with_the_listings() -> None:
    few, many = cast.listings(1), cast.listings(100, start=7720000)
    limits.tier_of(cast.right().organisation)  # counted now and remembered for some minutes
    filings = [cast.filing(few), cast.filing(many)]
    counts = []
    for filing in filings:
        with CaptureQueriesContext(connection) as queries:
            actions.submit(by=cast.mara().actor, filing=filing)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 25


def test_upholding_hides_and_owes_the_reasons_in_one_deed() -> None:
    claim = stories.upheld()[0]
    decision = claim.decisions.get()
    assert decision.entry.step == "uphold"
    restriction = Restriction.objects.get(source=claim.public_id)
    assert (restriction.state, restriction.territories) == ("ordered", ["*"])
    told = Delivery.objects.filter(entry=decision.entry).values_list("subscriber", flat=True)
    assert list(told) == ["notices.letters.tell", "notices.events.tell", "notices.quality.sampling.draw"]
    assert not Dossier.objects.filter(queue="review").exists()


def test_private_words_never_enter_the_docket() -> None:
    stories.upheld()
    assert "private words" not in json.dumps(list(Entry.objects.values_list("facts", flat=True)))


def test_deciding_needs_the_case_in_hand() -> None:
    claims = stories.submitted()
    with pytest.raises(NotAllowed, match="Take the case first"):
        actions.uphold(by=cast.amina().actor, claims=claims, verdict=stories.COPIED)
    assert not Decision.objects.exists()
    assert not Restriction.objects.exists()


def test_a_claim_is_decided_once() -> None:
    claims = stories.upheld()
    with pytest.raises((NotOpen, NotAllowed)):
        actions.reject(by=cast.amina().actor, claims=claims, verdict=stories.NOT_SHOWN)
    assert Decision.objects.count() == 1


def test_what_weighs_a_lot_needs_a_second_person() -> None:
    claims = stories.taken_up(stories.patent())
    with pytest.raises(NotAllowed, match="second"):
        actions.uphold(by=cast.amina().actor, claims=claims, verdict=stories.COPIED)
    actions.decide(by=cast.amina().actor, claims=claims, outcome="uphold", verdict=stories.COPIED)
    claims = stories.again(claims)
    assert claims[0].state == "held"
    assert not Restriction.objects.exists()
    with pytest.raises(NotAllowed, match="somebody else"):
        actions.confirm(by=cast.amina().actor, claims=claims)
    actions.confirm(by=cast.tomas().actor, claims=claims)
    assert stories.again(claims)[0].state == "upheld"
    assert Decision.objects.latest("id").public_reason == stories.COPIED.public_reason
    assert Restriction.objects.count() == 1


def test_the_counter_notice_starts_the_laws_wait() -> None:
    claim = stories.countered()[0]
    timer = claim.timers.get(key="put_back", state="running")
    assert timer.calendar == "US-FED"
    assert timer.calendar_version.startswith("holidays-")
    assert timer.not_after is not None
    assert timedelta(days=12) < timer.due_at - timer.started_at < timer.not_after - timer.started_at
    assert Statement.objects.filter(counter__claim=claim).count() == 3


def test_a_counter_notice_without_its_statements_changes_nothing() -> None:
    claims = stories.upheld()
    with pytest.raises(Incomplete):
        actions.counter(by=cast.nils().actor, claims=claims, paper=stories.paper(declarations=[]))
    assert stories.again(claims)[0].state == "upheld"
    assert not Timer.objects.filter(key="put_back").exists()


@pytest.mark.parametrize("gone", ["address", "phone", "signer"])
def test_a_counter_notice_without_what_the_law_asks_changes_nothing(gone: str) -> None:
    claims = stories.upheld()
    with pytest.raises(Incomplete) as wrong:
        actions.counter(by=cast.nils().actor, claims=claims, paper=stories.paper(**{gone: " "}))
    assert gone in {fault.field for fault in wrong.value.faults}
    assert stories.again(claims)[0].state == "upheld"


def test_another_shop_cannot_answer() -> None:
    claims = stories.upheld()
    with pytest.raises(NotAllowed):
        actions.counter(by=cast.yara().actor, claims=claims, paper=stories.paper())
    assert stories.again(claims)[0].state == "upheld"


def test_the_listing_comes_back_when_the_wait_is_over_and_not_before() -> None:
    claims = stories.countered()
    stories.pass_days(9)
    assert tasks.fire_due_timers() == 0
    assert stories.again(claims)[0].state == "countered"
    stories.pass_days(16)
    assert tasks.fire_due_timers() == 1
    assert stories.again(claims)[0].state == "restored"
    assert Restriction.objects.get().state == "lifting"
    assert tasks.fire_due_timers() == 0


def test_a_court_action_in_time_keeps_it_hidden() -> None:
    claims = stories.in_court()
    stories.pass_days(60)
    assert tasks.fire_due_timers() == 0
    assert stories.again(claims)[0].state == "in_court"
    assert Restriction.objects.get().state == "ordered"


def test_two_owners_and_one_listing() -> None:
    """Hidden until both let go: each claim is a reason of its own."""
    listing = cast.listing()
    for owner in (cast.mara(), cast.hansen()):
        notice = actions.submit(by=owner.actor, filing=cast.filing([listing], by=owner, claim_type="copyright"))
        claims = stories.taken_up(stories.claims_of(notice), cast.tomas())
        actions.decide(by=cast.tomas().actor, claims=claims, outcome="uphold", verdict=stories.COPIED)
        if stories.again(claims)[0].state == "held":
            actions.confirm(by=cast.amina().actor, claims=claims)
    first, second = Claim.objects.with_papers().order_by("pk")
    actions.retract(by=cast.mara().actor, claims=[first])
    assert [r.source for r in Restriction.objects.standing()] == [second.public_id]
    actions.retract(by=cast.hansen().actor, claims=[second])
    assert not Restriction.objects.standing().exists()


def test_retracting_undoes_what_the_claim_caused() -> None:
    claims = stories.upheld(count=3)
    actions.retract(by=cast.mara().actor, claims=claims[:2], reason="My mistake.")
    assert [c.state for c in stories.again(claims)] == ["retracted", "retracted", "upheld"]
    assert Restriction.objects.standing().count() == 1


def test_missing_information_rests_the_clock() -> None:
    claims = stories.submitted()
    due = claims[0].timers.get(key="decide").due_at
    stories.taken_up(claims)
    actions.send_back(by=cast.amina().actor, claims=claims, question="Which photo is yours?")
    assert not Dossier.objects.filter(queue="review").exists()
    stories.pass_days(5)
    actions.complete(by=cast.mara().actor, claims=claims, answer="The second one.")
    later = claims[0].timers.get(key="decide", state="running").due_at
    assert timedelta(days=4.9) < later - due < timedelta(days=5.1)


def test_an_appeal_is_decided_by_somebody_else() -> None:
    claims = stories.appealed_takedown()
    verdict = Verdict("M-06", "The seller has shown a licence.")
    stories.taken_up(claims, cast.tomas(), "appeals")
    with pytest.raises(NotAllowed, match="first decision"):
        actions.decide_appeal(by=cast.amina().actor, claims=claims, keep_it=False, verdict=verdict)
    actions.decide_appeal(by=cast.tomas().actor, claims=claims, keep_it=False, verdict=verdict)
    assert stories.again(claims)[0].state == "restored"
    assert not Restriction.objects.standing().exists()


def test_nobody_appeals_twice_or_late() -> None:
    claims = stories.appealed_takedown()
    actions.decide_appeal(by=cast.tomas().actor, claims=claims, keep_it=True, verdict=stories.COPIED)
    with pytest.raises(NotAllowed, match="appealed before"):
        actions.appeal(by=cast.nils().actor, claims=claims, grounds="Again.")
    late = stories.upheld(count=2)
    stories.pass_days(200)
    with pytest.raises(NotAllowed, match="time to appeal"):
        actions.appeal(by=cast.nils().actor, claims=late, grounds="Late.")


def test_the_next_case_is_the_most_urgent_that_nobody_holds() -> None:
    first, second = stories.submitted(), stories.submitted(claim_type="copyright", count=2)
    got = queues.start_next(by=cast.amina().actor)
    other = queues.start_next(by=cast.tomas().actor)
    assert got and other
    assert {got.notice_id, other.notice_id} == {first[0].notice_id, second[0].notice_id}
    assert queues.start_next(by=cast.tomas().actor) is None
    with pytest.raises(NotAllowed, match="Amina Keller"):
        queues.take_up(by=cast.tomas().actor, notice=got.notice)
    queues.release(by=cast.amina().actor, notice=got.notice)
    assert queues.take_up(by=cast.tomas().actor, notice=got.notice).held_by == cast.tomas().user


def test_a_mandate_for_one_country_does_not_reach_another() -> None:
    mara = cast.mara()
    cast.mandate(mara, cast.paul(), territories=["DE"])
    abroad = cast.filing([cast.listing(1, market="US")], by=cast.paul(), owner=mara.organisation, right=cast.right())
    with pytest.raises(Incomplete, match="does not reach the United States, where L-1 is sold"):
        actions.submit(by=cast.paul().actor, filing=abroad)
    home = cast.filing([cast.listing(2, market="DE")], by=cast.paul(), owner=mara.organisation, right=cast.right())
    assert actions.submit(by=cast.paul().actor, filing=home).owner == mara.organisation


def test_a_case_stays_in_hand_when_the_demos_clock_runs_ahead() -> None:
    claims = stories.submitted()
    stories.pass_days(15)
    stories.taken_up(claims)
    assert queues.holder(claims[0].notice) == cast.amina().user.pk
    actions.uphold(by=cast.amina().actor, claims=claims, verdict=stories.COPIED)


def test_a_test_notice_reaches_no_reviewer() -> None:
    filing = cast.filing()
    actions.submit(by=cast.mara().actor, filing=type(filing)(**{**filing.__dict__, "is_test": True}))
    assert not Dossier.objects.exists()


def test_a_reviewer_is_not_handed_a_case_of_the_own_shop() -> None:
    stories.submitted()
    clerk = cast.person("clerk@fairmark.example", "Clerk", cast.nils().organisation, staff_role="reviewer")
    assert queues.start_next(by=Actor("reviewer", user_id=clerk.user.pk)) is None
    assert queues.start_next(by=cast.amina().actor) is not None
