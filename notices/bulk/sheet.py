"""Reads the first sheet of an XLSX file in a process of its own, with little memory and time: `sheet.py FILE` → CSV.

It runs by itself, without the portal and its secrets: what somebody packed into the file can harm nothing else.
"""

import csv
import datetime
import resource
import sys
from collections.abc import Iterable
from typing import Any

MEMORY, SECONDS, LARGEST_OUTPUT = 768 << 20, 6, 64 << 20
NOT_A_WORKBOOK = 3


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_OUTPUT, LARGEST_OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def rows_of(path: str) -> Iterable[list[Any]]:
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_path(path)
    shown = [sheet.name for sheet in workbook.sheets_metadata if str(sheet.visible).endswith("Visible")]
    return workbook.get_sheet_by_name((shown or workbook.sheet_names)[0]).to_python(skip_empty_area=False)


def text(cell: Any) -> str:
    """As a person reads it in the sheet: whole numbers without a point, days as 2026-11-23."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return str(cell).replace("\x00", "")


def main() -> int:
    limit()
    try:
        rows = rows_of(sys.argv[1])
    except MemoryError:
        return 1
    except Exception:  # the library raises many kinds for files that are no workbook
        return NOT_A_WORKBOOK
    out = csv.writer(sys.stdout, lineterminator="\n")
    for row in rows:
        out.writerow([text(cell) for cell in row])
    return 0


if __name__ == "__main__":
    sys.exit(main())
