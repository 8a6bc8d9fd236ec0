"""From a decision to a listing that is gone, and back: nothing lost, nothing twice, nothing believed unread."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from docket import clock, outbox
from docket.errors import TryLater
from docket.models import Delivery, Entry
from enforcement import actions, drift, reconcile, standings
from enforcement.marketplace import Visibility, marketplace
from enforcement.models import Restriction, Standing
from listings.models import Listing
from sandbox.server import Market
from tests import cast
from tests.enforcement.conftest import REVIEWER, deliver, lift, on_sale, order, shown, standing, states
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
Outcomes = Callable[[], list[str]]


def test_ordered_hidden_confirmed_lifted_shown_confirmed(market: Market, listing: Listing) -> None:
    restriction = order(listing)
    assert deliver() == 1
    restriction.refresh_from_db()
    assert shown(market, listing) == ('["*"]', 1)
    assert restriction.state == "in_force" and restriction.confirmed_at
    lift("clm_a")
    assert deliver() == 1
    restriction.refresh_from_db()
    assert shown(market, listing) == ("[]", 2)
    assert restriction.state == "lifted" and restriction.lifted_at
    steps = [(entry.step, entry.role) for entry in restriction.entries()]
    assert steps == [
        ("order", "reviewer"), ("confirm", "marketplace"), ("lift", "reviewer"), ("confirm_lift", "marketplace")
    ]  # fmt: skip


def test_two_owners_one_listing_hidden_until_both_let_go(market: Market, listing: Listing, outcomes: Outcomes) -> None:
    order(listing, "clm_linde")
    order(listing, "clm_hansen")
    deliver()
    assert states() == ["in_force", "in_force"] and outcomes() == ["applied"]
    lift("clm_linde")
    deliver()
    assert states() == ["lifted", "in_force"] and shown(market, listing) == ('["*"]', 1)
    lift("clm_hansen")
    deliver()
    assert states() == ["lifted", "lifted"] and shown(market, listing) == ("[]", 2)


def test_countries_add_up_and_fall_away_one_by_one(market: Market, listing: Listing) -> None:
    order(listing, "clm_a", ["FR"])
    deliver()
    order(listing, "clm_b", ["DE", "FR"])
    deliver()
    assert shown(market, listing) == ('["DE", "FR"]', 2)
    lift("clm_a")
    deliver()
    assert shown(market, listing) == ('["DE", "FR"]', 2)
    lift("clm_b")
    deliver()
    assert shown(market, listing) == ("[]", 3)


def test_lifted_before_anyone_was_told_asks_nothing_of_the_marketplace(listing: Listing, outcomes: Outcomes) -> None:
    order(listing)
    lift("clm_a")
    assert deliver() == 2
    assert states() == ["lifted"] and outcomes() == []


def test_run_twice_does_nothing_new(listing: Listing, outcomes: Outcomes) -> None:
    restriction = order(listing)
    deliver()
    for _ in range(2):
        reconcile.carry_out(restriction.entries()[0])
    assert outcomes() == ["applied"] and Entry.objects.count() == 2


def test_killed_between_call_and_record_the_second_run_has_no_second_effect(
    market: Market, listing: Listing, outcomes: Outcomes, monkeypatch: pytest.MonkeyPatch
) -> None:
    restriction = order(listing)
    with monkeypatch.context() as killed:
        killed.setattr(standings, "record", lambda *_, **__: (_ for _ in ()).throw(SystemExit("killed")))
        with pytest.raises(SystemExit):
            reconcile.carry_out(restriction.entries()[0])
    assert states() == ["ordered"]
    deliver()
    assert states() == ["in_force"] and outcomes() == ["applied", "repeated"]
    said = market.store.effects()
    assert said[0]["key"] == said[1]["key"] and said[0]["body"] == said[1]["body"]


def test_what_may_have_been_done_is_looked_at_and_not_asked_for_again(
    market: Market, listing: Listing, outcomes: Outcomes
) -> None:
    order(listing)
    market.faults.turn({"rate": 1, "kinds": ["reset-after"]})
    deliver()
    order(listing, "clm_b")
    lift("clm_a")
    market.faults.turn({})
    deliver()
    assert outcomes() == ["applied"] and states() == ["lifted", "in_force"]


def test_a_repeat_says_word_for_word_the_same(market: Market, listing: Listing) -> None:
    """Looked at too early, the first wish seems not to have arrived; then both do."""
    order(listing)
    market.faults.turn({"rate": 1, "kinds": ["late"], "late": 0.2})
    deliver()
    market.faults.turn({})
    deliver()
    until(lambda: len(market.store.effects()) == 2)
    said = market.store.effects()
    assert sorted(effect["outcome"] for effect in said) == ["applied", "repeated"]
    assert said[0]["body"] == said[1]["body"] and said[0]["key"] == said[1]["key"] and states() == ["in_force"]


def test_a_newer_number_seen_while_looking_is_overtaken(market: Market, listing: Listing) -> None:
    order(listing)
    market.faults.turn({"rate": 1, "kinds": ["reset-before"]})
    deliver()
    market.store.hide(listing.external_id, {"hidden_in": ["DE"], "sequence": 9, "reason": ""}, "")
    market.faults.turn({})
    deliver()
    assert shown(market, listing) == ('["*"]', 10) and states() == ["in_force"]


def test_a_late_duplicate_undoes_nothing(market: Market, listing: Listing) -> None:
    order(listing)
    deliver()
    lift("clm_a")
    deliver()
    first = market.store.effects()[0]
    with pytest.raises(Exception, match="already at 2"):
        market.store.hide(listing.external_id, first["body"], first["key"])
    assert shown(market, listing) == ("[]", 2)


def test_an_answer_that_comes_after_a_newer_decision_confirms_only_what_it_covers(
    market: Market, listing: Listing, monkeypatch: pytest.MonkeyPatch
) -> None:
    order(listing, "clm_a", ["DE"])
    record = standings.record

    def meanwhile(*args: Any, **more: Any) -> None:
        monkeypatch.setattr(standings, "record", record)
        order(listing, "clm_b")
        record(*args, **more)

    monkeypatch.setattr(standings, "record", meanwhile)
    reconcile.carry_out(Entry.objects.get(step="order"))
    assert states() == ["ordered", "ordered"] and standing(listing).confirmed_hidden_in == ["DE"]
    deliver()
    assert states() == ["in_force", "in_force"] and shown(market, listing) == ('["*"]', 2)


@pytest.mark.parametrize("kind", ["wrong", "html", "empty"])
def test_a_lying_yes_is_read_back_and_needs_a_person(market: Market, listing: Listing, kind: str) -> None:
    order(listing)
    market.faults.turn({"rate": 1, "kinds": [kind]})
    deliver()
    delivery = Delivery.objects.get()
    assert (delivery.state, states()) == ("stuck", ["ordered"])
    assert standing(listing).confirmed_sequence == 0


def test_a_garbled_yes_counts_if_reading_back_shows_that_it_was_done(
    market: Market, listing: Listing, monkeypatch: pytest.MonkeyPatch
) -> None:
    order(listing)
    garbled = iter(["wrong", ""])

    def draw(external_id: str) -> str:
        kind = next(garbled)
        if kind:
            wish = {"hidden_in": ["*"], "sequence": 1, "reason": "R1"}
            market.store.hide(external_id, wish, "")
        return kind

    monkeypatch.setattr(market.faults, "draw", draw)
    deliver()
    assert states() == ["in_force"]


@pytest.mark.parametrize(("kind", "more"), [("refused", {}), ("redirect", {}), ("status-before", {"status": 403})])
def test_a_refusal_for_good_needs_a_person_at_once(
    market: Market, listing: Listing, kind: str, more: dict[str, Any]
) -> None:
    order(listing)
    market.faults.turn({"rate": 1, "kinds": [kind], **more})
    deliver()
    assert (Delivery.objects.get().state, Delivery.objects.get().attempts, market.faults.calls) == ("stuck", 1, 1)


def test_a_listing_that_is_gone_is_as_hidden_as_can_be(listing: Listing) -> None:
    elsewhere = cast.listing(7710001)
    order(elsewhere)
    deliver()
    assert states() == ["in_force"]
    assert Entry.objects.get(step="confirm").facts["already_gone"] is True
    lift("clm_a")
    deliver()
    assert states() == ["lifted"]


def test_patience_is_granted_as_long_as_was_asked(market: Market, listing: Listing) -> None:
    order(listing)
    market.faults.turn({"rate": 1, "status": 503, "retry_after": 100})
    deliver()
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM due_at - clock_timestamp()) FROM docket_delivery")
        wait = float(cursor.fetchone()[0])
    assert 45 < wait < 155  # the docket spreads what was asked by half
    market.faults.turn({})
    deliver()
    assert states() == ["in_force"]


@pytest.mark.parametrize("kind", ["status-after", "reset-before", "reset-after", "truncated", "huge", "timeout-after"])
def test_after_an_unknown_outcome_it_is_asked_again_with_one_effect(
    market: Market, listing: Listing, outcomes: Outcomes, kind: str
) -> None:
    order(listing)
    market.faults.turn({"rate": 1, "kinds": [kind], "status": 500, "hang": 0.05})
    deliver()
    assert Delivery.objects.get().state == "due" and states() == ["ordered"]
    market.faults.turn({})
    deliver()
    assert states() == ["in_force"] and outcomes().count("applied") == 1


def test_a_marketplace_with_a_longer_memory_is_overtaken(market: Market, listing: Listing) -> None:
    wish = {"hidden_in": ["DE"], "sequence": 41, "reason": ""}
    market.store.hide(listing.external_id, wish, "")
    order(listing)
    deliver()
    assert shown(market, listing) == ('["*"]', 42) and states() == ["in_force"]


def test_the_marketplace_is_never_called_inside_a_transaction(listing: Listing, outcomes: Outcomes) -> None:
    restriction = order(listing)
    with pytest.raises(RuntimeError), transaction.atomic():
        reconcile.carry_out(restriction.entries()[0])
    assert outcomes() == []


def test_racing_workers_agree(market: Market, listing: Listing, outcomes: Outcomes) -> None:
    entries = [order(listing, f"clm_{n}", [["DE"], ["FR"], ["*"]][n % 3]).entries()[0] for n in range(6)]
    lift("clm_2", "clm_5")
    faults: list[BaseException] = []

    def work(entry: Entry) -> None:
        try:
            reconcile.carry_out(entry)
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[entry]) for entry in entries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    deliver()
    assert not faults and sorted(set(states())) == ["in_force", "lifted"]
    assert shown(market, listing)[0] == '["DE", "FR"]' and outcomes().count("applied") == 1


def test_drift_is_found_and_repaired_and_nothing_else_is_touched(market: Market, settings: Any) -> None:
    listings = [on_sale(market, each) for each in cast.listings(6)]
    for n, each in enumerate(listings):
        order(each, f"clm_{n}")
    deliver()
    before = len(market.store.effects())
    for each in listings[:2]:
        market.store.db.execute("UPDATE listing SET hidden_in = '[]' WHERE external_id = ?", [each.external_id])
    report = drift.reconcile_drift()
    assert (report.checked, len(report.drifted), len(report.repaired), report.unanswered) == (6, 2, 2, 0)
    assert [shown(market, each) for each in listings] == [('["*"]', 2)] * 2 + [('["*"]', 1)] * 4
    assert len(market.store.effects()) == before + 2
    assert drift.reconcile_drift().drifted == [] and not Standing.objects.filter(checked_at=None).exists()
    assert set(states()) == {"in_force"} and Restriction.objects.count() == 6


def test_a_drift_check_stops_when_nobody_answers(market: Market) -> None:
    for n, each in enumerate(cast.listings(6)):
        order(on_sale(market, each), f"clm_{n}")
    deliver()
    market.faults.turn({"outage": 60})
    report = drift.reconcile_drift()
    assert (report.checked, report.unanswered) == (0, 3)


def test_a_repair_that_came_to_nothing_is_tried_at_the_next_look(
    market: Market, listing: Listing, monkeypatch: pytest.MonkeyPatch
) -> None:
    order(listing)
    deliver()
    market.store.db.execute("UPDATE listing SET hidden_in = '[]' WHERE external_id = ?", [listing.external_id])

    def refuses(*_: Any) -> None:
        raise TryLater(1, "not now")

    with monkeypatch.context() as patched:
        patched.setattr(drift, "settle", refuses)
        found = drift.reconcile_drift()
    assert (len(found.drifted), found.repaired) == (1, [])
    assert standing(listing).sequence > standing(listing).confirmed_sequence and not outbox.deliver()
    assert drift.reconcile_drift().repaired == [listing.external_id]
    assert shown(market, listing)[0] == '["*"]' and drift.reconcile_drift().drifted == []


def test_what_an_earlier_deed_ordered_is_not_undone_with_a_later_one(listing: Listing) -> None:
    """The marketplace was away, and has confirmed nothing yet of what was ordered long ago."""
    first, now = order(listing, "clm_a", ["DE"]), clock.real()
    Restriction.objects.filter(pk=first.pk).update(held_until=now - timedelta(hours=1))
    with transaction.atomic():
        assert actions.undo(by=REVIEWER, sources=["clm_a"], since=now + timedelta(seconds=30)) == []
    assert states() == ["ordered"]


def test_decided_while_looking_is_no_drift(listing: Listing) -> None:
    order(listing)
    deliver()

    class Slow:
        """Answers with what was true before the clock restored the listing."""

        def show(self, *args: Any) -> Visibility:
            raise AssertionError("nothing to repair")

        def visibility(self, external_id: str) -> Visibility:
            seen = marketplace().visibility(external_id)
            lift("clm_a")
            deliver()
            return Visibility([], seen.sequence + 1)

    assert drift.reconcile_drift(Slow()).drifted == []


def test_what_can_still_be_undone_is_not_told_through_another_change(market: Market, listing: Listing) -> None:
    """Another order on the same listing goes out meanwhile: the held ones count as they were before."""
    first = order(listing, "clm_a", ["DE"])
    order(listing, "clm_b", ["FR"])
    deliver()
    later = clock.real() + timedelta(minutes=1)
    with transaction.atomic():
        actions.lift(by=REVIEWER, sources=["clm_a"])
    Restriction.objects.filter(pk=first.pk).update(held_until=later)
    held = order(listing, "clm_c", ["*"])
    Restriction.objects.filter(pk=held.pk).update(held_until=later)
    order(listing, "clm_d", ["GB"])
    deliver()
    assert shown(market, listing)[0] == '["DE", "FR", "GB"]'
    assert states() == ["lifting", "in_force", "ordered", "in_force"]
    Restriction.objects.update(held_until=None)
    reconcile.settle(listing, marketplace())
    assert shown(market, listing)[0] == '["*"]'
    assert states() == ["lifted", "in_force", "in_force", "in_force"]
