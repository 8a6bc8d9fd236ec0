"""The allow-list: shops found however they are named, and a notice against one of them asks twice, everywhere."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from docket import clock
from docket.errors import NotAllowed
from docket.models import Entry
from listings import naming_shops
from listings.models import Seller
from notices import actions as deeds
from notices import pasting
from notices.filing import Filing, Incomplete
from notices.models import Draft, Notice
from rights import actions
from rights.models import AllowedSeller, IPRight
from tests import cast
from tests.api.partner import Partner, notice_body, slug
from tests.notices import stories
from tests.owners.test_wizard import oath

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def nordic() -> Seller:
    return cast.shop_of(cast.nils())


def allow(**fields: Any) -> IPRight:
    right = cast.right()
    actions.allow(by=cast.mara().actor, right=right, sellers={nordic().external_id: "Nordic Mugs"}, **fields)
    return right


def confirmed(filing: Filing) -> Filing:
    return Filing(**{**filing.__dict__, "confirmed_allowed": True})


def test_shops_are_found_by_id_name_and_link(settings: Any) -> None:
    shop = nordic()
    Seller.objects.filter(pk=shop.pk).update(external_id="S-nordic-mugs")
    cast.listing()
    twin = Seller.objects.create(external_id="S-twin", name="Cedar & Sons")
    cast.shop_of(cast.yara())
    lines = naming_shops.find(
        "S-nordic-mugs\n\nnordic MUGS\nhttps://fairmark.example/shop/nordic-mugs/\nhttps://fairmark.example/l/7712093\n"
        "L-7712093\nhttps://fairmark.example/shop/nordic-mugs/7712093\nCedar & Sons\nNobody Ltd\nS-twin"
    )
    assert [line.number for line in lines] == [1, 3, 4, 5, 6, 7, 8, 9, 10]
    assert [line.shop.name if line.shop else None for line in lines] == [
        *["Nordic Mugs"] * 6,
        None,
        None,
        "Cedar & Sons",
    ]
    assert len(lines[6].shops) == 2 and not lines[7].shops and lines[8].shop == twin


def test_finding_many_shops_asks_no_more_than_finding_one() -> None:
    counts = []
    for many in (1, 200):
        with CaptureQueriesContext(connection) as asked:
            naming_shops.find("\n".join(f"Shop number {n}" for n in range(many)))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 4


def test_an_owner_adds_many_at_once_mends_what_was_not_found_and_removes_one(client: Client) -> None:
    right, shop, cedar = cast.right(), nordic(), cast.shop_of(cast.yara())
    client.force_login(cast.mara().user)
    url = f"/rights/{right.public_id}/sellers/"
    assert "Nobody is on the list yet" in client.get(url).content.decode()
    answer = client.post(url, {"shops": "Nordic Mugs\nNobody Ltd", "note": "dealers of 2026"})
    page = answer.content.decode()
    assert answer.status_code == 400 and "no such shop" in page and ">Nobody Ltd</textarea>" in page.replace("\n", "")
    assert [a.seller for a in AllowedSeller.objects.all()] == [shop.external_id]
    assert (
        client.post(url, {"shops": cedar.external_id, "since": "2026-01-01", "until": "2020-01-01"}).status_code == 400
    )
    assert client.post(url, {"shops": f"{cedar.external_id}\nnordic mugs"}).status_code == 303
    assert (
        AllowedSeller.objects.count() == 2 and AllowedSeller.objects.get(name="Nordic Mugs").note == "dealers of 2026"
    )
    assert client.post(url, {"remove": shop.external_id}).status_code == 303
    assert client.post(url, {"remove": shop.external_id}).status_code == 303
    assert [a.seller for a in AllowedSeller.objects.standing()] == [cedar.external_id]
    steps = [(e.step, e.facts.get("sellers")) for e in right.entries().filter(step__in=["allow", "disallow"])]
    assert steps == [("allow", [shop.external_id]), ("allow", [cedar.external_id]), ("disallow", [shop.external_id])]
    assert client.post(url, {"shops": "Nordic Mugs"}).status_code == 303, "it may come back"


def test_nobody_else_sees_or_changes_the_list(client: Client) -> None:
    right = allow()
    url = f"/rights/{right.public_id}/sellers/"
    for stranger in (cast.hansen(), cast.paul(), cast.nils(), cast.amina()):
        client.force_login(stranger.user)
        assert client.get(url).status_code == 404
        assert client.post(url, {"remove": nordic().external_id}).status_code == 404
    with pytest.raises(NotAllowed):
        actions.allow(by=cast.hansen().actor, right=right, sellers={"S-x": "X"})
    assert AllowedSeller.objects.standing().count() == 1


def test_the_database_keeps_one_standing_entry_a_seller() -> None:
    right = allow()
    again = AllowedSeller(right=right, seller=nordic().external_id, name="Nordic", added_at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    assert actions.allow(by=cast.mara().actor, right=right, sellers={nordic().external_id: "Nordic"}) == []


def test_a_notice_against_an_authorised_seller_is_not_sent_without_a_second_yes() -> None:
    right = allow()
    filing = cast.filing([cast.listing(1), cast.listing(2, seller=cast.yara())], right=right)
    with pytest.raises(Incomplete) as refused:
        deeds.submit(by=cast.mara().actor, filing=filing)
    assert [(f.code, f.index) for f in refused.value.faults] == [("allowed-seller", 0)]
    assert not Notice.objects.exists()
    notice = deeds.submit(by=cast.mara().actor, filing=confirmed(filing))
    first, second = stories.claims_of(notice)
    assert "allowed_seller_confirmed" in entry_of(first.pk).facts
    assert "allowed_seller_confirmed" not in entry_of(second.pk).facts
    assert '"confirmed_allowed_sellers":true' in notice.sealed


def entry_of(claim: int) -> Entry:
    return Entry.objects.get(subject_type="claim", subject_id=claim, n=1)


@pytest.mark.parametrize(("since", "until", "asks"), [(-5, 5, True), (1, None, False), (None, -1, False), (0, 0, True)])
def test_it_asks_only_on_the_days_of_the_list(since: int | None, until: int | None, asks: bool) -> None:
    today = clock.today()
    days = {"since": since, "until": until}
    right = allow(**{name: today + n * DAY for name, n in days.items() if n is not None})
    filing = cast.filing([cast.listing(1)], right=right)
    if asks:
        with pytest.raises(Incomplete):
            deeds.submit(by=cast.mara().actor, filing=filing)
    else:
        deeds.submit(by=cast.mara().actor, filing=filing)
    assert Notice.objects.exists() is not asks


def test_another_right_of_the_owner_asks_nothing() -> None:
    allow()
    other = cast.right(title="HALO", number="018224599")
    assert deeds.submit(by=cast.mara().actor, filing=cast.filing([cast.listing(1)], right=other)).right == other


def test_the_wizard_says_so_at_the_listing_and_asks_again_where_one_signs(client: Client) -> None:
    right = allow()
    cast.listing()
    client.force_login(cast.mara().user)
    client.post("/notices/new/", {"right": right.public_id, "capacity": "owner"})
    base = f"/notices/drafts/{Draft.objects.get().public_id}/"
    client.post(base + "claim/", {"claim_type": "counterfeit"})
    client.post(base + "listings/", {"paste": "L-7712093"})
    assert "One of your authorised sellers" in client.get(base + "listings/").content.decode()
    client.post(base + "listings/", {"paste": "L-7712093"})
    client.post(base + "evidence/", {"explanation": "They sold us one without our stamp."})
    page = client.get(base + "sign/").content.decode()
    assert "Authorised sellers are among these" in page and "Nordic Mugs" in page
    sworn = oath(client, base)
    answer = client.post(base + "sign/", sworn)
    assert answer.status_code == 400 and "Confirm that you mean to report" in answer.content.decode()
    assert not Notice.objects.exists()
    assert client.post(base + "sign/", sworn | {"confirm_allowed_sellers": "on"}).status_code == 303
    assert Notice.objects.exists()


def test_the_api_asks_for_the_same_second_yes() -> None:
    allow()
    partner, body = Partner(cast.mara()), notice_body()
    refused = partner.post("/notices", body)
    assert (refused.status_code, slug(refused)) == (409, "allowed-seller")
    checked = partner.post("/notices/validate", body).json()
    assert not checked["ready"] and checked["faults"][0]["code"] == "allowed-seller"
    assert not Notice.objects.exists()
    assert partner.post("/notices", body | {"confirm_allowed_sellers": "yes"}).status_code == 400
    assert partner.post("/notices", body | {"confirm_allowed_sellers": True}).status_code == 201


def test_the_reviewer_sees_that_the_seller_is_on_the_list(client: Client) -> None:
    right = allow()
    filing = cast.filing([cast.listing(1)], right=right, claim_type="counterfeit")
    notice = deeds.submit(by=cast.mara().actor, filing=confirmed(filing))
    client.force_login(cast.amina().user)
    page = f"/review/{notice.reference}/"
    assert "listed this seller as authorised, and confirmed" in client.get(page).content.decode()
    AllowedSeller.objects.all().delete()
    assert "listed this seller as authorised, and confirmed" in client.get(page).content.decode(), "as it was sent"


def test_a_seller_listed_after_the_notice_was_not_confirmed_by_it(client: Client) -> None:
    notice = deeds.submit(by=cast.mara().actor, filing=cast.filing([cast.listing(1)], right=cast.right()))
    allow()
    client.force_login(cast.amina().user)
    told = client.get(f"/review/{notice.reference}/").content.decode()
    assert "since the notice came in" in told and "confirmed that the notice is meant" not in told


def test_checking_a_long_paste_asks_one_question_more_whatever_its_length() -> None:
    right = allow()
    mara = cast.mara().organisation
    counts = []
    for start, many in ((7755000, 1), (7760000, 60)):
        text = "\n".join(each.external_id for each in cast.listings(many, start=start))
        with CaptureQueriesContext(connection) as asked:
            found = pasting.check(text, filer=mara, owner=mara, right=right)  # type: ignore[arg-type]
        assert {line.result for line in found.lines} == {"One of your authorised sellers"} and len(found.ready) == many
        counts.append(len(asked))
    assert counts[0] == counts[1]
