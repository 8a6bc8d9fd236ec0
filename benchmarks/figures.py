"""A figure with its peer, and the one table they are printed in."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

HEAD = ("measure", "ours", "beside it", "peer", "ratio", "goal", "notes")


@dataclass(frozen=True)
class Figure:
    """One line: our values and the peer's, one a run."""

    measure: str
    unit: str
    ours: Sequence[float]
    peer: str = ""
    theirs: Sequence[float] = ()
    goal: str = ""
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return statistics.median(self.ours) / statistics.median(self.theirs) if self.theirs else None

    def cells(self) -> tuple[str, ...]:
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        theirs = spread(self.theirs, self.unit) if self.theirs else ""
        return self.measure, spread(self.ours, self.unit), self.peer, theirs, ratio, self.goal, self.note


def spread(values: Sequence[float], unit: str) -> str:
    """Median (least to most) unit."""
    middle = number(statistics.median(values))
    if len(set(values)) == 1:
        return f"{middle} {unit}".strip()
    return f"{middle} ({number(min(values))} to {number(max(values))}) {unit}".strip()


def number(value: float) -> str:
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def percentile(values: Sequence[float], part: float) -> float:
    """The value that this part of all values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def table(figures: Sequence[Figure]) -> str:
    """Markdown that reads well as plain text too."""
    rows = [HEAD, *(figure.cells() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])
