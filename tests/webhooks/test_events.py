"""Events: each side hears what it may know, once, in one order without gaps, however many write at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from docket import clock, outbox
from docket.actors import Actor
from docket.models import Delivery, Entry
from docket.take import take
from enforcement.models import Restriction
from notices import actions, mandated
from notices import events as of_notices
from notices.models import Undo
from notifications.webhooks import events, tasks
from notifications.webhooks.events import News
from notifications.webhooks.models import Event, Feed
from rights import actions as rights
from rights.actions import mandate as mandates
from tests import cast
from tests.api.partner import ALL, Partner, notice_body, slug
from tests.bulk.files import rows_for, table, work
from tests.bulk.test_api import oath, post
from tests.notices import stories

pytestmark = pytest.mark.django_db
EXPECTED = {"right.verified", "right.expiring", "mandate.expiring"}


def deliver() -> None:
    while outbox.deliver(limit=500):
        pass


def told(person: cast.Person, live: bool = True) -> list[str]:
    """The types that this side has heard of claims and notices, oldest first."""
    rows = Event.objects.filter(feed__organisation=person.organisation, feed__live=live).order_by("number")
    return [kind for kind in rows.values_list("type", flat=True) if not kind.startswith("right.")]


def news(entry: Entry, person: cast.Person, kind: str = "claim.updated") -> News:
    assert person.organisation is not None
    return News(entry, person.organisation.pk, kind, events.about("clm_x", state="submitted", version=1))


def test_each_side_hears_what_it_may_know_of_one_story() -> None:
    stories.restored()
    deliver()
    assert told(cast.mara()) == ["notice.submitted", "claim.upheld", "claim.countered", "claim.restored"]
    assert told(cast.nils()) == ["claim.upheld", "claim.countered", "claim.restored"]
    assert told(cast.hansen()) == told(cast.yara()) == told(cast.paul()) == []


def test_an_event_is_thin_and_a_seller_never_reads_whose_notice_it_is() -> None:
    (claim,) = stories.upheld()
    deliver()
    ours, theirs = (Event.objects.get(feed__organisation=p.organisation, type="claim.upheld")
                    for p in (cast.mara(), cast.nils()))  # fmt: skip
    said = {"id": claim.public_id, "claim": claim.public_id, "state": "upheld", "version": claim.version}
    assert ours.data == {**said, "notice": claim.notice.public_id}
    assert theirs.data == {**said, "notice": None}
    assert ours.at == claim.entries().get(step="uphold").at


def test_of_what_a_seller_is_not_told_it_hears_no_event() -> None:
    """It does not know that the owner was asked, that a second person looks, or that the owner appealed."""
    stories.incomplete()
    stories.held(market="DE")
    stories.appealed_rejection(market="CN")
    deliver()
    assert told(cast.nils()) == []
    assert "claim.appealed" in told(cast.mara()) and "notice.information_requested" in told(cast.mara())


def test_an_appeal_by_the_owner_reaches_the_seller_as_its_outcome_only() -> None:
    claims = stories.taken_up(stories.appealed_rejection(), cast.tomas(), "appeals")
    actions.decide_appeal(by=cast.tomas().actor, claims=claims, keep_it=False, verdict=stories.COPIED)
    deliver()
    assert told(cast.nils()) == ["claim.upheld"]
    assert told(cast.mara())[-3:] == ["claim.appealed", "claim.appeal_decided", "claim.upheld"]


def test_of_a_decision_that_was_undone_in_time_nobody_hears() -> None:
    claims = stories.taken_up(stories.submitted())
    amina = replace(cast.amina().actor, undo_seconds=30)
    actions.uphold(by=amina, claims=claims, verdict=stories.COPIED)
    deliver()
    actions.undo(by=amina, deed=Undo.objects.get().deed)
    Delivery.objects.update(due_at=outbox.NOW)
    deliver()
    assert told(cast.mara()) == ["notice.submitted"] and told(cast.nils()) == []
    actions.reject(by=cast.amina().actor, claims=stories.again(claims), verdict=stories.NOT_SHOWN)
    deliver()
    assert told(cast.mara()) == ["notice.submitted", "claim.rejected"] and told(cast.nils()) == []


def test_a_notice_of_many_listings_is_one_event_until_they_part() -> None:
    stories.submitted(count=40)
    assert Delivery.objects.filter(subscriber="notices.events.tell").count() == 1
    deliver()
    assert told(cast.mara()) == ["notice.submitted"]


def test_the_marketplaces_word_that_a_listing_is_hidden_is_an_event_for_both() -> None:
    (claim,) = stories.upheld()
    deliver()
    with transaction.atomic():
        take("confirm", Restriction.objects.get(source=claim.public_id), by=Actor("marketplace"))
    deliver()
    assert told(cast.mara())[-1] == told(cast.nils())[-1] == "claim.restricted"


def test_an_agent_hears_while_its_mandate_is_alive() -> None:
    stories.paused()
    deliver()
    assert told(cast.paul()) == []  # the mandate had ended before anything was told
    Event.objects.all().delete()
    claims = stories.by_agent(start=7716000)
    deliver()
    assert told(cast.paul()) == told(cast.mara()) == ["notice.submitted"]
    held = claims[0].notice.filer.mandates_held.get(state="alive")
    mandated.ended(mandates.revoke(by=cast.mara().actor, mandate=held))
    deliver()
    assert told(cast.paul()) == ["notice.submitted"]
    assert told(cast.mara()) == ["notice.submitted", "claim.updated"]


def test_rights_mandates_and_imports_have_events_too() -> None:
    made = cast.mandate(cast.mara(), cast.paul(), ends_on=clock.today() + timedelta(days=20))
    cast.right()
    cast.right(title="ENDING", number="018224599", valid_until=clock.today() + timedelta(days=20))
    stories.pass_days(13)
    mandates.remind_due()
    rights.remind_due()
    post(Partner(cast.mara()), table(rows_for(cast.listings(2))), **oath())
    work()
    deliver()
    of = {p.user.name: set(Event.objects.filter(feed__organisation=p.organisation).values_list("type", flat=True))
          for p in (cast.mara(), cast.paul(), cast.hansen())}  # fmt: skip
    assert of["Mara Linde"] == EXPECTED | {"import.finished", "notice.submitted"}
    assert of["Paul Okafor"] == EXPECTED  # under a mandate over everything
    assert of["Ole Hansen"] == set()
    assert Event.objects.filter(type="mandate.expiring").first().data["id"] == made.public_id  # type: ignore[union-attr]


def test_what_is_a_test_stays_among_tests() -> None:
    partner = Partner(cast.mara(), live=False)
    cast.listing()
    assert partner.post("/notices", notice_body()).status_code == 201
    deliver()
    assert told(cast.mara()) == [] and told(cast.mara(), live=False) == ["notice.submitted"]
    assert [each["type"] for each in partner.get("/events").json()["items"]] == ["notice.submitted"]
    assert "notice.submitted" not in Partner(cast.mara()).get("/events").content.decode()


def test_told_twice_is_written_once() -> None:
    stories.upheld()
    deliver()
    before = list(Event.objects.order_by("pk").values_list("pk", "number"))
    for entry in Entry.objects.filter(subject_type="claim", step="uphold"):
        of_notices.tell(entry)
    assert list(Event.objects.order_by("pk").values_list("pk", "number")) == before


def test_the_number_of_queries_does_not_grow_with_the_claims() -> None:
    counts = []
    for many in (1, 2, 30):  # the first makes the feeds
        entries = list(Entry.objects.filter(pk__in=[e.pk for e in upheld_entries(many)]))
        with CaptureQueriesContext(connection) as seen, transaction.atomic():
            events.write(of_notices.of_claims(entries))
        counts.append(len(seen))
    assert counts[1] == counts[2]


def upheld_entries(many: int) -> list[Entry]:
    notice = actions.submit(
        by=cast.mara().actor,
        filing=cast.filing(cast.listings(many, start=7720000 + 100 * many), claim_type="copyright"),
    )
    claims = stories.taken_up(stories.claims_of(notice))
    actions.reject(by=cast.amina().actor, claims=claims, verdict=stories.NOT_SHOWN)
    return [claim.entries().get(step="reject") for claim in claims]


def test_what_is_not_committed_leaves_no_gap() -> None:
    entry = cast.right().entries().get(step="verify")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        events.write([news(entry, cast.mara())])
        raise ZeroDivisionError
    events.write([news(entry, cast.mara())])
    assert Event.objects.get().number == 1


def test_events_older_than_the_rule_book_says_are_forgotten_and_numbers_go_on() -> None:
    entry = cast.right().entries().get(step="verify")
    events.write([news(entry, cast.mara(), kind) for kind in ("right.verified", "claim.updated")])
    Event.objects.filter(number=1).update(written_at=clock.real() - timedelta(days=31))
    assert tasks.forget_old() == 1
    events.write([news(entry, cast.mara(), "right.expiring")])
    assert list(Event.objects.order_by("number").values_list("number", flat=True)) == [2, 3]


# The feed.


def test_a_partner_reads_on_from_the_last_event_it_knows() -> None:
    entry = cast.right().entries().get(step="verify")
    kinds = ["right.verified", "claim.upheld", "claim.restored", "claim.updated", "right.expiring"]
    events.write([news(entry, cast.mara(), kind) for kind in kinds])
    partner = Partner(cast.mara())
    first = partner.get("/events?limit=2")
    assert [each["type"] for each in first.json()["items"]] == kinds[:2]
    assert first["Link"] == f'<{first.json()["next"]}>; rel="next"'
    rest = partner.get(f"/events?after={first.json()['items'][1]['id']}").json()
    assert [each["type"] for each in rest["items"]] == kinds[2:] and rest["next"] is None
    at_end = partner.get(f"/events?after={rest['items'][-1]['id']}").json()
    assert at_end == {"items": [], "next": None}
    assert [each["type"] for each in partner.get("/events?type=claim.upheld").json()["items"]] == ["claim.upheld"]


def test_anothers_event_is_as_unknown_and_nobodys_events_are_read_by_others() -> None:
    entry = cast.right().entries().get(step="verify")
    (event,) = events.write([news(entry, cast.mara())])
    stranger = Partner(cast.hansen())
    assert stranger.get("/events").json()["items"] == []
    theirs, nobodys = stranger.get(f"/events?after={event.public_id}"), stranger.get("/events?after=evt_" + "0" * 26)
    assert (theirs.status_code, slug(theirs)) == (nobodys.status_code, slug(nobodys)) == (400, "invalid-cursor")
    assert theirs.json()["detail"] == nobodys.json()["detail"]
    for wrong in ("after=zzz", "type=claim.burned", "limit=0", "limit=201", "cursor=x", "after=%ff"):
        assert Partner(cast.mara()).get(f"/events?{wrong}").status_code == 400
    without = Partner(cast.mara(), scopes=tuple(name for name in ALL if name != "events.read"))
    assert slug(without.get("/events")) == "insufficient-scope"


# At once.


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_writers_at_once_leave_no_gap_and_no_reader_sees_a_later_event_before_an_earlier_one() -> None:
    """A sequence would: a number is taken before its transaction commits, and a reader goes past it for ever."""
    entries = [cast.right(title=f"MARK {n}").entries().get(step="verify") for n in range(24)]
    mara, hansen = cast.mara(), cast.hansen()
    over = threading.Event()

    def write(entry: Entry) -> None:
        with transaction.atomic():
            both = [news(entry, mara), news(entry, hansen)]
            events.write(both if entry.pk % 2 else both[::-1])
        with transaction.atomic():
            events.write([news(entry, mara)])  # a repeat

    def read() -> list[int]:
        seen: list[int] = []
        last_look = False
        while not last_look:
            last_look = over.is_set()
            rows = Event.objects.filter(feed__organisation=mara.organisation, number__gt=seen[-1] if seen else 0)
            seen += rows.order_by("number").values_list("number", flat=True)
        return seen

    def alone(deed: Callable[[], object]) -> object:
        try:
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(9) as pool:
        reader = pool.submit(alone, read)
        writers = [pool.submit(alone, lambda entry=entry: write(entry)) for entry in entries]
        failures = [each.exception() for each in writers]
        over.set()
        assert reader.result() == list(range(1, len(entries) + 1)) and not any(failures)
    assert set(Feed.objects.values_list("last", flat=True)) == {len(entries)}
    assert Event.objects.count() == 2 * len(entries)
