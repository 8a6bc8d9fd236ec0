"""One page a notice: what each listing came to, what the marketplace confirmed, and how dates were counted."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from docket.errors import NotAllowed, NotOpen
from docket.models import Entry
from notices import actions, queues, speed
from notices.filing import Reported
from notices.marking import Marked
from notices.models import Claim, CounterNotice, Notice
from notices.standing import sellers
from rights.models import Evidence
from tests import cast
from tests.notices import stories
from tests.sellers.test_cases import read, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_mara(db: None) -> Client:
    return signed_in(cast.mara())


def page_of(notice: Notice, more: str = "") -> str:
    return f"/notices/{notice.reference}/{more}"


# ---- each listing


def test_a_removal_is_not_called_done_before_the_marketplace_said_so(as_mara: Client) -> None:
    notice = stories.upheld()[0].notice
    assert "Decided, being carried out" in read(as_mara, page_of(notice))
    stories.carried_out()
    words = read(as_mara, page_of(notice))
    assert "Hidden, confirmed" in words and "being carried out" not in words


def test_a_rejection_says_what_would_help_and_whether_to_try_again(as_mara: Client) -> None:
    notice = stories.rejected()[0].notice
    words = read(as_mara, page_of(notice))
    assert "The evidence does not show" in words and "What would help:" in words and "report it again" in words
    assert "You can ask for another look until" in words


def test_a_big_notice_is_filtered_and_cut(as_mara: Client) -> None:
    claims = stories.taken_up(stories.submitted(count=60))
    notice = claims[0].notice
    actions.reject(by=cast.amina().actor, claims=claims[:3], verdict=stories.NOT_SHOWN)
    first = as_mara.get(page_of(notice))
    assert len(first.context["rows"]) == 50
    assert len(as_mara.get(page_of(notice) + first.context["next_url"]).context["rows"]) == 10
    assert len(as_mara.get(page_of(notice, "?show=not_removed")).context["rows"]) == 3
    assert len(as_mara.get(page_of(notice, "?find=L-7713007")).context["rows"]) == 1
    assert "No listing of this notice fits" in as_mara.get(page_of(notice, "?find=nothing")).content.decode()
    for odd in ("?show=x", "?after=%C2%B2", "?after=99999999999999999999", "?before=-1"):
        assert as_mara.get(page_of(notice, odd)).status_code == 200


def test_every_page_asks_the_same_for_one_listing_and_for_five_hundred(as_mara: Client) -> None:
    few, many = (stories.upheld(count=n)[0].notice for n in (2, 50))
    as_mara.get(page_of(few))
    for more in ("", "print/", "dates/", "retract/", "listings/1/"):
        counts = []
        for notice in (few, many):
            with CaptureQueriesContext(connection) as queries:
                assert as_mara.get(page_of(notice, more)).status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1], more


def test_one_listing_has_a_page_of_its_own(as_mara: Client) -> None:
    claims = stories.submitted(count=2)
    words = read(as_mara, page_of(claims[0].notice, "listings/1/"))
    assert "As you reported it" in words and "Waiting for our reviewers" in words and "Next listing" in words
    assert "Previous listing" in read(as_mara, page_of(claims[0].notice, "listings/2/"))
    assert as_mara.get(page_of(claims[0].notice, "listings/3/")).status_code == 404


def test_strangers_find_none_of_it(db: None) -> None:
    claims = stories.countered()
    notice = claims[0].notice
    for stranger in (cast.hansen(), cast.nils(), cast.amina(), cast.paul()):
        client = signed_in(stranger)
        for more in ("dates/", "listings/1/", "answer/", "evidence/", "retract/", f"retract/{'0' * 32}/"):
            assert client.get(page_of(notice, more)).status_code == 404, more
    assert not Entry.objects.filter(subject_type="counter_notice").exists()


def test_marks_are_shown_on_the_notice_itself(as_mara: Client) -> None:
    lamp = cast.listing()
    start = lamp.title.index("LINDE")
    told = Reported(lamp, regions=[Marked("title", start=start, end=start + 5, note="Our name")])
    notice = actions.submit(by=cast.mara().actor, filing=cast.filing([told, Reported(cast.listing(7712094))]))
    page = as_mara.get(page_of(notice)).content.decode()
    assert page.count("What you marked: 1 place") == 1 and "<mark>LINDE<sup>1</sup></mark>" in page
    assert "Our name" in page and "Our name" in read(as_mara, page_of(notice, "listings/1/"))


def test_the_paper_shows_marks_words_and_files_of_each_listing(as_mara: Client) -> None:
    lamp = cast.listing()
    start, own = lamp.title.index("LINDE"), cast.evidence(name="photo-of-this-lamp.txt")
    marks = [Marked("title", start=start, end=start + 5, note="Our name")]
    told = Reported(lamp, explanation="Only this one.", evidence=[own], regions=marks)
    notice = actions.submit(by=cast.mara().actor, filing=cast.filing([told, Reported(cast.listing(7712094))]))
    page = as_mara.get(page_of(notice, "print/")).content.decode()
    assert "<details open>" in page and "<mark>LINDE<sup>1</sup></mark>" in page
    assert own.name in page and own.sha256 in page and "Only this one." in page


# ---- dates


def test_dates_are_explained_day_by_day(as_mara: Client) -> None:
    notice = stories.countered()[0].notice
    words = read(as_mara, page_of(notice, "dates/"))
    for part in ("The listing returns on", "Day zero", "17 USC 512(g)(2)(C)", "US-FED", "holidays-", "day 10"):
        assert part in words, part


def test_a_clock_that_rested_says_so(as_mara: Client) -> None:
    claims = stories.incomplete()
    stories.pass_days(2)
    actions.complete(by=cast.mara().actor, claims=claims, answer="The left one.")
    assert "This clock rested" in read(as_mara, page_of(claims[0].notice, "dates/"))


def test_an_own_rule_is_called_one(as_mara: Client) -> None:
    notice = stories.rejected()[0].notice
    assert "our own rule" in read(as_mara, page_of(notice, "dates/"))


# ---- how long it took lately


def decided(number: int, hours: float, **how: Any) -> None:
    filing = cast.filing([cast.listing(number)], claim_type="copyright", **how)
    claims = stories.claims_of(actions.submit(by=cast.mara().actor, filing=filing))
    stories.pass_days(hours / 24)
    stories.taken_up(claims)
    actions.reject(by=cast.amina().actor, claims=claims, verdict=stories.NOT_SHOWN)


def test_half_and_nine_of_ten_are_counted_from_the_docket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "LEAST", 6)
    for n in range(6):
        decided(7720000 + n, hours=n + 1)
    found = speed.lately("copyright", "US")
    assert found is not None and found.n == 6
    assert abs(found.half - timedelta(hours=3.5)) < timedelta(minutes=5)
    assert abs(found.most - timedelta(hours=5.5)) < timedelta(minutes=5)
    assert speed.lately("counterfeit", "US") is None and speed.lately("copyright", "DE") is None


def test_waiting_for_a_party_is_not_our_time() -> None:
    claims = stories.incomplete()
    stories.pass_days(5)
    actions.complete(by=cast.mara().actor, claims=claims, answer="The left one.")
    stories.taken_up(claims)
    actions.reject(by=cast.amina().actor, claims=claims, verdict=stories.NOT_SHOWN)
    n, half, _most = speed.count("copyright", "US")
    assert n == 1 and half < 3600


def test_who_is_late_says_so_and_does_not_promise_the_past(as_mara: Client) -> None:
    notice = stories.submitted()[0].notice
    stories.pass_days(30)
    words = read(as_mara, page_of(notice))
    assert "We are late, and sorry. It was due" in words and "late, we are sorry" in words and "(ended" not in words


def test_few_decisions_say_nothing_and_many_say_it_on_the_page(
    as_mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert speed.LEAST == 20
    monkeypatch.setattr(speed, "LEAST", 4)
    for n in range(3):
        decided(7720000 + n, hours=1)
    notice = stories.submitted()[0].notice
    words = read(as_mara, page_of(notice))
    assert (
        "nine of ten" not in words
        and "Too few decisions of this kind for the United States" in words
        and "fewer than 4" in words
    )
    decided(7720050, hours=1)
    assert "nine of ten" not in read(as_mara, page_of(notice))  # remembered for ten minutes
    caches["memory"].clear()
    words = read(as_mara, page_of(notice))
    assert "half of the decisions of this kind for the United States" in words and "4 listings" in words


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=5), "1 minute"),
        (timedelta(minutes=61), "61 minutes"),
        (timedelta(hours=2, minutes=1), "3 hours"),
        (timedelta(hours=48), "2 days"),
        (timedelta(days=3, hours=1), "4 days"),
    ],
)
def test_spans_in_words(span: timedelta, words: str) -> None:
    assert speed.in_words(span) == words


# ---- the counter-notice, where the law passes it on


def in_china() -> list[Claim]:
    filing = cast.filing([cast.listing(7721001, market="CN")], claim_type="copyright", evidence=[cast.evidence()])
    claims = stories.taken_up(stories.claims_of(actions.submit(by=cast.mara().actor, filing=filing)))
    actions.uphold(by=cast.amina().actor, claims=claims, verdict=stories.COPIED)
    paper = stories.paper("cn-ecl", evidence=[cast.evidence(cast.nils())])
    actions.counter(by=cast.nils().actor, claims=claims, paper=paper)
    return stories.again(claims)


def test_us_copyright_passes_name_address_and_phone_and_each_reading_is_an_entry(as_mara: Client) -> None:
    notice = stories.countered()[0].notice
    page = as_mara.get(page_of(notice)).content.decode()
    assert "Havnegade" not in page and "Read it in full" in page
    assert not Entry.objects.filter(subject_type="counter_notice").exists()
    words = read(as_mara, page_of(notice, "answer/"))
    for part in ("I took this photo myself.", "Nils Aas", "Havnegade 3", "+45 55 01 00", "Under penalty of perjury"):
        assert part in words, part
    assert "nils@nordicmugs.example" not in words
    read(as_mara, page_of(notice, "answer/"))
    readings = Entry.objects.filter(subject_type="counter_notice", step="show")
    assert [r.actor_id for r in readings] == [cast.mara().user.pk] * 2


def test_china_passes_on_identity_and_evidence_but_no_phone(as_mara: Client) -> None:
    notice = in_china()[0].notice
    words = read(as_mara, page_of(notice, "answer/"))
    assert "Nils Aas" in words and "Havnegade 3" in words and "+45" not in words
    assert "claim-chart.txt" in words
    mine = Evidence.objects.filter(organisation=cast.mara().organisation).first()
    assert mine is not None
    assert as_mara.get(page_of(notice, f"answer/{mine.public_id}/")).status_code == 404


@pytest.mark.parametrize("market", ["DE", "GB"])
def test_elsewhere_nothing_of_the_answer_is_passed_on(as_mara: Client, market: str) -> None:
    claims = stories.upheld(market=market, count=2)
    actions.appeal(by=cast.nils().actor, claims=claims, grounds="The photo is mine, says Nils.")
    notice = claims[0].notice
    assert as_mara.get(page_of(notice, "answer/")).status_code == 404
    for more in ("", "print/", "listings/1/"):
        assert "says Nils" not in as_mara.get(page_of(notice, more)).content.decode()


def test_the_deed_itself_refuses_what_the_law_does_not_pass_on(db: None) -> None:
    claims = stories.awaiting_seller()
    actions.seller_answers(by=cast.nils().actor, claims=claims, answer="We make our own joint.")
    paper = CounterNotice.objects.get()
    with pytest.raises(NotAllowed):
        actions.show_counter(by=cast.mara().actor, papers=[paper])
    with pytest.raises(NotAllowed):
        actions.show_counter(by=cast.hansen().actor, papers=[paper])
    assert not Entry.objects.filter(subject_type="counter_notice").exists()


# ---- more evidence


def test_evidence_is_added_until_the_decision_and_the_receipt_stays(as_mara: Client) -> None:
    notice = stories.submitted(count=2)[0].notice
    receipt, (first, second) = notice.receipt, notice.claims.all()
    page = page_of(notice, "evidence/")
    nothing = as_mara.post(page, {"claims": [first.public_id]})
    assert nothing.status_code == 400 and "Choose at least one file." in nothing.content.decode()
    for chosen, name in (([first.public_id, second.public_id], "both.txt"), ([second.public_id], "second.txt")):
        file = SimpleUploadedFile(name, name.encode())
        assert as_mara.post(page, {"claims": chosen, "attachments": file}).status_code == 303
    assert [e.name for e in notice.evidence.all()] == ["both.txt"]
    assert [e.name for e in second.evidence.all()] == ["second.txt"] and not first.evidence.exists()
    notice.refresh_from_db()
    assert notice.receipt == receipt
    words = read(as_mara, page_of(notice))
    assert "Files added later" in words and "You added files" in words
    queues.take_up(by=cast.amina().actor, notice=notice)
    desk = signed_in(cast.amina()).get(f"/review/{notice.reference}/?listing=2").content.decode()
    assert "both.txt" in desk and "second.txt" in desk and "Filer added files" in desk


def test_after_the_decision_no_file_is_added(as_mara: Client) -> None:
    claims = stories.upheld()
    answer = as_mara.get(page_of(claims[0].notice, "evidence/"), follow=True)
    assert "not open for this notice" in answer.content.decode()
    with pytest.raises(NotOpen):
        actions.supplement(by=cast.mara().actor, claims=claims, evidence=[cast.evidence()])
    assert not claims[0].notice.evidence.exists()


# ---- taking back, with its receipt


def taken_back(client: Client, notice: Notice, claims: list[Claim], **more: str) -> str:
    form = {"claims": [c.public_id for c in claims], "sure": "1", **more}
    answer = client.post(page_of(notice, "retract/"), form)
    assert answer.status_code == 303
    return str(answer["Location"])


def test_what_follows_is_said_before_and_shown_after(as_mara: Client) -> None:
    claims = stories.upheld(count=3)
    shared = claims[1].listing
    right = cast.right(cast.hansen(), kind="copyright", title="Hansen's photo")
    other = cast.filing([shared], by=cast.hansen(), claim_type="copyright", right=right)
    theirs = stories.taken_up(stories.claims_of(actions.submit(by=cast.hansen().actor, filing=other)))
    actions.hold(by=cast.amina().actor, claims=theirs, verdict=stories.COPIED)  # two claim the same photo
    stories.taken_up(theirs, cast.tomas(), "second_look")
    actions.confirm(by=cast.tomas().actor, claims=theirs)
    stories.carried_out()
    notice = claims[0].notice
    asked = as_mara.post(page_of(notice, "retract/"), {"claims": [c.public_id for c in claims]})
    words = " ".join(asked.content.decode().split())
    assert "2 listings come back." in words and "1 listing stays hidden by another notice." in words
    assert "The sellers' points for 3 listings are taken back." in words
    before = sellers.of(cast.shop_of(cast.nils())).record
    receipt = taken_back(as_mara, notice, claims)
    pending = read(as_mara, receipt)
    assert "The marketplace has not confirmed 3 listings yet" in pending
    stories.carried_out()
    words = read(as_mara, receipt)
    assert words.count("Visible again, confirmed") == 2 and "but by another one" in words
    assert words.count("Points taken back") == 3 and "has not confirmed" not in words
    after = sellers.of(cast.shop_of(cast.nils())).record
    assert len(after.reversed) == len(before.reversed) + 3
    assert "Receipt: 3 listings taken back" in read(as_mara, page_of(notice))


def test_withdrawing_before_a_decision_is_called_so(as_mara: Client) -> None:
    claims = stories.submitted()
    notice = claims[0].notice
    assert "Withdraw the notice" in read(as_mara, page_of(notice, "retract/"))
    asked = as_mara.post(page_of(notice, "retract/"), {"claims": [claims[0].public_id]})
    words = " ".join(asked.content.decode().split())
    assert "We stop looking at 1 listing" in words and "points" not in words and "sellers are told" not in words
    assert "It was never hidden." in read(as_mara, taken_back(as_mara, notice, claims))


def test_withdrawing_what_another_notice_hides_says_that_it_stays_hidden(as_mara: Client) -> None:
    claims = stories.submitted(count=3)
    other = cast.filing([claims[1].listing], claim_type="counterfeit", right=cast.right(title="LINDE glass"))
    theirs = stories.taken_up(stories.claims_of(actions.submit(by=cast.mara().actor, filing=other)))
    actions.uphold(by=cast.amina().actor, claims=theirs, verdict=stories.WRONG)
    url = page_of(claims[0].notice, "retract/")
    words = " ".join(as_mara.post(url, {"claims": [c.public_id for c in claims]}).content.decode().split())
    assert "We stop looking at 2 listings. They stay visible." in words
    assert "We stop looking at 1 listing that another notice hides. It stays hidden." in words


def test_the_owner_reads_who_sent_its_agents_notice(as_mara: Client) -> None:
    notice = stories.by_agent()[0].notice
    words = read(as_mara, page_of(notice))
    assert f"{cast.paul().organisation.name} sent the notice" in words and "You sent the notice" not in words
    assert f"{cast.paul().organisation.name} sent the notice" in read(as_mara, page_of(notice, "listings/1/"))
    assert "You sent the notice" in read(signed_in(cast.paul()), page_of(notice))


def test_taking_back_after_the_seller_answered_says_that_it_counts(as_mara: Client) -> None:
    claims = stories.countered()
    asked = as_mara.post(page_of(claims[0].notice, "retract/"), {"claims": [claims[0].public_id]})
    assert "counts in your accuracy" in asked.content.decode()
    assert stories.again(claims)[0].state == "countered"


def test_a_receipt_is_of_ones_own_notice_and_of_one_retraction(as_mara: Client) -> None:
    claims = stories.upheld(count=2)
    notice = claims[0].notice
    first, second = (taken_back(as_mara, notice, [claim]) for claim in claims)
    assert first != second and "1 listing." in read(as_mara, first)
    assert as_mara.get(page_of(notice, f"retract/{'0' * 32}/")).status_code == 404
    assert signed_in(cast.hansen()).get(first).status_code == 404


# ---- disputes


def test_disputes_stand_in_the_order_of_their_clocks_with_both_ways(as_mara: Client) -> None:
    assert "No disputes" in read(as_mara, "/disputes/")
    sooner = stories.countered()[0].notice
    stories.pass_days(6)
    later = in_china()[0].notice
    page = as_mara.get("/disputes/")
    assert [row["notice"] for row in page.context["rows"]] == [sooner, later]
    words = read(as_mara, "/disputes/")
    for part in ("1 listing returns on", "We went to court", "Take the notice back", "complained to an authority"):
        assert part in words, part
    assert "Havnegade" not in words
    actions.retract(by=cast.mara().actor, claims=list(sooner.claims.all()))
    assert [row["notice"] for row in as_mara.get("/disputes/").context["rows"]] == [later]
    assert "No disputes" in read(signed_in(cast.hansen()), "/disputes/")
    for stranger in (cast.nils(), cast.amina()):
        assert signed_in(stranger).get("/disputes/").status_code == 404


def test_disputes_ask_the_same_for_few_and_many(as_mara: Client) -> None:
    stories.countered()
    as_mara.get("/disputes/")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            as_mara.get("/disputes/")
        counts.append(len(queries))
        for n in range(3):
            filing = cast.filing(cast.listings(4, start=7722000 + 10 * n), claim_type="copyright")
            claims = stories.taken_up(stories.claims_of(actions.submit(by=cast.mara().actor, filing=filing)))
            actions.uphold(by=cast.amina().actor, claims=claims, verdict=stories.COPIED)
            actions.counter(by=cast.nils().actor, claims=claims, paper=stories.paper())
    assert counts[0] == counts[1]
