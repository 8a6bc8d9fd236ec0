"""Importing notices: each through the real deeds, refused with a reason, once whatever the repeats."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import Settings

from listings.models import Listing, Seller
from notices import actions, importing, queues
from notices.actions import Verdict
from notices.models import Claim, Notice
from tests import cast

pytestmark = pytest.mark.django_db
HOST = r"https://code\.example/(?P<seller>[\w.-]+)/(?P<listing>[\w.-]+) => {seller}/{listing}"
LINK = "https://code.example/ada/engine"


@pytest.fixture(autouse=True)
def code_host(settings: Settings) -> None:
    settings.LISTING_PATTERNS = [HOST]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "notices.jsonl"


def notice(**changes: Any) -> dict[str, Any]:
    return {
        "id": "2026-01-06-ada",
        "date": "2026-01-06",
        "kind": "notice",
        "perjury": True,
        "signature": True,
        "good_faith": True,
        "ownership": "I wrote it.",
        "authorised": "Yes, I am the copyright holder.",
        "work": "The engine\nand its notes",
        "listing_text": LINK,
        "listing_urls": [LINK],
    } | changes


def counter(**changes: Any) -> dict[str, Any]:
    told = {"id": "c1", "kind": "counter_notice", "perjury": True, "signature": True, "jurisdiction": True}
    return told | {"text": "It is mine.", "listing_urls": [LINK]} | changes


def run(file: Path, *told: Any, words: tuple[str, ...] = ("--create-listings",)) -> list[dict[str, str]]:
    file.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in told))
    call_command("import_notices", str(file), *words, verbosity=0)
    with (file.parent / "notices.jsonl.results.csv").open(newline="") as handle:
        return list(csv.DictReader(handle))


def codes(rows: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(row["outcome"], row["code"]) for row in rows]


def test_a_notice_becomes_a_real_one(file: Path) -> None:
    (row,) = run(file, notice(listing_urls=[LINK, "https://code.example/ADA/engine/", f"{LINK}/tree/main"]))
    sent = Notice.objects.get()
    assert row["outcome"] == "accepted" and row["reference"] == sent.reference
    assert (sent.partner_reference, sent.work["title"]) == ("2026-01-06-ada", "The engine and its notes")
    assert {s.code for s in sent.statements.all()} == {
        "good_faith_no_authorisation", "accuracy_statement", "authority_under_perjury"
    }  # fmt: skip
    assert Claim.objects.filter(state="submitted", regime="us-dmca-512").count() == sent.claims.count()
    assert Seller.objects.filter(external_id="ada").exists()


def test_refused_with_a_reason(file: Path) -> None:
    rows = run(
        file,
        notice(id="a", listing_urls=[]),
        notice(id="b", perjury=False),
        notice(id="c", signature=False),
        notice(id="d", work=" "),
        notice(id="e", listing_urls=["https://elsewhere.example/a/b"]),
        "{not json",
        "[1]",
        notice(id="f", kind="poem"),
        notice(id="g", listing_urls="all"),
        '{"id": "h\\u0000", "kind": "notice"}',
        '{"id": "i\\ud800", "kind": "notice"}',
        counter(),
        counter(id="r1", kind="retraction"),
    )
    assert [code for _, code in codes(rows)] == [
        "listing-missing",
        "declaration-required",
        "signature-missing",
        "work-missing",
        "not-a-marketplace-url",
        "not-json",
        "id-missing",
        "kind-unknown",
        "listings-unreadable",
        "not-text",
        "not-text",
        "no-upheld-claim",
        "no-open-claim",
    ]
    assert not Notice.objects.exists() and {how for how, _ in codes(rows)} == {"refused"}


def test_unknown_listings_are_made_only_when_asked(file: Path) -> None:
    assert codes(run(file, notice(), words=())) == [("refused", "listing-not-found")]
    assert not Listing.objects.exists()
    assert codes(run(file, notice(), words=("--create-listings", "--again"))) == [("accepted", "")]


def test_twice_and_again_is_stored_once(file: Path) -> None:
    assert codes(run(file, notice(), notice())) == [("accepted", ""), ("known", "")]
    assert codes(run(file, notice(), notice())) == [("accepted", ""), ("known", "")], "finished: nothing is read"
    assert codes(run(file, notice(), words=("--again",))) == [("known", "")]
    assert Notice.objects.count() == 1


def test_counter_notice_meets_the_removal_and_a_retraction_ends_it(file: Path) -> None:
    run(file, notice())
    uphold(Claim.objects.get())
    assert codes(run(file, counter(jurisdiction=False))) == [("refused", "declaration-required")]
    assert codes(run(file, counter())) == [("accepted", "")]
    assert codes(run(file, counter(id="c2"))) == [("refused", "already-countered")]
    assert Claim.objects.get().state == "countered"
    assert codes(run(file, counter(id="r", kind="retraction"))) == [("accepted", "")]
    assert Claim.objects.get().state == "retracted"


def uphold(claim: Claim) -> None:
    by = cast.amina().actor
    queues.take_up(by=by, notice=claim.notice)
    actions.uphold(by=by, claims=[claim], verdict=Verdict("CR-01", "It is a copy."))


def test_goes_on_after_a_kill_where_it_was(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 4)
    told = [notice(id=f"n{n}", listing_urls=[f"https://code.example/ada/p{n}"] if n % 3 else []) for n in range(10)]
    read, seen = importing.read, []

    def dies(line: bytes) -> Any:
        seen.append(line)
        if len(seen) == 7:
            raise KeyboardInterrupt
        return read(line)

    monkeypatch.setattr(importing, "read", dies)
    with pytest.raises(KeyboardInterrupt):
        run(file, *told)
    rows = run(file, *told)
    assert len(seen) == 7 + 6, "lines 5 and 6 were stored, not yet marked, and are known again"
    assert [row["line"] for row in rows] == [str(n) for n in range(1, 11)]
    assert [how for how, _ in codes(rows)].count("known") == 2 and Notice.objects.count() == 6
