"""The table of bad files, by the API and by the page: each has its status and its kind, and leaves nothing behind."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from docket.models import Entry
from notices.bulk import reading
from notices.models import Import, ImportRow, Notice
from tests import cast
from tests.api.partner import Partner, hold_against_schema, slug
from tests.bulk.files import HEADINGS, checked, faults, row, rows_for, sent, states, table, uploaded, work
from tests.bulk.workbooks import SHEET, packed, workbook

pytestmark = pytest.mark.django_db


def post(partner: Partner, name: str, content: bytes, key: str = "one", **details: Any) -> HttpResponse:
    body: dict[str, Any] = {"file": SimpleUploadedFile(name, content)}
    if details:
        body["details"] = json.dumps(details)
    headers = {"Authorization": f"Bearer {partner.secret}", "Idempotency-Key": key}
    answer = partner.client.post("/api/v1/imports", body, headers=headers)
    hold_against_schema("POST", "/imports", answer)
    return answer


def good(count: int = 1) -> bytes:
    return table([row(f"L-{7713000 + n}") for n in range(count)])


# name of the case → file name, content, status, kind, row
FILES: dict[str, tuple[str, Callable[[], bytes], int, str, int | None]] = {
    "70 empty": ("a.csv", lambda: b"", 400, "csv-empty", None),
    "70 blank": ("a.csv", lambda: b"\xef\xbb\xbf \r\n\r\n", 400, "csv-empty", None),
    "70 headings only": ("a.csv", lambda: table([]), 400, "csv-empty", None),
    "70 headings and separators": ("a.csv", lambda: table([]) + b",,,,,,\r\n", 400, "csv-empty", None),
    "71 a column is missing": ("a.csv", lambda: b"listing,explanation\nL-1,x\n", 400, "csv-header", None),
    "71 a column twice": ("a.csv", lambda: b"listing,right,link\nL-1,x,y\n", 400, "csv-header", None),
    "71 an unknown column": ("a.csv", lambda: b"listing,right,explantion\nL-1,x,y\n", 400, "csv-header", None),
    "71 no headings": ("a.csv", lambda: b"L-7713000,EM 018224561\n", 400, "csv-header", None),
    "71 too many columns": ("a.csv", lambda: b",".join([b"x"] * 61) + b"\n1\n", 400, "csv-header", None),
    "72 UTF-16": ("a.csv", lambda: good().decode().encode("utf-16"), 400, "csv-encoding", None),
    "72 UTF-16 without mark": ("a.csv", lambda: good().decode().encode("utf-16-le"), 400, "csv-encoding", None),
    "72 Latin-1": ("a.csv", lambda: table([row("L-1", words="Nachahmung für Ü")]).decode().encode("latin-1"),
                   400, "csv-encoding", None),
    "73 NUL": ("a.csv", lambda: good(3).replace(b"L-7713001", b"L-77\x0013001"), 400, "csv-malformed", 3),
    "73 open quotation mark": ("a.csv", lambda: good() + b'"L-7713001,EM 018224561\n', 400, "csv-malformed", 3),
    "73 quotation mark in a cell": ("a.csv", lambda: good() + b'"L"x,EM 018224561\n', 400, "csv-malformed", 3),
    "73 a cell of 10 MB": ("a.csv", lambda: good() + b'"' + b"x" * 10_000_000 + b'",y\n', 400, "csv-malformed", 3),
    "75 a row too many": ("a.csv", lambda: b"listing,right\n" + b"L-1,r\n" * 50_001, 413, "csv-too-many-rows", None),
    "75 too large": ("a.csv", lambda: b"listing,right\n" + b"x" * (reading.MOST_BYTES + 1), 413, "payload-too-large",
                     None),
    "79 no separator": ("a.csv", lambda: b"listing|right\nL-1|x\n", 400, "csv-dialect", None),
    "80 XLSX named CSV": ("a.csv", lambda: workbook([["listing", "right"]]), 415, "unsupported-media-type", None),
    "80 CSV named XLSX": ("a.xlsx", good, 415, "unsupported-media-type", None),
    "80 HTML": ("a.csv", lambda: b"<!DOCTYPE html><table><tr><td>L-1", 415, "unsupported-media-type", None),
    "80 old Excel": ("a.csv", lambda: b"\xd0\xcf\x11\xe0" + b"x" * 600, 415, "unsupported-media-type", None),
    "80 PDF": ("a.csv", lambda: b"%PDF-1.7 x", 415, "unsupported-media-type", None),
    "80 other name": ("a.exe", good, 415, "unsupported-media-type", None),
    "80 a ZIP that is no workbook": ("a.xlsx", lambda: b"PK\x03\x04" + b"x" * 500, 415, "unsupported-media-type", None),
    "80 a workbook that unfolds": ("a.xlsx", lambda: packed({"xl/worksheets/sheet1.xml": endless()}), 400,
                                   "csv-malformed", None),
}  # fmt: skip


def endless() -> str:
    """A sheet of 90 MB in a file of some hundred kilobytes."""
    line = '<row><c t="inlineStr"><is><t>' + "x" * 30_000 + "</t></is></c></row>"
    return SHEET.format(rows=line * 3_000)


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_is_refused_by_the_api(name: str) -> None:
    file, content, status, kind, at = FILES[name]
    before = Entry.objects.count()
    answer = post(Partner(cast.mara()), file, content())
    assert (answer.status_code, slug(answer)) == (status, kind), answer.content
    assert answer.json().get("row") == at
    assert not Import.objects.exists() and not ImportRow.objects.exists()
    assert Entry.objects.count() == before


ON_THE_PAGE = [name for name in FILES if name[:2] not in {"71", "72"} and "unfolds" not in name]


@pytest.mark.parametrize("name", ON_THE_PAGE)
def test_a_bad_file_is_refused_by_the_page_in_words(name: str, client: Client) -> None:
    file, content, status, _kind, at = FILES[name]
    client.force_login(cast.mara().user)
    answer = client.post("/imports/new/", {"file": SimpleUploadedFile(file, content())})
    page = answer.content.decode()
    assert answer.status_code == status and "There is a problem" in page and "Error:" in page
    assert at is None or f"ow {at}" in page
    assert not Import.objects.exists()


def test_the_limit_is_named_with_the_count() -> None:
    answer = post(Partner(cast.mara()), "a.csv", b"listing,right\n" + b"L-1,r\n" * 62_114)
    assert "62,114" in answer.json()["detail"] and "50,000" in answer.json()["detail"]


def test_every_fault_of_the_columns_is_named_before_any_row() -> None:
    answer = post(Partner(cast.mara()), "a.csv", b"link,url,colour\nnonsense,nonsense,\n")
    told = {each["field"]: each["detail"] for each in answer.json()["errors"]}
    assert set(told) == {"right", "listing", "colour"}
    assert "right" in told["right"] and "link, url, colour" in told["right"]


@pytest.mark.parametrize(
    ("name", "make", "read_as"),
    [
        ("72 BOM", lambda text: b"\xef\xbb\xbf" + text.encode(), "utf-8"),
        ("72 UTF-16", lambda text: text.encode("utf-16"), "utf-16"),
        ("72 Windows-1252", lambda text: text.encode("windows-1252"), "windows-1252"),
    ],
)
def test_the_page_reads_other_letters_and_says_so(name: str, make: Any, read_as: str, client: Client) -> None:
    cast.right()
    lamp = cast.listing()
    content = make(table([row(lamp.external_id, words="Fälschung: “Größe” stimmt nicht, Preis 9 €")]).decode())
    client.force_login(cast.mara().user)
    answer = client.post("/imports/new/", {"file": SimpleUploadedFile("a.csv", content)}, follow=True)
    job = Import.objects.get()
    work()
    assert (job.read_as, states(job)) == (read_as, {2: "ready"})
    assert job.rows.get().explanation == "Fälschung: “Größe” stimmt nicht, Preis 9 €"
    said = {"utf-16": "Read as UTF-16", "windows-1252": "Read as Windows-1252"}.get(read_as)
    assert said is None or said in answer.content.decode()


def test_a_byte_order_mark_does_no_harm_to_the_api() -> None:
    assert post(Partner(cast.mara()), "a.csv", b"\xef\xbb\xbf" + good()).status_code == 202


def test_letters_that_no_code_page_has_are_refused(client: Client) -> None:
    client.force_login(cast.mara().user)
    answer = client.post("/imports/new/", {"file": SimpleUploadedFile("a.csv", b"listing,right\n\x81\x8d\xff,\xfe\n")})
    assert answer.status_code == 400 and "cannot read the letters" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("79 semicolons", table([row("L-7712093", words="ours")]).replace(b",", b";")),
        ("79 tabs", table([row("L-7712093", words="ours")]).replace(b",", b"\t")),
        ("79 old line ends", table([row("L-7712093", words="ours")]).replace(b"\r\n", b"\r")),
        (
            "79 smart quotes",
            "“listing”;“right”;“claim type”;“reason”\nL-7712093;EM 018224561;counterfeit;ours".encode(),
        ),
        ("79 blank lines", table([row("L-7712093", words="ours")]).replace(b"\r\n", b"\r\n\r\n")),
        ("79 empty cells behind", table([row("L-7712093", words="ours")]).replace(b"\r\n", b",,\r\n")),
    ],
)
def test_other_dialects_are_read(name: str, content: bytes) -> None:
    cast.right()
    cast.listing(7712093)
    assert list(states(checked(content)).values()) == ["ready"]


def test_a_row_with_too_many_or_too_few_cells_is_an_error_of_that_row() -> None:
    """74: the job is taken in, and the row says what is wrong."""
    cast.right()
    cast.listings(3)
    content = table([row("L-7713000"), row("L-7713001")[:2], [*row("L-7713002"), "one too many"]])
    partner = Partner(cast.mara())
    answer = post(partner, "a.csv", content)
    assert answer.status_code == 202
    work()
    rows = partner.get(f"/imports/{answer.json()['id']}/rows?state=fix").json()["items"]
    assert [(each["row"], each["problems"][0]["code"]) for each in rows] == [(3, "column-count"), (4, "column-count")]
    assert states(Import.objects.get()) == {2: "ready", 3: "fix", 4: "fix"}


def test_a_row_said_twice_or_filed_before_is_a_duplicate() -> None:
    """77: row errors, and no second notice."""
    cast.right()
    lamps = cast.listings(3)
    sent(table(rows_for(lamps[:1])))
    content = table([*rows_for(lamps), row("https://fairmark.example/l/7713002", words="the same, said otherwise")])
    partner = Partner(cast.mara())
    answer = post(partner, "again.csv", content)
    work()
    rows = partner.get(f"/imports/{answer.json()['id']}/rows").json()["items"]
    assert [(each["row"], each["state"]) for each in rows] == [
        (2, "reported"), (3, "ready"), (4, "ready"), (5, "left_out")
    ]  # fmt: skip
    assert [each["problems"][0]["code"] for each in rows if each["problems"]] == ["duplicate", "duplicate"]
    assert "row 4" in rows[3]["problems"][0]["detail"]
    assert Notice.objects.get().reference in rows[0]["problems"][0]["detail"]


def test_the_same_file_twice_is_the_same_import(client: Client) -> None:
    """78: 200 and the same job, by API and by page."""
    partner = Partner(cast.mara())
    first, second = post(partner, "a.csv", good(), key="one"), post(partner, "b.csv", good(), key="two")
    assert (first.status_code, second.status_code) == (202, 200)
    assert first.json()["id"] == second.json()["id"] == Import.objects.get().public_id
    replayed = post(partner, "a.csv", good(), key="one")
    assert (replayed.status_code, replayed["Idempotent-Replayed"]) == (202, "true")
    client.force_login(cast.mara().user)
    page = client.post("/imports/new/", {"file": SimpleUploadedFile("c.csv", good())}, follow=True)
    assert "You imported this file on" in page.content.decode()
    other = post(Partner(cast.hansen()), "a.csv", good(), key="three")
    assert other.status_code == 202 and Import.objects.count() == 2


FORMULAS = (
    "=cmd|'/C calc'!A0",
    "@SUM(1)",
    "\t=1",
    "＝1+1",
    "+1",
    "-1",
    "－1",
    "＋1",
    "＠x",
    '"=1',
    " =1",
    "\r=1",
    "'=1",
)


def test_formulas_are_text_and_leave_as_text(client: Client) -> None:
    """76: stored as written; what goes out is marked, and comes back unmarked."""
    cast.right()
    lamps = cast.listings(len(FORMULAS))
    rows = [
        row(lamp.external_id, words=f"{words} these are fakes") for lamp, words in zip(lamps, FORMULAS, strict=True)
    ]
    rows.append(row("L-9999999", words="=1+1 in a row to mend", reference="=2+2"))
    job = checked(table(rows))
    for line, words in zip(job.rows.order_by("number"), FORMULAS, strict=False):
        assert line.explanation == f"{words.removeprefix(chr(39))} these are fakes".strip()
    client.force_login(cast.mara().user)
    for path in ("results.csv", "rows.csv"):
        text = b"".join(client.get(f"/imports/{job.reference}/{path}").streaming_content).decode("utf-8-sig")
        cells = [cell for line in csv.reader(io.StringIO(text)) for cell in line]
        assert any("=1+1" in cell for cell in cells)
        for cell in cells:
            begin = cell.lstrip(" \t\r\n\"'“”")[:1]
            assert begin not in set("=+-@＝＋－＠") or cell.startswith("'"), cell
        assert all(line.startswith('"') for line in text.splitlines() if line)


def test_details_are_read_as_strictly_as_any_body() -> None:
    partner = Partner(cast.mara())
    for details, kind in (
        ('{"a": 1', "malformed-json"),
        ('{"colour": 1}', "unknown-field"),
        ('{"signature": {"name": 5}}', "validation-error"),
        ('{"declarations": [], "declarations": []}', "duplicate-key"),
    ):
        body = {"file": SimpleUploadedFile("a.csv", good()), "details": details}
        headers = {"Authorization": f"Bearer {partner.secret}", "Idempotency-Key": kind}
        answer = partner.client.post("/api/v1/imports", body, headers=headers)
        assert (answer.status_code, slug(answer)) == (400, kind)
    headers = {"Authorization": f"Bearer {partner.secret}", "Idempotency-Key": "k"}
    for body, kind in (({}, "validation-error"), ({"file": "text"}, "validation-error"),
                       ({"file": SimpleUploadedFile("a.csv", good()), "state": "done"}, "unknown-field")):  # fmt: skip
        answer = partner.client.post("/api/v1/imports", body, headers=headers)
        assert (answer.status_code, slug(answer)) == (400, kind)
    assert not Import.objects.exists()


def test_what_is_wrong_in_a_cell_is_named_with_what_would_help() -> None:
    cast.right()
    cast.right(kind="copyright", title="Aurora lamp photos", office="", number="")
    cast.right(title="TWIN", number="1", office="US"), cast.right(title="twin", number="2", office="GB")
    cast.listing(7712093)
    cast.listing(7712001, state="gone")
    cast.listing(7712002, seller=cast.mara())
    wrong = {
        "listing-missing": row(""),
        "listing-not-found": row("L-77l2093"),
        "not-a-marketplace-url": row("https://other.example/l/7712093"),
        "invalid-url": row("javascript:alert(1)"),
        "listing-several": row("L-7712093 L-7712002"),
        "conflict-of-interest": row("L-7712002"),
        "right-missing": row("L-7712093", right=""),
        "right-unknown": row("L-7712093", right="EU 18224561"),
        "right-ambiguous": row("L-7712093", right="twin"),
        "claim-type-missing": row("L-7712093", claim=""),
        "claim-type-unknown": row("L-7712093", claim="theft"),
        "wrong-right-type": row("L-7712093", claim="patent"),
        "territory-unknown": row("L-7712093", territories="DE UK"),
        "evidence-unknown": row("L-7712093", evidence="evd_" + "0" * 26),
        "too-long": row("L-7712093", reference="x" * 121),
        "invalid-character": row("L-7712093", words="a\x07b"),
        "already-removed": row("L-7712001"),
    }
    job = checked(table(wrong.values()))
    assert faults(job) == {number: [code] for number, code in enumerate(wrong, start=2)}
    meant = {each["code"]: each["suggest"] for r in job.rows.all() for each in r.faults if each["suggest"]}
    assert meant == {
        "listing-not-found": "L-7712093",
        "right-unknown": "EM 018224561",
        "territory-unknown": "DE GB",
    }


def test_a_workbook_is_read_as_it_looks() -> None:
    cast.right(number="18224561")
    cast.listing(7712093)
    rows = [list(HEADINGS[:4]), [], [7712093, "EM 18224561", "counterfeit", "Größe = falsch"], [7712093.5, "", "", ""]]
    job = checked_workbook(workbook(rows))
    assert (job.read_as, states(job)) == ("xlsx", {3: "ready", 4: "fix"})
    assert job.rows.get(number=3).cells[0] == "7712093"


def checked_workbook(content: bytes) -> Import:
    job = uploaded(content, name="sweep.xlsx")
    work()
    job.refresh_from_db()
    return job
