"""The peer of intake: the rows that one accepted notice left behind, written again by psycopg2 and nothing else."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg2.extras import Json, execute_values

from docket.ids import public_id, reference

Rows = list[dict[str, Any]]
ARRAYS = frozenset({"rules", "skills"})
OF_NOTICE = {
    "notices_statement": "notice_id = %(notice)s",
    "notices_claim": "notice_id = %(notice)s",
    "listings_snapshot": "id IN (SELECT snapshot_id FROM notices_claim WHERE notice_id = %(notice)s)",
    "notices_dossier": "notice_id = %(notice)s",
    "notices_timer": "claim_id IN (SELECT id FROM notices_claim WHERE notice_id = %(notice)s)",
    "docket_entry": "subject_type = 'claim'"
    " AND subject_id IN (SELECT id FROM notices_claim WHERE notice_id = %(notice)s)",
    "docket_delivery": "entry_id IN (SELECT e.id FROM docket_entry e JOIN notices_claim c ON c.id = e.subject_id"
    " WHERE e.subject_type = 'claim' AND c.notice_id = %(notice)s)",
}


@dataclass(frozen=True)
class Pattern:
    """The rows of one notice, table by table; ids and what points to them are made anew at each writing."""

    notice: dict[str, Any]
    answer: dict[str, Any]
    rows: dict[str, Rows]

    @classmethod
    def of(cls, notice: str) -> "Pattern":
        (row,) = _read("notices_notice", "public_id = %(notice)s", notice)
        answer = _read("accounts_idempotencyrecord", "body LIKE '%%' || %(notice)s || '%%'", notice)[0]
        return cls(row, answer, {table: _read(table, where, row["id"]) for table, where in OF_NOTICE.items()})

    def write(self, direct: Any) -> None:
        """One transaction; one statement a table, as good as it gets without the product."""
        with direct, direct.cursor() as cursor:
            _insert(cursor, "accounts_idempotencyrecord", [self.answer | {"key": secrets.token_hex(16)}])
            new = self.notice | {"public_id": public_id("ntc"), "reference": reference("N")}
            (notice,) = _insert(cursor, "notices_notice", [new])
            _insert(
                cursor, "notices_statement", [row | {"notice_id": notice} for row in self.rows["notices_statement"]]
            )
            snapshots = _insert(cursor, "listings_snapshot", self.rows["listings_snapshot"])
            claims = [
                row | {"notice_id": notice, "snapshot_id": snapshot, "public_id": public_id("clm")}
                for row, snapshot in zip(self.rows["notices_claim"], snapshots, strict=True)
            ]
            ids = _insert(cursor, "notices_claim", claims)
            entries = [row | {"subject_id": pk} for row, pk in zip(self.rows["docket_entry"], ids, strict=True)]
            written = _insert(cursor, "docket_entry", entries)
            new = {row["id"]: pk for row, pk in zip(self.rows["docket_entry"], written, strict=True)}
            owed = self.rows["docket_delivery"]  # not one for each entry: only for those that concern somebody
            _insert(cursor, "docket_delivery", [r | {"entry_id": new[r["entry_id"]], "state": "done"} for r in owed])
            clocks = zip(self.rows["notices_timer"], ids, strict=True)
            _insert(cursor, "notices_timer", [row | {"claim_id": pk} for row, pk in clocks])
            _insert(cursor, "notices_dossier", [row | {"notice_id": notice} for row in self.rows["notices_dossier"]])


def _read(table: str, where: str, notice: Any) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE {where} ORDER BY id", {"notice": notice})
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _insert(cursor: Any, table: str, rows: Rows) -> list[int]:
    """All rows in one statement; their new ids in order."""
    names = [name for name in rows[0] if name != "id"]
    values = [[_adapted(n, row[n]) for n in names] for row in rows]
    said = f"INSERT INTO {table} ({', '.join(names)}) VALUES %s RETURNING id"
    return [row[0] for row in execute_values(cursor, said, values, page_size=len(rows), fetch=True)]


def _adapted(column: str, value: Any) -> Any:
    """Objects and lists are JSON, but for the columns that are arrays."""
    return Json(value) if isinstance(value, dict | list) and column not in ARRAYS else value
