"""Which right a cell means: our id, office and number, or a title that only one right has; or what comes near."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property

from accounts.models import Organisation
from notices.bulk.faults import Wrong
from rights import mandates
from rights.models import USABLE, IPRight

OFFICES: Mapping[str, str] = {
    "EUTM": "EM", "EUIPO": "EM", "OHIM": "EM", "EU": "EM", "USPTO": "US", "UKIPO": "GB", "UK": "GB", "DPMA": "DE",
    "INPI": "FR", "BOIP": "BX", "WIPO": "WO", "IR": "WO", "EPO": "EP", "CNIPA": "CN", "JPO": "JP", "KIPO": "KR",
}  # fmt: skip
MOST_NAMED = 3


@dataclass(frozen=True)
class Known:
    """A right as far as rows need it."""

    pk: int
    public_id: str
    owner: int
    kind: str
    state: str
    title: str
    office: str
    number: str
    territories: list[str]

    @property
    def written(self) -> str:
        """As we would write it in a cell."""
        return f"{self.office} {self.number}".strip() if self.number else self.title


FIELDS = ("pk", "public_id", "organisation_id", "kind", "state", "title", "office", "number", "territories")


def bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).upper()


def without_office(text: str, office: str) -> str:
    """The number alone, where the office's name is part of it: EU018224561 → 018224561."""
    names = [office, *(name for name, code in OFFICES.items() if code == office)]
    for name in sorted(filter(None, names), key=len, reverse=True):
        if text.startswith(name) and any(c.isdigit() for c in text[len(name) :]):
            return text[len(name) :]
    return text


class Rights:
    """The rights one organisation may use today, by every name a cell may give them. Three queries."""

    def __init__(self, organisation: Organisation, day: date) -> None:
        usable = IPRight.objects.usable_by(organisation, day).distinct().order_by("pk")
        self.all = [Known(*row) for row in usable.values_list(*FIELDS)]
        self.reach = mandates.Reach(organisation)

    @cached_property
    def by_id(self) -> dict[str, Known]:
        return {known.public_id: known for known in self.all}

    @cached_property
    def by_number(self) -> dict[str, list[Known]]:
        """By the bare number, and by it with each name of its office before it."""
        return _grouped((self.numbers(known), known) for known in self.all if known.number)

    @cached_property
    def by_digits(self) -> dict[str, list[Known]]:
        """Without the zeros in front, which spreadsheets drop."""
        return _grouped(({name.lstrip("0") for name in self.numbers(k)}, k) for k in self.all if k.number)

    @cached_property
    def by_title(self) -> dict[str, list[Known]]:
        return _grouped(({" ".join(known.title.casefold().split())}, known) for known in self.all)

    def numbers(self, known: Known) -> set[str]:
        number = without_office(bare(known.number), known.office)
        names = [known.office, *(name for name, code in OFFICES.items() if code == known.office)]
        return {number, bare(known.number), *(f"{name}{number}" for name in names)}

    def named(self, text: str) -> Known | Wrong:
        """The right that this cell means, or what is wrong with it."""
        if not text:
            return Wrong("right-missing", "right")
        if text.lower() in self.by_id:
            return self.by_id[text.lower()]
        found = self.by_number.get(bare(text)) or self.by_title.get(" ".join(text.casefold().split())) or []
        if len(found) > 1:
            found = [known for known in found if known.state in USABLE] or found
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(known.public_id for known in found[:MOST_NAMED])
            return Wrong("right-ambiguous", "right", about={"count": len(found), "ids": ids})
        return Wrong("right-unknown", "right", suggest=self.nearly(text))

    def nearly(self, text: str) -> str:
        """What was probably meant, if only one right comes near."""
        plain = bare(text)
        office = next((code for name, code in OFFICES.items() if plain.startswith(name)), plain[:2])
        number = without_office(plain, office)
        close = self.by_digits.get(plain.lstrip("0")) or [
            known for known in self.by_digits.get(number.lstrip("0"), []) if known.office == office or number == plain
        ]
        if not close:
            spelled = get_close_matches(text.casefold(), self.by_title, n=2, cutoff=0.8)
            alike = [known for title in spelled for known in self.by_title[title]]
            return alike[0].title if len(alike) == 1 else ""
        return close[0].written if len({known.pk for known in close}) == 1 else ""

    def reaches(self, right: Known, market: str) -> bool:
        """Whether a notice about this right may be sent in this market: the right is ours, or a mandate covers it."""
        return self.reach.covers(owner=right.owner, right=right.pk, market=market)


def _grouped(pairs: Iterable[tuple[set[str], Known]]) -> dict[str, list[Known]]:
    found: dict[str, list[Known]] = {}
    for names, known in pairs:
        for name in names:
            found.setdefault(name, []).append(known)
    return found
