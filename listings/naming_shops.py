"""Finds shops in any text: by their id, their name, a link to them, or a link to one of their listings."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models.functions import Upper

from listings import resolver
from listings.models import Seller

SHOP_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """One line of a text: the shop it names; or the several of that name; or none."""

    number: int
    text: str
    shops: Sequence[Seller] = ()

    @property
    def shop(self) -> Seller | None:
        return self.shops[0] if len(self.shops) == 1 else None


def find(text: str) -> list[Line]:
    """Every line that is not empty. Three queries, however many lines."""
    told = [(n, line.strip()) for n, line in enumerate(text.splitlines(), start=1) if line.strip()]
    ids = {line: id_in(line) for _n, line in told}
    by_id = _by_id(ids.values())
    rest = [line for _n, line in told if ids[line] not in by_id]
    by_listing, by_name = _by_listing(rest), _by_name(rest)
    return [Line(n, line, _one(line, ids[line], by_id, by_listing, by_name)) for n, line in told]


def _one(
    line: str,
    shop_id: str,
    by_id: Mapping[str, Seller],
    by_listing: Mapping[str, Seller],
    by_name: Mapping[str, Sequence[Seller]],
) -> Sequence[Seller]:
    if shop_id in by_id:
        return [by_id[shop_id]]
    if line in by_listing:
        return [by_listing[line]]
    return by_name.get(line.upper(), ())


def id_in(line: str) -> str:
    """The marketplace's id of a shop, as it stands or in a link to the shop."""
    link = SHOP_LINK.match(line)
    if link is None:
        return line
    for entry in settings.SHOP_PATTERNS:
        regex, _arrow, template = entry.partition(" => ")
        if match := re.fullmatch(regex.strip(), link.group(), re.IGNORECASE | re.ASCII):
            return (template.strip() or "{shop}").format(**match.groupdict())
    return line


def _by_id(ids: Iterable[str]) -> dict[str, Seller]:
    wanted = {each for each in ids if len(each) <= 64}
    return {seller.external_id: seller for seller in Seller.objects.filter(external_id__in=wanted)}


def _by_listing(lines: Sequence[str]) -> dict[str, Seller]:
    matches = resolver.resolve_many(lines)
    return {line: match.listing.seller for line, match in zip(lines, matches, strict=True) if match.listing is not None}


def _by_name(lines: Sequence[str]) -> dict[str, list[Seller]]:
    """A name is read as people write it, whatever its case; several shops may have the same one."""
    rows = Seller.objects.annotate(upper=Upper("name")).filter(upper__in={line.upper() for line in lines})
    found: dict[str, list[Seller]] = {}
    for seller in rows.order_by("pk"):
        found.setdefault(seller.name.upper(), []).append(seller)
    return found
