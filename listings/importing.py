"""Takes in a marketplace's listings from a CSV file, a thousand rows at a time, in constant memory."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from docket import transaction
from docket.ids import public_id
from listings.bookmark import Bookmark, beside
from listings.spreadsheets import plain

REQUIRED = ("external_id", "title", "brand", "price", "currency", "market")
OPTIONAL = ("seller", "seller_name", "description", "category", "url", "listed_on", "version")
BATCH = 1000
LIMITS = {"external_id": 200, "title": 500, "brand": 200, "seller": 64, "seller_name": 200, "category": 120, "url": 500}
NOBODY = "unknown"  # the shop of a listing whose row names none
LONGEST_TEXT = 20_000


class Unusable(Exception):
    """The file as a whole cannot be read; nothing was taken in."""


class Faulty(Exception):
    """One row cannot be taken in."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True)
class Row:
    """One listing as the file says it."""

    external_id: str
    title: str
    brand: str
    price: Decimal | None
    currency: str
    market: str
    seller: str
    seller_name: str
    description: str
    category: str
    url: str
    listed_on: date | None
    version: int


def take_in(file: Path, mark: Bookmark, progress: Callable[[int], object] = lambda count: None) -> Bookmark:
    """Read from the bookmark to the end; each batch is stored in one transaction and then marked."""
    errors = beside(file, ".errors.csv")
    with mark.report(errors, "row,external_id,code,problem\n") as report:
        for batch in _batches(file, mark.rows):
            good = []
            for number, values in batch:
                try:
                    good.append(read(values))
                    mark.accepted += 1
                except Faulty as fault:
                    mark.refuse(fault.code)
                    report.write(_line(number, values.get("external_id") or "", fault))
            upsert(good)
            report.flush()
            mark.rows, mark.reported = batch[-1][0], report.tell()
            mark.keep()
            progress(len(batch))
    mark.finished = True
    mark.keep()
    return mark


Numbered = tuple[int, Mapping[str, str]]


def _batches(file: Path, done: int) -> Iterator[list[Numbered]]:
    """Rows after the first `done`, in batches. Raises Unusable before any row if the header is wrong."""
    with file.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as handle:
        reader = csv.reader(handle)
        header = check_header(next(reader, []))
        batch: list[Numbered] = []
        for number, values in enumerate(_rows(reader, header), start=1):
            if number <= done:
                continue
            batch.append((number, values))
            if len(batch) == BATCH:
                yield batch
                batch = []
        if batch:
            yield batch


def _rows(reader: Iterator[list[str]], header: Sequence[str]) -> Iterator[Mapping[str, str]]:
    """Every row by the names of its columns; one that cannot be split says so under an empty name."""
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield {"": str(error)}
            continue
        if not values:
            continue  # an empty line is no row
        if len(values) != len(header):
            words = _("The row has %(found)s fields; the header has %(wanted)s.")
            yield {"": words % {"found": len(values), "wanted": len(header)}, "external_id": values[0]}
            continue
        yield dict(zip(header, values, strict=True))


def check_header(header: Sequence[str]) -> list[str]:
    """The columns' names in order. Raises Unusable with everything that is wrong with them."""
    names = [name.strip().lower() for name in header]
    found = ", ".join(names) or _("no columns")
    if missing := [name for name in REQUIRED if name not in names]:
        words = _("The file needs columns called %(missing)s. Right now it has: %(found)s.")
        raise Unusable(words % {"missing": ", ".join(missing), "found": found})
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise Unusable(_("These columns are there twice: %(names)s.") % {"names": ", ".join(twice)})
    if unknown := [name for name in names if name not in (*REQUIRED, *OPTIONAL)]:
        words = _("We do not know the columns %(unknown)s. We know: %(known)s.")
        raise Unusable(words % {"unknown": ", ".join(unknown), "known": ", ".join((*REQUIRED, *OPTIONAL))})
    return names


def read(values: Mapping[str, str]) -> Row:
    """One row made of its texts. Raises Faulty at the first thing that is wrong."""
    if "" in values:
        raise Faulty("row-unreadable", values[""])
    texts = {name: value.strip() for name, value in values.items()}
    for name, text in texts.items():
        _check_text(name, text)
    return Row(
        external_id=_matching(texts, "external_id", r"\S+", _("The id is missing, or has a space in it.")),
        title=_matching(texts, "title", r"(?s).+", _("The title is missing.")),
        brand=texts["brand"],
        price=_price(texts["price"]),
        currency=_matching(texts, "currency", r"[A-Z]{3}|", _("A currency has three capital letters, like EUR.")),
        market=_matching(texts, "market", r"[A-Z]{2}", _("A market is a country code of two capital letters.")),
        seller=texts.get("seller", "") or NOBODY,
        seller_name=texts.get("seller_name", ""),
        description=texts.get("description", ""),
        category=texts.get("category", ""),
        url=_matching(texts, "url", r"https?://\S+|", _("A link starts with http:// or https://.")),
        listed_on=_day(texts.get("listed_on", "")),
        version=_version(texts.get("version", "")),
    )


def _check_text(name: str, text: str) -> None:
    most = LIMITS.get(name, LONGEST_TEXT)
    if len(text) > most:
        raise Faulty("too-long", _("%(name)s has more than %(most)s characters.") % {"name": name, "most": most})
    if any("\ud800" <= letter <= "\udfff" or letter == "\0" for letter in text):
        raise Faulty("not-text", _("%(name)s holds bytes that are not UTF-8 text.") % {"name": name})


def _matching(texts: Mapping[str, str], name: str, pattern: str, words: str) -> str:
    text = texts.get(name, "")
    if not re.fullmatch(pattern, text):
        raise Faulty(f"{name.replace('_', '-')}-invalid", words)
    return text


def _price(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        price = Decimal(text)
    except InvalidOperation:
        price = Decimal("NaN")
    if not price.is_finite() or not 0 <= price < 10**12:
        raise Faulty("price-invalid", _("A price is a number like 1299.00, without currency or thousands sign."))
    return price.quantize(Decimal("0.01"))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Faulty("listed-on-invalid", _("A date is written like 2026-03-31.")) from None


def _version(text: str) -> int:
    if text and not re.fullmatch(r"[0-9]{1,18}", text):
        raise Faulty("version-invalid", _("A version is a whole number."))
    return int(text or 1)


SELLERS = """
INSERT INTO listings_seller (public_id, external_id, name, email, language, country, business)
SELECT public_id, external_id, name, '', 'en', '', true
FROM unnest(%s::text[], %s::text[], %s::text[]) AS named (public_id, external_id, name)
ON CONFLICT (external_id) DO UPDATE SET
    name = CASE WHEN EXCLUDED.name = EXCLUDED.external_id THEN listings_seller.name ELSE EXCLUDED.name END
RETURNING external_id, id
"""
COLUMNS = "title description brand price currency market category url version listed_on seller_id"
LISTINGS = """
INSERT INTO listings_listing (external_id, title, description, brand, price, currency, market, category, url, version,
                              listed_on, seller_id, state)
SELECT *, 'live' FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::numeric[], %s::text[], %s::text[],
                             %s::text[], %s::text[], %s::bigint[], %s::date[], %s::bigint[])
ON CONFLICT (external_id) DO UPDATE SET {changes} WHERE listings_listing.version <= EXCLUDED.version
""".format(changes=", ".join(f"{name} = EXCLUDED.{name}" for name in COLUMNS.split()))


@transaction.atomic
def upsert(rows: Sequence[Row]) -> None:
    """One statement for the shops and one for the listings. An older version never overwrites a newer one."""
    newest: dict[str, Row] = {}
    for row in rows:
        if row.external_id not in newest or newest[row.external_id].version <= row.version:
            newest[row.external_id] = row
    if not newest:
        return
    rows = sorted(
        newest.values(), key=lambda row: row.external_id
    )  # one order for all, so that two imports never wait in a ring
    with connection.cursor() as cursor:
        names = {row.seller: row.seller for row in rows} | {r.seller: r.seller_name for r in rows if r.seller_name}
        shops = sorted(names)
        cursor.execute(SELLERS, [[public_id("slr") for _ in shops], shops, [names[shop] for shop in shops]])
        ids = dict(cursor.fetchall())
        cursor.execute(
            LISTINGS,
            [
                [r.external_id for r in rows],
                [r.title for r in rows],
                [r.description for r in rows],
                [r.brand for r in rows],
                [r.price for r in rows],
                [r.currency for r in rows],
                [r.market for r in rows],
                [r.category for r in rows],
                [r.url for r in rows],
                [r.version for r in rows],
                [r.listed_on for r in rows],
                [ids[r.seller] for r in rows],
            ],
        )


def _line(number: int, external_id: str, fault: Faulty) -> bytes:
    cells = [str(number), plain(external_id[:200]), fault.code, str(fault)]
    return (",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n").encode("utf-8", "replace")
