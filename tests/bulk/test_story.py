"""From a file to notices: checked, mended, signed once, sent one by one, and never twice."""

import csv
import io
import re
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from docket import outbox, verify
from docket.errors import NotAllowed, NotOpen, Stale
from docket.models import Delivery, Entry
from notices import actions as deeds
from notices import limits as tier_limits
from notices.bulk import actions, checking, grouping, limits, sending, signing
from notices.bulk.progress import Progress
from notices.filing import Incomplete, Sworn
from notices.models import Claim, Import, ImportHeading, ImportRow, Notice
from notices.views.owners import bulk
from notifications.models import Notification
from rights import actions as rights
from rights.models import IPRight
from tests import cast
from tests.bulk.files import checked, faults, file, row, rows_for, sent, signed, states, table, uploaded, work
from tests.notices import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_mara(client: Client) -> Client:
    client.force_login(cast.mara().user)
    return client


def oath(client: Client, job: Import, name: str = "Mara Linde") -> dict[str, str]:
    """Every statement that the page shows, in the version it shows, and the name."""
    page = client.get(f"/imports/{job.reference}/sign/").content.decode()
    versions = dict(re.findall(r'name="version_(\w+)" value="(\w+)"', page))
    ticks = {f"declaration_{code}": "on" for code in versions}
    seen = re.findall(r'name="version" value="(\d+)"', page)[0]
    return ticks | {f"version_{c}": v for c, v in versions.items()} | {
        "signature_name": name, "version": seen, "capacity": "owner"
    }  # fmt: skip


def lines_of(answer: Any) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_file_becomes_notices() -> None:
    cast.right()
    lamps = cast.listings(3) + cast.listings(2, start=7714000, seller=cast.yara())
    job = sent(table(rows_for(lamps)))
    assert job.state == "done" and set(states(job).values()) == {"filed"}
    assert Notice.objects.count() == 2 and Claim.objects.count() == 5
    assert {n.explanation for n in Notice.objects.all()} == {"These lamps carry our mark; we did not make them."}
    (letter,) = Notification.objects.filter(letter="import_finished")
    for notice in Notice.objects.all():
        assert notice.reference in letter.text and notice.receipt in letter.text
    assert letter.recipient == cast.mara().user
    assert not Notification.objects.filter(letter="receipt").exists(), "one letter confirms them all"
    assert not [*verify.broken_chains(), *verify.mismatched_states()]


def test_the_whole_way_through_the_pages(as_mara: Client) -> None:
    cast.right()
    cast.listings(3)
    content = table([row("L-7713000"), row("L-77l3001"), row("L-7713002", right="EU 18224561")])
    answer = as_mara.post("/imports/new/", {"file": SimpleUploadedFile("sweep.csv", content)})
    job = Import.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/imports/{job.reference}/")
    page = as_mara.get(answer["Location"]).content.decode()
    for words in ("Checking", "0 of 3 rows checked", "You can close this page", "Stop checking", 'content="10"'):
        assert words in page
    work()
    page = as_mara.get(answer["Location"]).content.decode()
    for words in ("Check and sign 1 notice", "Did you mean", "L-7713001", "EM 018224561", "Nordic Mugs"):
        assert words in page
    as_mara.post(f"/imports/{job.reference}/rows/3/correct/", {"column": "listing", "text": "L-7713001"})
    fixed = as_mara.post(
        f"/imports/{job.reference}/rows/4/correct/", {"column": "right", "text": "EM 018224561"}, follow=True
    )
    assert "Row 4 is ready." in fixed.content.decode()
    page = as_mara.get(f"/imports/{job.reference}/sign/").content.decode()
    assert (
        "Check 1 notice, then sign and send it" in page
        and "<dt>Listings</dt><dd><bdi>3" in page
        and "Who sees what" in page
    )
    answer = as_mara.post(f"/imports/{job.reference}/sign/", oath(as_mara, job))
    assert answer.status_code == 303 and not Notice.objects.exists()
    assert "Sending" in as_mara.get(answer["Location"]).content.decode()
    work()
    page = as_mara.get(answer["Location"]).content.decode()
    assert Notice.objects.get().reference in page
    told = lines_of(as_mara.get(f"/imports/{job.reference}/results.csv"))
    assert {line["notice"] for line in told} == {Notice.objects.get().reference}
    assert [line["row"] for line in told] == ["2", "3", "4"] and told[0]["state"] == "Received, being checked"
    assert "sweep.csv" in as_mara.get("/imports/").content.decode()


def test_own_headings_are_asked_for_once_and_remembered(as_mara: Client) -> None:
    cast.right()
    cast.listings(2)
    headings = ("ASIN/URL", "TM no", "Kind", "Why", "Colour")
    rows = [["L-7713000", "EM 018224561", "fake", "ours", "red"]]
    answer = as_mara.post("/imports/new/", {"file": SimpleUploadedFile("a.csv", table(rows, headings))})
    job = Import.objects.get()
    columns_page = f"/imports/{job.reference}/columns/"
    assert answer["Location"] == columns_page
    page = as_mara.get(columns_page).content.decode()
    assert all(words in page for words in ("ASIN/URL", "TM no", "EM 018224561", "Colour"))
    wrong = {"column_0": "listing", "column_1": "listing", "column_2": "?", "column_3": "", "column_4": ""}
    answer = as_mara.post(columns_page, wrong)
    assert answer.status_code == 400 and "Say what Kind stands for" in answer.content.decode()
    wrong["column_2"] = ""
    page = as_mara.post(columns_page, wrong).content.decode()
    assert "needs a column called right" in page and "Two columns stand for listing" in page
    assert Import.objects.get().state == "uploaded" and not ImportHeading.objects.exists()
    right = {
        "column_0": "listing",
        "column_1": "right",
        "column_2": "claim_type",
        "column_3": "explanation",
        "column_4": "",
    }
    assert as_mara.post(columns_page, right).status_code == 303
    work()
    assert states(job) == {2: "ready"}
    second = as_mara.post(
        "/imports/new/", {"file": SimpleUploadedFile("b.csv", table([["L-7713001", *rows[0][1:]]], headings))}
    )
    assert "columns" not in second["Location"], "nothing is asked twice"


def test_rows_become_notices_by_right_claim_seller_law_and_territory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_LISTINGS", 2)
    cast.right()
    cast.right(title="LINDE US", office="US", number="5118220")
    lamps = cast.listings(5)
    cast.listings(2, start=7714000, seller=cast.yara())
    cast.listing(7715000, market="DE")
    rows = [
        *rows_for(lamps),
        row("L-7714000"),
        row("L-7714001", claim="trademark"),
        row("L-7715000"),
    ]
    job = checked(table(rows))
    shown = [(b.seller.name, b.claim_type, b.regime.code, b.listings, b.notices) for b in grouping.bundles(job)]
    assert shown == [
        ("Nordic Mugs", "counterfeit", "us-trademark-policy", 5, 3),
        ("Cedar & Sons", "counterfeit", "us-trademark-policy", 1, 1),
        ("Cedar & Sons", "trademark", "us-trademark-policy", 1, 1),
        ("Nordic Mugs", "counterfeit", "eu-dsa", 1, 1),
    ]
    assert grouping.count(job) == grouping.Count(6, 8, 1, 2)
    signed(job)
    work()
    assert sorted(n.claims.count() for n in Notice.objects.all()) == [1, 1, 1, 1, 2, 2]
    statements = {n.pk: n.statements.count() for n in Notice.objects.all()}
    assert len(set(statements.values())) > 1, "each notice has the statements of its own law, and no more"


def test_what_only_some_rows_say_stays_with_their_listings() -> None:
    cast.right()
    cast.listings(2)
    proof = cast.evidence()
    rows = [
        row("L-7713000", words="The seal is missing.", evidence=proof.public_id, reference="A-1"),
        row("L-7713001", words="The colour is wrong.", reference="A-2"),
    ]
    job = sent(table(rows))
    notice = Notice.objects.get()
    assert (notice.explanation, notice.partner_reference) == ("", job.reference)
    assert [c.explanation for c in notice.claims.order_by("ordinal")] == [rows[0][3], rows[1][3]]
    assert [c.evidence.count() for c in notice.claims.order_by("ordinal")] == [1, 0]
    assert notice.signature_name == "Mara Linde" and notice.filed_by == cast.mara().user


def test_the_mended_file_comes_back_and_good_rows_are_not_sent_again(as_mara: Client) -> None:
    cast.right()
    cast.listings(3)
    job = sent(table([row("L-7713000"), row("L-7713001", right="nonsense"), row("L-7713002", words="=1+1 is fake")]))
    assert states(job) == {2: "filed", 3: "fix", 4: "filed"}
    text = b"".join(as_mara.get(f"/imports/{job.reference}/rows.csv").streaming_content).decode("utf-8-sig")
    assert text.count("\n") == 2 and "Not one of your rights." in text
    again = sent(text.replace("nonsense", "EM 018224561").encode())
    assert states(again) == {2: "filed"} and Notice.objects.count() == 2
    results = b"".join(as_mara.get(f"/imports/{job.reference}/results.csv").streaming_content)
    last = checked(results)
    assert states(last) == {2: "reported", 3: "fix", 4: "reported"} and Claim.objects.count() == 3
    with pytest.raises(NotOpen):
        signed(last)


def test_what_was_sent_word_for_word_is_never_sent_again_even_when_it_is_over() -> None:
    cast.right()
    lamps = cast.listings(2)
    sent(table(rows_for(lamps[:1])))
    deeds.retract(by=cast.mara().actor, claims=list(Claim.objects.with_papers()))
    job = checked(table(rows_for(lamps)))
    assert faults(job) == {2: ["filed"]} and states(job) == {2: "reported", 3: "ready"}
    changed = checked(table([row(lamps[0].external_id, words="It is back, with another picture.")]))
    assert states(changed) == {2: "ready"}, "a new complaint about a case that is over is a new notice"


def test_the_same_text_is_mended_in_all_rows_at_once(as_mara: Client) -> None:
    cast.right()
    lamps = cast.listings(4)
    rows = [row(lamp.external_id, right=" EU 18224561") for lamp in lamps[:3]] + [row(lamps[3].external_id, right="x")]
    job = checked(table(rows))
    page = as_mara.get(f"/imports/{job.reference}/").content.decode()
    assert "Use it in all 3 rows" in page
    mend = {"column": "right", "text": "EM 018224561", "alike": "1"}
    answer = as_mara.post(f"/imports/{job.reference}/rows/2/correct/", mend, follow=True)
    assert "3 rows were checked again." in answer.content.decode()
    assert states(job) == {2: "ready", 3: "ready", 4: "ready", 5: "fix"}
    as_mara.post(f"/imports/{job.reference}/rows/5/leave-out/")
    assert states(job)[5] == "left_out"
    assert Import.objects.get().rows.get(number=2).cells[1] == "EU 18224561".rjust(12), "what was written is kept"


def test_a_correction_that_makes_a_duplicate_is_left_out(as_mara: Client) -> None:
    cast.right()
    cast.listing(7713000)
    job = checked(table([row("L-9999999"), row("L-7713000")]))
    as_mara.post(f"/imports/{job.reference}/rows/2/correct/", {"column": "listing", "text": "L-7713000"})
    assert states(job) == {2: "left_out", 3: "ready"} and faults(job) == {2: ["duplicate"]}


def test_nothing_is_sent_that_lacks_a_statement_a_name_or_an_address(as_mara: Client) -> None:
    cast.right()
    cast.listing(market="US")
    job = checked(table(rows_for([cast.listing()])))
    whole = oath(as_mara, job)
    page = f"/imports/{job.reference}/sign/"
    first = next(name for name in whole if name.startswith("declaration_"))
    answer = as_mara.post(page, {k: v for k, v in whole.items() if k != first})
    assert answer.status_code == 400 and "Confirm this statement" in answer.content.decode()
    assert 'value="Mara Linde"' in answer.content.decode()
    for name in ("", "Somebody Else", "\u200b"):
        assert as_mara.post(page, {**whole, "signature_name": name}).status_code == 400
    old = {k: "0" if k.startswith("version_") else v for k, v in whole.items()}
    assert as_mara.post(page, old).status_code == 409
    assert (Import.objects.get().state, Notice.objects.count()) == ("ready", 0)


def test_what_changed_after_it_was_shown_is_not_signed(as_mara: Client) -> None:
    cast.right()
    cast.listings(2)
    job = checked(table([row("L-7713000"), row("L-9999999")]))
    shown = oath(as_mara, job)
    actions.correct(by=cast.mara().actor, job=job, row=job.rows.get(number=3), column="listing", text="L-7713001")
    assert as_mara.post(f"/imports/{job.reference}/sign/", shown).status_code == 412
    with pytest.raises(Stale):
        signing.sign(by=cast.mara().actor, job=job, sworn=signing_all(job), signature_name="Mara Linde",
                     capacity="owner", after=1)  # fmt: skip
    assert not Notice.objects.exists()


def signing_all(job: Import) -> list[Any]:
    return [Sworn(d.code, d.version) for d in signing.asked(job)]


def test_who_only_prepares_uploads_and_mends_but_does_not_sign(client: Client) -> None:
    cast.right()
    cast.listing()
    mara = cast.mara()
    helper = cast.person("pia@linde.example", "Pia Prep", mara.organisation)
    helper.user.memberships.update(role="preparer")
    helper = cast.person("pia@linde.example", "Pia Prep", mara.organisation)
    job = checked(table(rows_for([cast.listing()])), by=helper)
    client.force_login(helper.user)
    page = client.get(f"/imports/{job.reference}/sign/").content.decode()
    assert "Ask a colleague to sign" in page and "Mara Linde" in page and "signature_name" not in page
    with pytest.raises(NotAllowed):
        signed(job, helper)
    job.refresh_from_db()
    assert job.state == "ready" and not Notice.objects.exists()
    signed(job)
    work()
    assert Notice.objects.get().filed_by == mara.user


def test_stop_and_go_on_while_checking(as_mara: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "PART", 2)
    cast.right()
    job = uploaded(table(rows_for(cast.listings(5))))
    assert checking.check_part(job.pk)
    answer = as_mara.post(f"/imports/{job.reference}/stop/", follow=True)
    assert "2 rows were checked, nothing was sent." in answer.content.decode()
    work()
    assert states(job) == {2: "ready", 3: "ready", 4: "waiting", 5: "waiting", 6: "waiting"}
    assert as_mara.post(f"/imports/{job.reference}/stop/").status_code == 409
    as_mara.post(f"/imports/{job.reference}/resume/")
    work()
    assert set(states(job).values()) == {"ready"} and Import.objects.get().state == "ready"


def test_stop_and_go_on_while_sending(as_mara: Client) -> None:
    cast.right()
    for number in range(4):
        seller = cast.person(f"s{number}@s.example", f"S{number}", cast.organisation(f"Shop{number} Ltd", "seller"))
        cast.listing(7713000 + number, seller=seller)
    job = signed(checked(table([row(f"L-{7713000 + n}") for n in range(4)])))
    assert sending.send_next(job.pk) and Notice.objects.count() == 1
    answer = as_mara.post(f"/imports/{job.reference}/stop/", follow=True)
    assert "1 notice was sent and stands" in answer.content.decode()
    work()
    assert Notice.objects.count() == 1
    (letter,) = Notification.objects.filter(letter="import_sent")
    assert Notice.objects.get().reference in letter.text and "3 notices wait" in letter.text
    as_mara.post(f"/imports/{job.reference}/resume/")
    work()
    assert Notice.objects.count() == 4 and Import.objects.get().state == "done"
    (last,) = Notification.objects.filter(letter="import_finished")
    assert "We received 3 notices" in last.text and Notice.objects.order_by("pk")[0].reference not in last.text


def test_a_stop_before_the_first_notice_loses_nothing() -> None:
    cast.right()
    job = signed(checked(table(rows_for(cast.listings(2)))))
    actions.stop(by=cast.mara().actor, job=job)
    work()
    assert not Notice.objects.exists()
    actions.resume(by=cast.mara().actor, job=job)
    work()
    assert Notice.objects.count() == 1 and Import.objects.get().state == "done"


def test_the_limit_of_notices_a_day_makes_the_rest_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    cast.right()
    rows = []
    for number in range(3):
        seller = cast.person(f"s{number}@s.example", f"S{number}", cast.organisation(f"Shop{number} Ltd", "seller"))
        rows.append(row(cast.listing(7713000 + number, seller=seller).external_id))
    job = signed(checked(table(rows)))
    lower = replace(tier_limits.tier_of(job.organisation), notices_a_day=2)
    monkeypatch.setattr(tier_limits, "tier_of", lambda filer, anew=False: lower)
    work_once()
    job.refresh_from_db()
    assert (job.state, Notice.objects.count()) == ("waiting", 2)
    waiting = Delivery.objects.get(subscriber="notices.bulk.sending.go_on")
    assert (waiting.state, waiting.attempts) == ("due", 0), "waiting for tomorrow is no failure"
    assert "As many notices" in Notification.objects.get(letter="import_sent").text
    stories.pass_days(1)
    Delivery.objects.update(due_at=waiting.entry.at)
    work()
    assert Notice.objects.count() == 3 and Import.objects.get().state == "done"


def work_once() -> None:
    outbox.deliver()


def test_a_filer_without_a_confirmed_right_has_the_limits_of_its_tier() -> None:
    mara = cast.mara()
    right = IPRight(organisation=mara.organisation, kind="trademark", title="NEW", office="EM", number="018999999")
    rights.register(by=mara.actor, right=right)
    job = checked(table([row(lamp.external_id, right="NEW") for lamp in cast.listings(7)]))
    assert grouping.count(job).notices == 2, "five listings a notice"
    assert limits.left_today(job) == 3


def test_a_notice_that_is_refused_is_named_and_the_others_go_on() -> None:
    cast.right()
    other = cast.right(title="GONE", office="US", number="1")
    cast.listings(2)
    job = signed(checked(table([row("L-7713000"), row("L-7713001", right="US 1")])))
    rights.withdraw(by=cast.mara().actor, right=other)
    work()
    assert states(job) == {2: "filed", 3: "refused"}
    group = job.groups.get(state="refused")
    assert "cannot carry a notice" in group.faults[0] and Notice.objects.count() == 1
    assert "One notice could not be sent." in Notification.objects.get(letter="import_finished").text


def test_what_was_reported_after_it_was_checked_is_not_sent_twice() -> None:
    cast.right()
    lamps = cast.listings(2)
    first, second = checked(table(rows_for(lamps))), checked(table(rows_for(lamps[:1])))
    signed(second)
    work()
    signed(first)
    work()
    assert states(first) == {2: "reported", 3: "filed"} and Claim.objects.count() == 2
    third = checked(table([row(lamps[0].external_id, words="otherwise")]))
    assert states(third) == {2: "reported"}


def test_an_agent_files_where_its_mandate_reaches() -> None:
    cast.right(territories=["DE", "US"])
    cast.mandate(cast.mara(), cast.paul(), territories=["US"])
    cast.listing(7713000, market="US"), cast.listing(7713001, market="DE")
    job = checked(table([row("L-7713000"), row("L-7713001")]), by=cast.paul())
    assert faults(job) == {3: ["mandate-required"]}
    signed(job, cast.paul())
    work()
    notice = Notice.objects.get()
    assert (notice.filer, notice.owner, notice.capacity) == (
        cast.paul().organisation,
        cast.mara().organisation,
        "agent",
    )


def test_another_organisations_import_does_not_exist(client: Client) -> None:
    cast.right()
    job = checked(table(rows_for([cast.listing()])))
    client.force_login(cast.hansen().user)
    for path in ("", "columns/", "rows/?state=ready", "notices/", "results.csv", "rows.csv", "sign/"):
        answer = client.get(f"/imports/{job.reference}/{path}")
        unknown = client.get(f"/imports/I-00000000/{path}")
        assert answer.status_code == unknown.status_code == 404 and len(answer.content) == len(unknown.content)
    for path in ("stop/", "resume/", "discard/", "sign/", "rows/2/correct/", "rows/2/leave-out/"):
        assert client.post(f"/imports/{job.reference}/{path}").status_code == 404
    client.force_login(cast.nils().user)
    assert client.get("/imports/").status_code == client.get("/imports/new/").status_code == 404
    assert Import.objects.get().state == "ready"


def test_a_file_thrown_away_is_gone_and_may_come_again(as_mara: Client) -> None:
    cast.right()
    content = table(rows_for(cast.listings(2)))
    job = checked(content)
    assert as_mara.post(f"/imports/{job.reference}/discard/")["Location"] == "/imports/"
    assert not ImportRow.objects.exists() and as_mara.get(f"/imports/{job.reference}/").status_code == 404
    again = sent(content)
    assert again.pk != job.pk and Notice.objects.count() == 1
    with pytest.raises(NotOpen):
        actions.discard(by=cast.mara().actor, job=again)
    assert again.rows.count() == 2


def test_the_number_of_queries_does_not_grow_with_the_rows() -> None:
    tier_limits.tier_of(cast.right().organisation)  # counted now and remembered for some minutes
    counted = []
    for count, start in ((5, 7720000), (60, 7730000)):
        job = uploaded(table(rows_for(cast.listings(count, start=start))))
        with CaptureQueriesContext(connection) as captured:
            checking.check_part(job.pk)
        signed(job)
        sending.send_next(job.pk)
        with CaptureQueriesContext(connection) as sends:
            sending.send_next(job.pk)
        counted.append((len(captured), len(sends)))
    assert counted[0] == counted[1], counted


def test_the_pages_ask_the_same_however_many_rows_they_show(as_mara: Client) -> None:
    cast.right()
    asked = []
    for count, start in ((4, 7720000), (24, 7730000)):
        lamps = cast.listings(count, start=start)
        rows = [row(lamp.external_id, right="x" if n % 2 else "EM 018224561") for n, lamp in enumerate(lamps)]
        job = checked(table(rows))
        counts = []
        for path in ("", "sign/", "rows/?state=ready", "notices/"):
            with CaptureQueriesContext(connection) as captured:
                assert as_mara.get(f"/imports/{job.reference}/{path}").status_code == 200
            counts.append(len(captured))
        asked.append(counts)
    assert all(many <= few for few, many in zip(*asked, strict=True)), asked


def test_progress_says_how_far_how_long_and_whether_it_rests(as_mara: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "PART", 3)
    cast.right()
    job = uploaded(table(rows_for(cast.listings(6))))
    at = f"/imports/{job.reference}/?part=progress"
    first = as_mara.get(at).content.decode()
    mark = re.findall(r'data-mark="([^"]+)"', first)[0]
    assert as_mara.get(f"{at}&seen={mark}").status_code == 204
    checking.check_part(job.pk)
    second = as_mara.get(f"{at}&seen={mark}").content.decode()
    assert "3 of 6 rows checked" in second and 'data-quarter="2"' in second and "50 per cent done" in second
    assert "left" not in second, "a guess made in the first five seconds is none"
    stories.pass_days(20 / 86400)
    job.refresh_from_db()
    assert 15 <= (Progress(job).seconds_left or 0) <= 30
    Delivery.objects.filter(subscriber__startswith="notices.bulk").update(last_error="away", attempts=2)
    assert "Paused at row 3. We go on by ourselves." in as_mara.get(at).content.decode()
    Delivery.objects.filter(subscriber__startswith="notices.bulk").update(state="stuck")
    assert "a mistake of ours" in as_mara.get(at).content.decode()


@pytest.mark.parametrize(("seconds", "words"), [(None, ""), (4, "10 seconds"), (44, "40 seconds"), (130, "2 minutes")])
def test_time_left_is_rounded(seconds: int | None, words: str) -> None:
    assert words in bulk.time_left(seconds)


def test_a_missing_address_is_asked_for_before_anybody_swears(as_mara: Client) -> None:
    mara = cast.mara()
    assert mara.organisation is not None
    cast.right(kind="copyright", title="Aurora photos", office="", number="")
    cast.listing(market="US")
    job = checked(table([row("L-7712093", right="Aurora photos", claim="copyright")]))
    mara.organisation.address = mara.organisation.phone = ""
    mara.organisation.save()
    page = as_mara.get(f"/imports/{job.reference}/sign/").content.decode()
    assert "Still needed before it can be sent" in page and "postal address" in page
    with pytest.raises(Incomplete):
        signed(job)
    assert not Notice.objects.exists()


def test_rows_of_the_template_and_the_example_can_be_read(as_mara: Client) -> None:
    for name in ("template", "example"):
        answer = as_mara.get(f"/imports/{name}.csv")
        assert answer["Content-Disposition"] == f'attachment; filename="import-{name}.csv"'
    job = uploaded(answer.content)
    assert job.state == "checking" and job.rows.count() == 2
    assert file(b"x").name == "spring-sweep.csv" and Entry.objects.filter(step="check").count() == 1


def test_a_row_against_an_authorised_seller_waits_for_a_person_who_means_it() -> None:
    right = cast.right()
    theirs, others = cast.listing(7714001), cast.listing(7714002, seller=cast.yara())
    rights.allow(by=cast.mara().actor, right=right, sellers={theirs.seller.external_id: "Nordic Mugs"})
    job = checked(table(rows_for([theirs, others])))
    assert faults(job) == {2: ["allowed-seller"]} and states(job)[3] == "ready"
