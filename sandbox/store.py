"""What the marketplace remembers: listings, sellers, and an append-only log of everything it was told to do."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA busy_timeout = 5000;
CREATE TABLE IF NOT EXISTS listing (
    id INTEGER PRIMARY KEY, external_id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, description TEXT NOT NULL,
    price TEXT NOT NULL, currency TEXT NOT NULL, market TEXT NOT NULL, seller TEXT NOT NULL, seller_id TEXT NOT NULL,
    category TEXT NOT NULL, image TEXT NOT NULL,
    hidden_in TEXT NOT NULL DEFAULT '[]', sequence INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1);
CREATE INDEX IF NOT EXISTS listing_category ON listing (category);
CREATE TABLE IF NOT EXISTS seller (
    external_id TEXT PRIMARY KEY, standing TEXT NOT NULL, sequence INTEGER NOT NULL, reason TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS effect (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    kind TEXT NOT NULL, external_id TEXT NOT NULL, sequence INTEGER NOT NULL, key TEXT NOT NULL,
    body TEXT NOT NULL, outcome TEXT NOT NULL CHECK (outcome IN ('applied', 'repeated', 'refused')));
CREATE INDEX IF NOT EXISTS effect_key ON effect (key);
CREATE INDEX IF NOT EXISTS effect_of ON effect (external_id);
CREATE TRIGGER IF NOT EXISTS effect_stays BEFORE UPDATE ON effect BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER IF NOT EXISTS effect_kept BEFORE DELETE ON effect BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TABLE IF NOT EXISTS knobs (id INTEGER PRIMARY KEY CHECK (id = 1), body TEXT NOT NULL);
"""

COLUMNS = (
    "external_id",
    "title",
    "description",
    "price",
    "currency",
    "market",
    "seller",
    "seller_id",
    "category",
    "image",
)
UPSERT = (
    f"INSERT INTO listing ({', '.join(COLUMNS)}) VALUES ({', '.join(':' + c for c in COLUMNS)})"  # noqa: S608
    f" ON CONFLICT (external_id) DO UPDATE SET {', '.join(f'{c} = excluded.{c}' for c in COLUMNS[1:])},"
    " version = version + 1"
)
# A listing is seen in a country if it is hidden neither there nor everywhere, and its shop is not suspended.
SEEN = """hidden_in NOT LIKE '%"*"%' AND hidden_in NOT LIKE :country_mark
AND NOT EXISTS (SELECT 1 FROM seller s WHERE s.external_id = listing.seller_id AND s.standing = 'suspended')"""


class Older(Exception):
    """We were already told something newer."""

    def __init__(self, newest: int) -> None:
        super().__init__(f"already at {newest}")
        self.newest = newest


class KeyReused(Exception):
    """An idempotency key came back with another wish."""


class Store:
    """One SQLite file; survives a restart."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.lock = threading.RLock()
        self.db = sqlite3.connect(folder / "market.sqlite3", check_same_thread=False, isolation_level=None)
        self.db.row_factory = sqlite3.Row
        self.db.executescript(SCHEMA)
        if "version" not in {row["name"] for row in self._rows("PRAGMA table_info(listing)")}:
            self.db.execute("ALTER TABLE listing ADD COLUMN version INTEGER NOT NULL DEFAULT 1")  # an older file

    def close(self) -> None:
        self.db.close()

    @contextmanager
    def deed(self) -> Iterator[None]:
        """One change and its line in the log, both or neither; a refusal is logged as well."""
        with self.lock:
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except (Older, KeyReused):
                self.db.execute("COMMIT")
                raise
            except BaseException:
                self.db.execute("ROLLBACK")
                raise
            self.db.execute("COMMIT")

    # The catalogue

    def offer(self, listings: Iterable[Mapping[str, str]]) -> None:
        """Take in listings or their newer wording; where they are hidden stays as it is."""
        with self.deed():
            self.db.executemany(UPSERT, listings)

    def listing(self, external_id: str) -> dict[str, Any] | None:
        rows = self._rows("SELECT * FROM listing WHERE external_id = ?", [external_id])
        return rows[0] if rows else None

    def is_seen(self, external_id: str, country: str) -> bool:
        return bool(
            self._rows(
                f"SELECT 1 FROM listing WHERE external_id = :id AND {SEEN}",  # noqa: S608
                {"id": external_id, "country_mark": f'%"{country}"%'},
            )
        )

    def browse(
        self, country: str, *, search: str = "", category: str = "", skip: int = 0, limit: int = 24
    ) -> tuple[int, list[dict[str, Any]]]:
        """How many listings a visitor from this country finds, and one page of them."""
        mark = "%" + search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        asked = {"country_mark": f'%"{country}"%', "mark": mark, "category": category, "skip": skip, "limit": limit}
        found = (
            f"FROM listing WHERE {SEEN} AND (:category = '' OR category = :category)"
            " AND (title || ' ' || seller || ' ' || external_id) LIKE :mark ESCAPE '\\'"
        )
        total = self._rows(f"SELECT count(*) AS n {found}", asked)[0]["n"]
        return total, self._rows(f"SELECT * {found} ORDER BY id LIMIT :limit OFFSET :skip", asked)

    def words(self, column: str) -> list[str]:
        """The values of a column that the storefront offers for choosing."""
        if column not in {"category", "market"}:
            raise ValueError(column)
        rows = self._rows(f"SELECT DISTINCT {column} AS word FROM listing WHERE {column} <> '' ORDER BY 1")  # noqa: S608
        return [row["word"] for row in rows]

    # What we are told to do

    def hide(self, external_id: str, wish: Mapping[str, Any], key: str) -> dict[str, Any] | None:
        """Make a listing hidden exactly where the wish says. None if we do not have it; Older if the wish is stale."""
        with self.deed():
            now = self.listing(external_id)
            if now is None:
                return None
            new = self._judge("visibility", external_id, wish, key, now["sequence"], {"hidden_in": now["hidden_in"]})
            if new:
                self.db.execute(
                    "UPDATE listing SET hidden_in = ?, sequence = ?, reason = ? WHERE external_id = ?",
                    [spelled(wish["hidden_in"]), wish["sequence"], wish["reason"], external_id],
                )
                self._log("visibility", external_id, wish, key, "applied")
            return {
                "external_id": external_id, "hidden_in": sorted(wish["hidden_in"]), "sequence": wish["sequence"]
            }  # fmt: skip

    def stand(self, external_id: str, wish: Mapping[str, Any], key: str) -> dict[str, Any]:
        """Change how a shop stands, under the same rules."""
        with self.deed():
            now = self.standing(external_id)
            if self._judge("standing", external_id, wish, key, now["sequence"], {"standing": now["standing"]}):
                self.db.execute(
                    "INSERT INTO seller VALUES (?, ?, ?, ?) ON CONFLICT (external_id) DO UPDATE"
                    " SET standing = excluded.standing, sequence = excluded.sequence, reason = excluded.reason",
                    [external_id, wish["standing"], wish["sequence"], wish["reason"]],
                )
                self._log("standing", external_id, wish, key, "applied")
            return {"external_id": external_id, "standing": wish["standing"], "sequence": wish["sequence"]}

    def standing(self, external_id: str) -> dict[str, Any]:
        rows = self._rows("SELECT external_id, standing, sequence FROM seller WHERE external_id = ?", [external_id])
        return rows[0] if rows else {"external_id": external_id, "standing": "good", "sequence": 0}

    def effects(self, *, after: int = 0, limit: int = 1000, external_id: str = "") -> list[dict[str, Any]]:
        rows = self._rows(
            "SELECT * FROM effect WHERE id > ? AND (? = '' OR external_id = ?) ORDER BY id LIMIT ?",
            [after, external_id, external_id, limit],
        )
        return [{**row, "body": json.loads(row["body"])} for row in rows]

    def _judge(
        self, kind: str, external_id: str, wish: Mapping[str, Any], key: str, known: int, state: Mapping[str, str]
    ) -> bool:
        """True for news, False for a repeat; raises Older or KeyReused, and logs both."""
        name = next(iter(state))
        same = spelled(wish[name]) == state[name] if name == "hidden_in" else wish[name] == state[name]
        if key and self._used_otherwise(key, external_id, wish):
            self._log(kind, external_id, wish, key, "refused")
            raise KeyReused
        if wish["sequence"] < known or (wish["sequence"] == known and not same):
            self._log(kind, external_id, wish, key, "refused")
            raise Older(known)
        if wish["sequence"] == known:
            self._log(kind, external_id, wish, key, "repeated")
            return False
        return True

    def _used_otherwise(self, key: str, external_id: str, wish: Mapping[str, Any]) -> bool:
        rows = self._rows("SELECT external_id, body FROM effect WHERE key = ? ORDER BY id LIMIT 1", [key])
        return bool(rows) and (rows[0]["external_id"] != external_id or json.loads(rows[0]["body"]) != dict(wish))

    def _log(self, kind: str, external_id: str, wish: Mapping[str, Any], key: str, outcome: str) -> None:
        self.db.execute(
            "INSERT INTO effect (kind, external_id, sequence, key, body, outcome) VALUES (?, ?, ?, ?, ?, ?)",
            [kind, external_id, wish["sequence"], key, json.dumps(dict(wish), sort_keys=True), outcome],
        )

    # The fault knobs

    def knobs(self) -> dict[str, Any]:
        rows = self._rows("SELECT body FROM knobs WHERE id = 1")
        return dict(json.loads(rows[0]["body"])) if rows else {}

    def turn(self, knobs: Mapping[str, Any]) -> None:
        with self.lock:
            self.db.execute("INSERT OR REPLACE INTO knobs VALUES (1, ?)", [json.dumps(dict(knobs))])

    def _rows(self, query: str, params: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
        with self.lock:
            return [dict(row) for row in self.db.execute(query, params)]


def spelled(places: Iterable[str]) -> str:
    """One spelling of a list of places, so that equal lists are equal texts."""
    return json.dumps(sorted(set(places)))
