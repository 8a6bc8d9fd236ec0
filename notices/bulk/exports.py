"""What goes out as files: results row by row, and the rows that need a fix in the person's own columns. Streamed."""

import itertools
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy

from listings.spreadsheets import lines
from notices import words
from notices.bulk import columns, faults
from notices.bulk.columns import COLUMNS
from notices.models import Claim, Import, ImportRow

AT_ONCE = 1000
BOM = "\ufeff"  # without it spreadsheets take UTF-8 for something older
RESULTS = {
    "waiting": gettext_lazy("not checked yet"),
    "ready": gettext_lazy("ready, not sent"),
    "fix": gettext_lazy("needs a fix"),
    "reported": gettext_lazy("already reported"),
    "left_out": gettext_lazy("left out"),
    "filed": gettext_lazy("sent"),
    "refused": gettext_lazy("could not be sent"),
}
EXAMPLES = (
    ("https://fairmark.example/l/7712093", "EM 018224561", "counterfeit",
     "The mark is on the shade; our lamps have a number under the foot.", "DE FR", "", "SWEEP-17"),
    ("L-7712101", "EM 018224561", "trademark", "Our mark is in the title; the lamp is by somebody else.", "", "", ""),
)  # fmt: skip


def template() -> str:
    return BOM + lines([[column.name for column in COLUMNS]])


def example() -> str:
    return BOM + lines([[column.name for column in COLUMNS], *EXAMPLES])


def results(job: Import) -> Iterator[str]:
    """Every row with what became of it: its notice, and how its listing stands now."""
    named = ["row", "result", "notice", "state", *(column.name for column in COLUMNS), "what_to_do"]
    claim = Claim.objects.filter(notice=OuterRef("group__notice"), listing=OuterRef("listing"))
    rows = job.rows.order_by("number").select_related("group__notice").annotate(
        claim_state=Subquery(claim.values("state")[:1])
    )  # fmt: skip
    yield from streamed(named, (result(job, row) for row in rows.iterator(chunk_size=AT_ONCE)))


def result(job: Import, row: ImportRow) -> list[str]:
    said = columns.read(job.columns, row.cells, row.mended)
    filed = row.state == ImportRow.State.FILED and row.group is not None and row.group.notice is not None
    notice = row.group.notice.reference if filed and row.group and row.group.notice else ""
    state = words.of(row.claim_state, "filer").text if filed else ""  # type: ignore[attr-defined]
    values = [said[column.name] for column in COLUMNS]
    return [str(row.number), str(RESULTS[row.state]), notice, state, *values, faults.sentence(row.faults)]


def to_mend(job: Import) -> Iterator[str]:
    """Only the rows that need a fix, as they were written, with what to do: mend them here and send the file again."""
    rows = job.rows.filter(state=ImportRow.State.FIX).order_by("number")
    named = [*job.headings, "what_to_do"]  # known again when the file comes back
    yield from streamed(named, (as_written(job, row) for row in rows.iterator(chunk_size=AT_ONCE)))


def as_written(job: Import, row: ImportRow) -> list[str]:
    cells = [*row.cells, *[""] * (len(job.headings) - len(row.cells))]
    for place, column in enumerate(job.columns):
        cells[place] = str(row.mended.get(column, cells[place])) if column else cells[place]
    return [*cells[: len(job.headings)], faults.sentence(row.faults)]


def streamed(named: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield BOM + lines([named])
    waiting = iter(rows)
    while part := list(itertools.islice(waiting, AT_ONCE)):
        yield lines(part)
