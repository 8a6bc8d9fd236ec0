"""Importing listings: the header before the rows, each bad row told, interruptions and repeats without harm."""

import csv
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from listings import importing
from listings.bookmark import Bookmark
from listings.models import Listing, Seller

pytestmark = pytest.mark.django_db
HEADER = "external_id,title,brand,price,currency,market"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "goods.csv"


def write(file: Path, *rows: str, header: str = HEADER) -> None:
    file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def run(file: Path, *words: str) -> None:
    call_command("import_listings", str(file), *words, verbosity=0)


def errors(file: Path) -> list[list[str]]:
    with (file.parent / "goods.csv.errors.csv").open(newline="") as handle:
        return list(csv.reader(handle))[1:]


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("external_id,title,brand,price", "needs columns called currency, market"),
        (f"{HEADER},title", "twice: title"),
        (f"{HEADER},colour", "do not know the columns colour"),
        ("", "no columns"),
    ],
)
def test_a_wrong_header_is_told_before_any_row(file: Path, header: str, says: str) -> None:
    write(file, "A1,Lamp,LINDE,3,EUR,DE", "bad", header=header)
    with pytest.raises(CommandError, match=says):
        run(file)
    assert not Listing.objects.exists()


def test_bad_rows_are_told_one_by_one_and_good_ones_taken(file: Path) -> None:
    write(
        file,
        "A1,Lamp,LINDE,39.90,EUR,DE",
        ",Lamp,LINDE,1,EUR,DE",
        "A3,,LINDE,1,EUR,DE",
        'A4,Lamp,LINDE,"1,5",EUR,DE',
        "A5,Lamp,LINDE,-1,EUR,DE",
        "A6,Lamp,LINDE,1,euro,DE",
        "A7,Lamp,LINDE,1,EUR,Germany",
        "A8,Lamp,LINDE,1",
        f"A9,{'x' * 501},LINDE,1,EUR,DE",
        "=cmd(),Lamp\0,LINDE,1,EUR,DE",
        "A11,Lampe,,,,DE",
    )
    run(file)
    assert sorted(Listing.objects.values_list("external_id", flat=True)) == ["A1", "A11"]
    found = errors(file)
    assert [(row, code) for row, _, code, _ in found] == [
        ("2", "external-id-invalid"),
        ("3", "title-invalid"),
        ("4", "price-invalid"),
        ("5", "price-invalid"),
        ("6", "currency-invalid"),
        ("7", "market-invalid"),
        ("8", "row-unreadable"),
        ("9", "too-long"),
        ("10", "not-text"),
    ]
    assert found[-1][1] == "'=cmd()", "no spreadsheet takes it for a formula"


def test_bytes_that_are_no_text_spoil_their_row_only(file: Path) -> None:
    file.write_bytes(
        f"{HEADER}\nA1,L\xe4mp,X,1,EUR,DE\nA2,Lämp,X,1,EUR,DE\n".encode("latin-1").replace(b"A2,L\xe4", b"A2,L\xc3\xa4")
    )
    run(file)
    assert Listing.objects.get().title == "Lämp" and errors(file)[0][2] == "not-text"


def test_a_formula_is_text(file: Path) -> None:
    write(file, 'A1,"=HYPERLINK(""x"")",X,1,EUR,DE')
    run(file)
    assert Listing.objects.get().title == '=HYPERLINK("x")'


def test_the_same_file_twice_and_read_again(file: Path) -> None:
    write(file, "A1,Lamp,LINDE,1,EUR,DE", "A1,Lamp two,LINDE,1,EUR,DE")
    for words in ([], [], ["--again"]):
        run(file, *words)
        assert Listing.objects.get().title == "Lamp two" and Seller.objects.count() == 1


def test_an_older_version_never_overwrites_a_newer_one(file: Path) -> None:
    write(file, "A1,New,X,1,EUR,DE,5", header=f"{HEADER},version")
    run(file)
    write(file, "A1,Old,X,1,EUR,DE,4", "A2,First,X,1,EUR,DE,2", "A2,Zero,X,1,EUR,DE,1", header=f"{HEADER},version")
    run(file)
    assert dict(Listing.objects.values_list("external_id", "title")) == {"A1": "New", "A2": "First"}


def test_shops_keep_their_names_when_a_later_row_gives_none(file: Path) -> None:
    header = f"{HEADER},seller,seller_name"
    write(file, "A1,Lamp,X,1,EUR,DE,s1,Nordic Mugs", "A2,Lamp,X,1,EUR,DE,s1,", header=header)
    run(file)
    assert Seller.objects.get().name == "Nordic Mugs" and Seller.objects.get().listings.count() == 2


def test_goes_on_after_a_kill_where_it_was(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 10)
    write(file, *(f"A{n},Lamp,X,{'x' if n % 7 == 0 else 1},EUR,DE" for n in range(1, 36)))
    stored: list[int] = []
    upsert = importing.upsert

    def dies(rows: list[importing.Row]) -> None:
        if len(stored) == 2:
            raise KeyboardInterrupt
        stored.append(len(rows))
        upsert(rows)

    monkeypatch.setattr(importing, "upsert", dies)
    with pytest.raises(KeyboardInterrupt):
        run(file)
    assert Bookmark.open(file, "import").rows == 20
    stored[:] = [0] * 5
    run(file)
    assert sum(stored[5:]) == 12, "rows 21 to 35, without three bad ones: nothing is read twice"
    assert Listing.objects.count() == 30
    assert [row for row, *_ in errors(file)] == ["7", "14", "21", "28", "35"]
    told = json.loads((file.parent / "goods.csv.import.json").read_text())
    assert (told["rows"], told["accepted"], told["refused"], told["finished"]) == (35, 30, 5, True)


def test_a_changed_file_is_read_anew(file: Path) -> None:
    write(file, "A1,Lamp,X,1,EUR,DE")
    run(file)
    write(file, "A1,Lamp three,X,1,EUR,DE")
    run(file)
    assert Listing.objects.get().title == "Lamp three"
