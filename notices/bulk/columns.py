"""The columns of an import: what each means, its headings, and what a file's own headings stand for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from notices.models import ImportHeading

LEFT_OUT = ""


@dataclass(frozen=True)
class Column:
    """One thing that a row says."""

    name: str
    title: Promise | str
    means: Promise | str
    example: str
    also: tuple[str, ...] = ()
    required: bool = False
    longest: int = 500


COLUMNS = (
    Column(
        "listing",
        _("Listing"),
        _("The link of the listing, or its number. One listing a row."),
        "https://fairmark.example/l/7712093",
        ("listing link", "listing url", "listing id", "listing number", "link", "url"),
        required=True,
        longest=2000,
    ),
    Column(
        "right",
        _("Right"),
        _("Which of your saved rights: our id, office and number, or the title if only one right has it."),
        "EM 018224561",
        ("right id", "right number"),
        required=True,
        longest=300,
    ),
    Column(
        "claim_type",
        _("Claim type"),
        _(
            "What is wrong: counterfeit, trademark, copyright, patent or design. You can leave it empty where the right"
            " allows only one."
        ),
        "counterfeit",
        ("claim", "type of claim"),
    ),
    Column(
        "explanation",
        _("Explanation"),
        _("Why this listing is not allowed, in your own words, in any language. The seller may read it."),
        "The mark is on the shade; our lamps have a number under the foot.",
        ("reason", "reasons"),
        longest=4000,
    ),
    Column(
        "territories",
        _("Territories"),
        _("Country codes with a space between them, like DE FR. Empty: where the right holds."),
        "DE FR",
        ("territory", "countries", "country"),
    ),
    Column(
        "evidence",
        _("Evidence"),
        _("Ids of files that you uploaded, like evd_…, with a space between them."),
        "",
        ("evidence id", "evidence ids", "files"),
        longest=1000,
    ),
    Column(
        "reference",
        _("Your reference"),
        _("Your own number for this row. It comes back in the results."),
        "SWEEP-0412-17",
        ("your reference", "partner reference", "our reference"),
        longest=120,
    ),
)
BY_NAME: Mapping[str, Column] = {column.name: column for column in COLUMNS}
REQUIRED = tuple(column.name for column in COLUMNS if column.required)
# Headings of our own results: they may come back with the file and say nothing new.
OF_RESULTS = frozenset({"row", "result", "notice", "state", "whattodo"})


def plainly(heading: str) -> str:
    """A heading without the differences that nobody means: case, spaces, dashes, quotation marks."""
    return re.sub(r"[\W_]+", "", heading).casefold()


KNOWN: Mapping[str, str] = {
    plainly(heading): column.name for column in COLUMNS for heading in (column.name, *column.also)
} | dict.fromkeys(OF_RESULTS, LEFT_OUT)


def matched(headings: Sequence[str], own: Mapping[str, str]) -> list[str | None]:
    """What each heading stands for: by an organisation's own choice, by its name, or not known (None)."""
    return [own.get(plainly(heading), KNOWN.get(plainly(heading))) for heading in headings]


def faults(columns: Sequence[str | None], headings: Sequence[str]) -> list[tuple[str, dict[str, str]]]:
    """What keeps these columns from being read: missing, twice there, not known. Codes and what they are about."""
    named = [column for column in columns if column]
    found = ", ".join(headings)
    wrong = [("column-missing", {"column": name, "found": found}) for name in REQUIRED if name not in named]
    wrong += [("column-twice", {"column": name}) for name in BY_NAME if named.count(name) > 1]
    unknown = [heading for heading, column in zip(headings, columns, strict=True) if column is None]
    return wrong + [("column-unknown", {"column": heading}) for heading in unknown]


def remembered(organisation: Organisation) -> dict[str, str]:
    """What this organisation's own headings stood for the last time."""
    return dict(ImportHeading.objects.filter(organisation=organisation).values_list("heading", "column"))


def remember(organisation: Organisation, headings: Sequence[str], columns: Sequence[str]) -> None:
    """Keep what is not a name of ours anyway."""
    chosen = {plainly(heading)[:120]: column for heading, column in zip(headings, columns, strict=True)}
    ImportHeading.objects.bulk_create(
        [
            ImportHeading(organisation=organisation, heading=heading, column=column)
            for heading, column in chosen.items()
            if heading and KNOWN.get(heading) != column
        ],
        update_conflicts=True,
        unique_fields=["organisation", "heading"],
        update_fields=["column"],
    )


def read(columns: Sequence[str], cells: Sequence[str], mended: Mapping[str, Any]) -> dict[str, str]:
    """What a row says, column by column: the cells, with what was mended in their place."""
    said = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
    return {name: str(mended.get(name, said.get(name, ""))).strip() for name in BY_NAME}
