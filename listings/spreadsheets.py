"""Cells that go out to spreadsheets and come back: text stays text, whatever it begins with."""

import csv
import io
from collections.abc import Iterable, Sequence

# What a spreadsheet may take for the beginning of a formula, also behind white space or a quotation mark.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
ALSO_PASSED_OVER = " \u00a0\u3000\ufeff\"'“”‘’„«»"
CONTROL = ("\t", "\r", "\n")


def dangerous(cell: str) -> bool:
    return cell.startswith(CONTROL) or cell.lstrip(ALSO_PASSED_OVER + "\t\r\n").startswith(FORMULA)


def plain(cell: str) -> str:
    """Text that a spreadsheet will not take for a formula: marked with an apostrophe, as spreadsheets do themselves."""
    return f"'{cell}" if dangerous(cell) else cell


def as_written(cell: str) -> str:
    """The text without the mark that `plain` gave it."""
    return cell[1:] if cell.startswith("'") and dangerous(cell[1:]) else cell


def lines(rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV: every cell quoted, every cell plain."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(
        [plain(cell) for cell in row] for row in rows
    )
    return text.getvalue()
