"""The limits of a filer's tier hold in the one deed that sends a notice, are said before, and never bite by mistake."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from notices import actions, limits
from notices.bulk import limits as bulk
from notices.filing import Incomplete
from notices.models import Draft, Notice
from policy.load import book
from rights import actions as rights
from rights.models import IPRight
from tests import cast
from tests.api.partner import Partner, notice_body, slug
from tests.bulk.files import checked, row, states, table
from tests.notices import stories
from tests.owners.test_wizard import filled, oath

pytestmark = pytest.mark.django_db
LOWEST = book().tiers.tiers[0]
MOST = LOWEST.notices_a_day or 0


def new_right() -> IPRight:
    """A right that nobody has looked at yet: its owner is in the lowest tier."""
    mara = cast.mara()
    made = IPRight(organisation=mara.organisation, kind="trademark", title="NEW", office="EM", number="018999999")
    rights.register(by=mara.actor, right=made)
    return made


def send(listings: int = 1, start: int = 7750000, **fields: object) -> Notice:
    filing = cast.filing(cast.listings(listings, start=start), **fields)
    return actions.submit(by=cast.mara().actor, filing=filing)


def sent_today(right: IPRight) -> None:
    for n in range(MOST):
        send(start=7750000 + n, right=right)


def test_the_day_of_the_lowest_tier_is_full_and_tomorrow_is_another() -> None:
    right = new_right()
    sent_today(right)
    with pytest.raises(Incomplete, match=f"T0 allows {MOST} notices a day.*00:00 UTC on") as refused:
        send(start=7760000, right=right)
    assert [fault.code for fault in refused.value.faults] == ["limit-reached"]
    assert Notice.objects.count() == MOST
    stories.pass_days(1)
    send(start=7760000, right=right)


def test_too_many_listings_for_the_tier() -> None:
    right, most = new_right(), LOWEST.listings_a_notice
    with pytest.raises(Incomplete, match=f"up to {most} listings in a notice; this one names {most + 1}") as refused:
        send(most + 1, right=right)
    assert [fault.code for fault in refused.value.faults] == ["tier-limit"] and not Notice.objects.exists()
    send(most, right=right)


def test_nobody_is_refused_for_a_tier_they_have_left() -> None:
    right = new_right()
    sent_today(right)
    assert limits.tier_of(right.organisation).code == "T0"  # and so it is remembered
    rights.verify(by=cast.amina().actor, right=right)
    send(LOWEST.listings_a_notice + 1, start=7760000, right=right)
    assert limits.tier_of(right.organisation).code == "T1"


def test_tests_and_contracts_are_not_counted() -> None:
    right = new_right()
    sent_today(right)
    send(start=7760000, right=right, is_test=True)
    Notice.objects.filter(is_test=False).update(is_test=True)
    send(start=7760001, right=right)
    vigil = cast.vigil()
    assert limits.tier_of(vigil.organisation).notices_a_day is None and not limits.used_up(vigil.organisation)


def test_the_page_says_it_before_and_answers_429_with_everything_kept(client: Client) -> None:
    client.force_login(cast.mara().user)
    right = new_right()
    draft = filled(client, right, paste=cast.listing(7760000).external_id)
    sent_today(right)
    page = client.get(draft + "sign/").content.decode()
    assert f"T0 allows {MOST} notices a day" in page and 'href="/standing/"' in page
    answer = client.post(draft + "sign/", oath(client, draft))
    assert answer.status_code == 429 and "There is a problem" in answer.content.decode()
    assert Notice.objects.count() == MOST and Draft.objects.get().notice is None
    assert f"{MOST} notices are sent today" in client.get("/standing/").content.decode()
    stories.pass_days(1)
    assert client.post(draft + "sign/", oath(client, draft)).status_code == 303


def test_the_page_refuses_too_many_listings_with_403(client: Client) -> None:
    client.force_login(cast.mara().user)
    lamps = cast.listings(LOWEST.listings_a_notice + 1)
    draft = filled(client, new_right(), paste="\n".join(each.external_id for each in lamps))
    answer = client.post(draft + "sign/", oath(client, draft))
    assert answer.status_code == 403 and "Send them in several notices" in answer.content.decode()
    assert not Notice.objects.exists()


def test_partners_are_told_when_to_come_again_and_the_same_key_then_works() -> None:
    right = new_right()
    sent_today(right)
    partner, body = Partner(cast.mara()), notice_body(cast.listing(7760000).external_id, right=right.public_id)
    key = {"Idempotency-Key": "the-same"}
    refused = partner.post("/notices", body, **key)
    assert (refused.status_code, slug(refused)) == (429, "limit-reached")
    assert 0 < int(refused["Retry-After"]) <= 86401 and Notice.objects.count() == MOST
    many = [{"id": each.external_id} for each in cast.listings(LOWEST.listings_a_notice + 1)]
    stories.pass_days(1)
    wide = partner.post("/notices", {**body, "listings": many})
    assert (wide.status_code, slug(wide)) == (403, "tier-limit")
    assert partner.post("/notices", body, **key).status_code == 201


def test_rows_of_an_import_are_good_on_a_day_that_is_full_and_wait() -> None:
    sent_today(new_right())
    job = checked(table([row(cast.listing(7760000).external_id, right="NEW")]))
    assert states(job) == {2: "ready"} and bulk.left_today(job) == 0


def test_what_a_tier_asks_does_not_grow_with_what_was_sent() -> None:
    right = cast.right()
    asked = []
    for n in (1, 10):
        for each in range(n):
            send(start=7770000 + 100 * n + each)
        with CaptureQueriesContext(connection) as queries:
            assert not limits.used_up(right.organisation)
        asked.append(len(queries))
    assert asked == [1, 1]


@pytest.fixture
def two_a_day(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    lower = replace(LOWEST, notices_a_day=2)
    monkeypatch.setattr(limits, "tier_of", lambda filer, anew=False: lower)
    yield


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_notices_sent_at_once_are_counted_one_after_the_other(two_a_day: None) -> None:
    cast.right()
    filings = [cast.filing([cast.listing(7780000 + n)]) for n in range(5)]
    start, refused, by = threading.Barrier(len(filings)), [], cast.mara().actor

    def go(n: int) -> None:
        try:
            start.wait(10)
            actions.submit(by=by, filing=filings[n])
        except Incomplete as no:
            refused.append(no)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(n,)) for n in range(len(filings))]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert (Notice.objects.count(), len(refused)) == (2, 3)
