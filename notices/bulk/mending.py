"""Rows that need a fix, as people see them: one line a fault, with what was written and what would help."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from notices.bulk import columns, faults
from notices.models import Import, ImportRow

# What a row says in a column: what was mended, or the cell. `place` is the column's position, counted from 1.
SAID = "coalesce(r.mended ->> %(column)s, btrim(r.cells[%(place)s], E' \\t\\r\\n'))"
ALIKE = f"""
SELECT r.id FROM notices_importrow r
WHERE r.job_id = %(job)s AND r.state = 'fix' AND r.faults @> %(fault)s::jsonb AND {SAID} = %(said)s
"""  # noqa: S608  (fixed texts)
COUNTED = """
SELECT f."column", coalesce(r.mended ->> f."column", btrim(r.cells[p.place], E' \\t\\r\\n')) AS said,
    count(DISTINCT r.id)
FROM notices_importrow r CROSS JOIN LATERAL jsonb_to_recordset(r.faults) AS f("column" text)
JOIN unnest(%(names)s::text[], %(places)s::int[]) AS p(name, place) ON p.name = f."column"
WHERE r.job_id = %(job)s AND r.state = 'fix'
  AND coalesce(r.mended ->> f."column", btrim(r.cells[p.place], E' \\t\\r\\n')) = ANY(%(said)s)
GROUP BY 1, 2 HAVING count(DISTINCT r.id) > 1
"""


@dataclass(frozen=True)
class Line:
    """One fault of one row."""

    row: ImportRow
    column: str
    wrote: str
    says: str
    suggest: str
    choices: tuple[str, ...]
    alike: int  # rows that say the same there, with this one

    @property
    def title(self) -> str:
        return faults.titles(self.column)


def place_of(job: Import, column: str) -> int:
    return list(job.columns).index(column) + 1 if column in job.columns else 0


def same_words(job: Import, row: ImportRow, column: str) -> list[int]:
    """The rows that need a fix in this column and say the same there as this row."""
    facts: dict[str, str | int] = {
        "job": job.pk,
        "fault": json.dumps([{"column": column}]),
        "column": column,
        "place": place_of(job, column),
        "said": columns.read(job.columns, row.cells, row.mended)[column],
    }
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, facts)
        return [pk for (pk,) in cursor.fetchall()]


def lines(job: Import, rows: Sequence[ImportRow]) -> list[Line]:
    """Two queries, however many rows."""
    said = {row.pk: columns.read(job.columns, row.cells, row.mended) for row in rows}
    alike = counted(job, {text for each in said.values() for text in each.values() if text})
    return [line(row, told, said[row.pk], alike) for row in rows for told in row.faults]


def counted(job: Import, texts: Iterable[str]) -> dict[tuple[str, str], int]:
    named = [(name, place) for place, name in enumerate(job.columns, start=1) if name]
    facts: dict[str, int | list[str] | list[int]] = {
        "job": job.pk,
        "names": [name for name, _place in named],
        "places": [place for _name, place in named],
        "said": list(texts),
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, facts)
        return {(column, text): count for column, text, count in cursor.fetchall()}


def line(
    row: ImportRow, told: Mapping[str, Any], said: Mapping[str, str], alike: Mapping[tuple[str, str], int]
) -> Line:
    column = told.get("column", "")
    wrote = said.get(column, "")
    about = told.get("about", {})
    choices = about.get("choices", "").split(", ") if column == "claim_type" and about.get("choices") else []
    return Line(
        row, column, wrote, faults.words(told), told.get("suggest", ""), tuple(choices), alike.get((column, wrote), 1)
    )
