"""Making changes instead: what was sealed, who looks, what comes of it, and that no right to answer is lost by it."""

from datetime import timedelta

import pytest

from docket import clock
from docket.errors import NotAllowed
from docket.models import Entry
from enforcement.models import Restriction
from notices import actions, case_list, cases, deadlines, queues
from notices.models import Claim, Decision, Dossier, Mending, Timer
from policy.load import book
from tests import cast
from tests.notices import stories

pytestmark = pytest.mark.django_db


def appeal_clock(claim: Claim) -> Timer:
    return Timer.objects.get(claim=claim, key="appeal_filing", state="running")


def look(claims: list[Claim], outcome: str) -> list[Claim]:
    stories.taken_up(claims, queue="mended")
    verdict = stories.NOT_SHOWN if outcome == "clear" else stories.COPIED
    getattr(actions, outcome)(by=cast.amina().actor, claims=claims, verdict=verdict)
    return stories.again(claims)


def test_a_changed_listing_is_sealed_as_it_is_now_and_waits_for_a_reviewer() -> None:
    claims = stories.upheld()
    claims[0].listing.title = "Table lamp brass"
    claims[0].listing.save()
    actions.mend(by=cast.nils().actor, claims=claims, words="I took the name out.")
    mended = Mending.objects.get()
    assert mended.snapshot.content["title"] == "Table lamp brass"
    assert mended.claim.snapshot.content["title"] == "LINDE table lamp brass"
    assert mended.snapshot.intact
    assert Dossier.objects.get().queue == "mended"
    assert queues.start_next(by=cast.amina().actor, queue="mended"), "who decided before may look at the change"
    assert mended.claim.hidden


def test_a_change_that_cures_brings_the_listing_back_and_stops_every_clock() -> None:
    claims = look(stories.mended(), "clear")
    assert claims[0].state == "restored"
    assert Decision.objects.first().outcome == "restored"  # type: ignore[union-attr]
    assert Restriction.objects.get().state in {"lifting", "lifted", "cancelled"}
    assert not Timer.objects.filter(state="running").exists()
    assert not Dossier.objects.exists()


def test_the_time_to_answer_rests_and_is_never_shorter_afterwards() -> None:
    claims = stories.upheld(market="DE")
    before = appeal_clock(claims[0]).due_at
    stories.pass_days(10)
    actions.mend(by=cast.nils().actor, claims=claims, words="New photo.")
    assert not Timer.objects.filter(key="appeal_filing", state="running").exists()
    stories.pass_days(3)
    claims = look(stories.again(claims), "keep_hidden")
    assert claims[0].state == "upheld"
    assert appeal_clock(claims[0]).due_at >= before + timedelta(days=3)
    actions.appeal(by=cast.nils().actor, claims=claims, grounds="It is mine.")
    assert stories.again(claims)[0].state == "appealed_takedown"


def test_time_that_was_made_longer_is_not_lost_by_a_change() -> None:
    claims = stories.upheld()
    actions.more_time(by=cast.nils().actor, claims=claims)
    before = appeal_clock(claims[0]).due_at
    actions.mend(by=cast.nils().actor, claims=stories.again(claims), words="New photo.")
    claims = look(stories.again(claims), "keep_hidden")
    assert appeal_clock(claims[0]).due_at >= before


def test_who_appealed_before_gets_no_second_appeal_by_a_change() -> None:
    claims = stories.appealed_takedown()
    queues.take_up(by=cast.tomas().actor, notice=claims[0].notice, queue="appeals")
    actions.decide_appeal(by=cast.tomas().actor, claims=claims, keep_it=True, verdict=stories.COPIED)
    actions.mend(by=cast.nils().actor, claims=stories.again(claims), words="New photo.")
    claims = look(stories.again(claims), "keep_hidden")
    assert not Timer.objects.filter(key="appeal_filing", state="running").exists()


def test_a_listing_is_looked_at_again_only_so_often() -> None:
    claims = stories.upheld()
    for _ in range(book().patience.mends):
        actions.mend(by=cast.nils().actor, claims=claims, words="Again.")
        claims = look(stories.again(claims), "keep_hidden")
    with pytest.raises(NotAllowed, match="as often as we can"):
        actions.mend(by=cast.nils().actor, claims=claims, words="Again.")
    assert Mending.objects.count() == book().patience.mends
    assert stories.again(claims)[0].state == "upheld"


def test_only_the_shop_itself_changes_and_only_who_holds_the_case_decides() -> None:
    claims = stories.upheld()
    with pytest.raises(NotAllowed):
        actions.mend(by=cast.yara().actor, claims=claims, words="Not mine.")
    actions.mend(by=cast.nils().actor, claims=claims, words="New photo.")
    with pytest.raises(NotAllowed, match="Take the case first"):
        actions.clear(by=cast.amina().actor, claims=stories.again(claims), verdict=stories.NOT_SHOWN)
    assert stories.again(claims)[0].state == "mended"


def test_a_closed_case_stands_with_the_closed_ones_until_something_happens() -> None:
    claims = stories.upheld()
    other = stories.upheld(market="GB")
    actions.accept(by=cast.nils().actor, claims=claims)
    shop = cast.nils().organisation
    assert shop is not None
    listed, more = case_list.page_of(shop, "", 20)
    assert [case.open for case in listed] == [True, False]
    assert [case.notice for case in listed] == [other[0].notice, claims[0].notice]
    assert more == ""
    with pytest.raises(NotAllowed, match="closed this case"):
        actions.accept(by=cast.nils().actor, claims=stories.again(claims))
    actions.appeal(by=cast.nils().actor, claims=stories.again(claims), grounds="I was too quick.")
    reopened = cases.find(shop, cases.reference(claims[0].notice))
    assert reopened and reopened.open


def test_the_list_is_cut_by_key_and_bears_nonsense() -> None:
    shop = cast.nils().organisation
    assert shop is not None
    open_ones = [stories.upheld(market=market)[0].notice.pk for market in ("US", "GB", "DE")]
    closed = stories.upheld(market="JP")
    actions.accept(by=cast.nils().actor, claims=closed)
    seen: list[int] = []
    after = "o9999999"
    while after:
        page, after = case_list.page_of(shop, after, 2)
        seen += [case.notice.pk for case in page]
    assert seen == [*sorted(open_ones, reverse=True), closed[0].notice.pk]
    for nonsense in ("x1", "o", "o" + "9" * 40, "²"):
        assert len(case_list.page_of(shop, nonsense, 20)[0]) == 4


def test_our_own_limit_grows_once_and_the_docket_says_so() -> None:
    claims = stories.awaiting_seller()
    first = Timer.objects.get(key="hear_seller", state="running")
    (entry,) = actions.more_time(by=cast.nils().actor, claims=claims)
    second = Timer.objects.get(key="hear_seller", state="running")
    assert entry.step == "extend_hearing"
    assert second.started_at == first.started_at
    assert second.due_at - first.due_at >= timedelta(days=7), "ten working days in all instead of five"
    assert second.rule_version.endswith(deadlines.GROWN)
    with pytest.raises(NotAllowed, match="cannot be made longer"):
        actions.more_time(by=cast.nils().actor, claims=stories.again(claims))
    assert Timer.objects.get(key="hear_seller", state="running") == second


def test_silence_waits_for_the_longer_time() -> None:
    claims = stories.awaiting_seller()
    actions.more_time(by=cast.nils().actor, claims=claims)
    stories.pass_days(8)
    from notices import tasks

    tasks.fire_due_timers()
    assert stories.again(claims)[0].state == "awaiting_seller"
    stories.pass_days(12)
    tasks.fire_due_timers()
    assert stories.again(claims)[0].state == "submitted"


@pytest.mark.parametrize("market", ["DE"])
def test_a_limit_of_law_does_not_grow(market: str) -> None:
    claims = stories.upheld(market=market)
    before = appeal_clock(claims[0])
    with pytest.raises(NotAllowed, match="it is law"):
        actions.more_time(by=cast.nils().actor, claims=claims)
    assert appeal_clock(claims[0]) == before
    assert not Entry.objects.filter(step="extend_appeal").exists()


def test_nothing_grows_after_it_is_over() -> None:
    claims = stories.upheld()
    stories.pass_days(40)
    with pytest.raises(NotAllowed, match="it is over"):
        actions.more_time(by=cast.nils().actor, claims=claims)
    assert clock.now() > appeal_clock(claims[0]).due_at
