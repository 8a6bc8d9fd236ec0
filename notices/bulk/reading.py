"""From an uploaded file to rows of text: its kind by content, its letters, its separators; or why it cannot be read."""

import codecs
import csv
import io
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listings.spreadsheets import as_written
from notices.bulk import columns, sheet

MOST_BYTES, MOST_ROWS, MOST_COLUMNS = 20 << 20, 50_000, 60
PIECE, SAMPLE = 1 << 16, 1 << 16
SHEET_SECONDS = 9
LONGEST_HEADING = 120
ENDINGS = ("csv", "tsv", "txt", "xlsx")
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SEPARATORS = ",;\t"
QUOTES = "\"'“”„‟«»‘’"
# How the letters were read, in words.
READ_AS = {
    "utf-8": gettext_lazy("UTF-8"),
    "utf-16": gettext_lazy("UTF-16"),
    "windows-1252": gettext_lazy("Windows-1252"),
    "xlsx": gettext_lazy("Excel workbook, first sheet"),
}
PACKED, BLANK = b"PK\x03\x04", b"\xef\xbb\xbf \t\r\n"
# How a file looks that is no table of ours, and what to say of it.
OTHER_KINDS: tuple[tuple[Callable[[bytes, str], bool], Promise | str], ...] = (
    (
        lambda head, ending: head.startswith(PACKED) and ending != "xlsx",
        gettext_lazy("This is an Excel workbook under another name. Let it end in .xlsx, or save it as CSV."),
    ),
    (
        lambda head, ending: head.startswith(b"\xd0\xcf\x11\xe0"),
        gettext_lazy("This is a workbook of an older Excel (XLS), or one with a password. Save it as XLSX or CSV."),
    ),
    (
        lambda head, ending: head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")),
        gettext_lazy("This is no table. We read CSV, TSV and XLSX."),
    ),
    (
        lambda head, ending: head.lstrip(BLANK).startswith(b"<"),
        gettext_lazy("This is a web page or XML, not a table. Save it as CSV."),
    ),
    (
        lambda head, ending: ending not in ENDINGS,
        gettext_lazy("We read files whose names end in .csv, .tsv or .xlsx."),
    ),
)


class Unreadable(Exception):
    """Nothing of the file was taken in. `code` is a kind of problem, the text is for people, `row` is where."""

    def __init__(self, code: str, text: str, row: int | None = None) -> None:
        super().__init__(text)
        self.code, self.row = code, row


@dataclass(frozen=True)
class Table:
    """A file that can be read: its headings, and its rows by the number that a spreadsheet shows."""

    read_as: str
    headings: list[str]
    rows: Iterator[tuple[int, list[str]]]


@contextmanager
def opened(upload: "UploadedFile[Any]", *, strictly: bool = False) -> Iterator[Table]:
    """The table in this file. `strictly` reads UTF-8 and nothing else: a machine should not rely on a guess."""
    name = (upload.name or "").lower()
    refuse_kind(upload, name.rpartition(".")[2])
    if name.endswith(".xlsx"):
        with as_text_of_sheet(upload) as file:
            yield table(file, "xlsx")
    else:
        read_as = encoding_of(upload, strictly=strictly)
        upload.seek(0)
        codec = "utf-8-sig" if read_as == "utf-8" else read_as
        file = io.TextIOWrapper(upload.file, encoding=codec, newline="")  # type: ignore[type-var]
        try:
            yield table(file, read_as)
        finally:
            file.detach()


def refuse_kind(upload: "UploadedFile[Any]", ending: str) -> None:
    """Look at the beginning: what is no table is named for what it is."""
    if (upload.size or 0) > MOST_BYTES:
        size = (upload.size or 0) / (1 << 20)
        text = _("The file has %(size)s MB; an import can have up to %(most)s MB. Please send it in parts.")
        raise Unreadable("payload-too-large", text % {"size": f"{size:.1f}", "most": MOST_BYTES >> 20})
    upload.seek(0)
    head = upload.read(1024)
    for looks, what in OTHER_KINDS:
        if looks(head, ending):
            raise no_table(str(what))
    if not head.strip(BLANK):
        raise Unreadable("csv-empty", _("The file is empty."))
    if ending == "xlsx" and not head.startswith(PACKED):
        raise no_table(
            _("The name says XLSX, but this is no Excel workbook. If it is a CSV, let its name end in .csv.")
        )


def no_table(text: str) -> Unreadable:
    return Unreadable("unsupported-media-type", text)


def encoding_of(upload: "UploadedFile[Any]", *, strictly: bool) -> str:
    """UTF-8 if it is; otherwise UTF-16 by its mark, or Windows-1252 as a last resort, which the pages then say."""
    upload.seek(0)
    head = upload.read(4)
    if not head.startswith(UTF_16) and b"\x00" not in head and fits(upload, "utf-8"):
        return "utf-8"
    if strictly:
        raise Unreadable("csv-encoding", _("The file is not UTF-8. Save it as CSV UTF-8 and send that."))
    guess = "utf-16" if head.startswith(UTF_16) else "windows-1252"
    if (guess == "windows-1252" and b"\x00" in head) or not fits(upload, guess):
        raise Unreadable("csv-encoding", _("We cannot read the letters in this file. Save it as CSV UTF-8."))
    return guess


def fits(upload: "UploadedFile[Any]", codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    upload.seek(0)
    try:
        while piece := upload.read(PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


@contextmanager
def as_text_of_sheet(upload: "UploadedFile[Any]") -> Iterator[IO[str]]:
    """The first sheet as CSV, made by a limited process; see sheet.py."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as packed, tempfile.TemporaryFile("w+b") as text:
        upload.seek(0)
        for piece in upload.chunks():
            packed.write(piece)
        packed.flush()
        command = [sys.executable, "-I", str(Path(sheet.__file__)), packed.name]
        try:
            done = subprocess.run(  # noqa: S603  our own program, and a file name of our own
                command, stdout=text, stderr=subprocess.DEVNULL, timeout=SHEET_SECONDS, check=False,
                env={"PYTHONIOENCODING": "utf-8"},
            )  # fmt: skip
            ended = done.returncode
        except subprocess.TimeoutExpired:
            ended = -1
        if ended == sheet.NOT_A_WORKBOOK:
            raise no_table(_("This is no Excel workbook that we can read. Save it as CSV and send that."))
        if ended:
            raise Unreadable("csv-malformed", _("This workbook takes too much to read. Save its sheet as CSV."))
        text.seek(0)
        yield io.TextIOWrapper(text, encoding="utf-8", newline="")


def table(file: IO[str], read_as: str) -> Table:
    separator = "," if read_as == "xlsx" else separator_in(file)
    rows = numbered(csv.reader(file, delimiter=separator, strict=True))
    _number, first = next(rows, (1, []))
    headings = [heading.strip().strip(QUOTES).strip()[:LONGEST_HEADING] for heading in first]
    while headings and not headings[-1]:
        headings.pop()
    if not headings:
        raise Unreadable("csv-empty", _("The file is empty."))
    if len(headings) > MOST_COLUMNS:
        text = _("The file has %(count)s columns; we read up to %(most)s.")
        raise Unreadable("csv-header", text % {"count": len(headings), "most": MOST_COLUMNS})
    if len(headings) == 1 and columns.plainly(headings[0]) not in columns.KNOWN:
        raise Unreadable("csv-dialect", _("We find no comma, semicolon or tab between the columns of the first row."))
    return Table(read_as, headings, limited(rows, len(headings)))


def separator_in(file: IO[str]) -> str:
    """The separator that makes most sense of the first row: most headings that we know, then most columns."""
    first = next((line for line in file.read(SAMPLE).splitlines() if line.strip()), "")
    file.seek(0)
    return max(SEPARATORS, key=lambda separator: sense_in(first, separator))


def sense_in(line: str, separator: str) -> tuple[int, int]:
    try:
        cells: Sequence[str] = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        cells = []
    known = sum(columns.plainly(cell) in columns.KNOWN for cell in cells)
    return (known if len(cells) > 1 else 0), len(cells)


def numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, by their number; the first that cannot be split ends the reading."""
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable("csv-malformed", in_words(error, number), number) from None
        if any("\x00" in cell for cell in cells):
            text = _("Row %(row)s holds a NUL character, which is no text.") % {"row": number}
            raise Unreadable("csv-malformed", text, number)
        if any(cell.strip() for cell in cells):
            yield number, [as_written(cell) for cell in cells]


def in_words(error: csv.Error, number: int) -> str:
    if "limit" in str(error):
        text = _("Row %(row)s has a cell with more than %(most)s characters. Is a quotation mark left open?")
        return text % {"row": number, "most": f"{csv.field_size_limit():,}"}
    text = _(
        "From row %(row)s on we cannot tell the cells apart: a quotation mark is left open, or stands inside a cell."
    )
    return text % {"row": number}


def limited(rows: Iterator[tuple[int, list[str]]], width: int) -> Iterator[tuple[int, list[str]]]:
    """Rows without the empty cells behind the last column. One too many, and all are counted and refused."""
    count = 0
    for number, cells in rows:
        count += 1
        if count > MOST_ROWS:
            count += sum(1 for _row in rows)
            text = _("The file has %(count)s rows; an import can have up to %(most)s. Please send it in parts.")
            raise Unreadable("csv-too-many-rows", text % {"count": f"{count:,}", "most": f"{MOST_ROWS:,}"})
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        yield number, cells
    if not count:
        raise Unreadable("csv-empty", _("The file has headings and no rows."))
