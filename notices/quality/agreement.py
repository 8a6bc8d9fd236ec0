"""How far two people agree: raw, beyond chance, and weighted back to all decisions. Pure arithmetic.

A table holds the share of each pair (first, second). Where pairs were drawn with different chances each weighs as many
decisions as it stands for, and the intervals are those of Kish's effective number.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from policy.tiers import Z, wilson

Table = Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Measure:
    """A figure and the 95 % interval around it."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Agreement:
    """All that is said of one set of double labels."""

    n: int
    raw: Measure
    kappa: Measure | None  # None where both always said one and the same thing: chance explains all of it
    ac1: Measure | None


def effective(weights: Iterable[float]) -> float:
    """How many equally drawn ones these are worth (Kish): the same number where the weights are equal."""
    known = list(weights)
    return sum(known) ** 2 / sum(w * w for w in known) if known else 0.0


def shares(pairs: Iterable[tuple[str, str, float]]) -> Table:
    """(first, second, weight) → a table whose shares make one."""
    found: Counter[tuple[str, str]] = Counter()
    for first, second, weight in pairs:
        found[first, second] += weight  # type: ignore[assignment]
    total = sum(found.values())
    return {pair: weight / total for pair, weight in found.items()}


def of(pairs: Iterable[tuple[str, str, float]]) -> Agreement | None:
    """Everything at once; None where there is nothing."""
    known = list(pairs)
    if not known:
        return None
    table, n = shares(known), effective(weight for _first, _second, weight in known)
    return Agreement(len(known), raw(table, n), kappa(table, n), ac1(table, n))


def share(hits: Iterable[tuple[bool, float]]) -> Measure | None:
    """The share of hits in the population (Hájek), with Wilson's interval."""
    known = list(hits)
    if not known:
        return None
    value = sum(weight for hit, weight in known if hit) / sum(weight for _hit, weight in known)
    n = effective(weight for _hit, weight in known)
    return Measure(value, *wilson(value * n, n))


def raw(table: Table, n: float) -> Measure:
    """The share of pairs that are the same."""
    po = _observed(table)
    return Measure(po, *wilson(po * n, n))


def kappa(table: Table, n: float) -> Measure | None:
    """Cohen's kappa with the large-sample error of Fleiss, Cohen and Everitt (1969)."""
    rows, columns = _margins(table)
    labels = rows.keys() | columns.keys()
    po, pe = _observed(table), sum(rows[k] * columns[k] for k in labels)
    if pe >= 1 - 1e-12:
        return None
    same = sum(table.get((k, k), 0.0) * ((1 - pe) - (rows[k] + columns[k]) * (1 - po)) ** 2 for k in labels)
    other = sum(share * (columns[i] + rows[j]) ** 2 for (i, j), share in table.items() if i != j)
    spread = same + (1 - po) ** 2 * other - (po * pe - 2 * pe + po) ** 2
    return _around((po - pe) / (1 - pe), spread / (n * (1 - pe) ** 4))


def ac1(table: Table, n: float) -> Measure | None:
    """Gwet's AC1 (2008), which does not collapse where nearly everything is one label."""
    rows, columns = _margins(table)
    labels = sorted(rows.keys() | columns.keys())
    if len(labels) < 2:
        return None
    mean = {k: (rows[k] + columns[k]) / 2 for k in labels}
    others = len(labels) - 1
    po, pe = _observed(table), sum(p * (1 - p) for p in mean.values()) / others
    value = (po - pe) / (1 - pe)
    same = sum(table.get((k, k), 0.0) * (1 - mean[k]) for k in labels) / others - po * pe
    each = sum(p * (1 - (mean[i] + mean[j]) / 2) ** 2 for (i, j), p in table.items()) / others**2 - pe**2
    spread = po * (1 - po) - 4 * (1 - value) * same + 4 * (1 - value) ** 2 * each
    return _around(value, spread / (n * (1 - pe) ** 2))


def _observed(table: Table) -> float:
    return sum(share for (first, second), share in table.items() if first == second)


def _margins(table: Table) -> tuple[Counter[str], Counter[str]]:
    rows: Counter[str] = Counter()
    columns: Counter[str] = Counter()
    for (first, second), each in table.items():
        rows[first] += each  # type: ignore[assignment]
        columns[second] += each  # type: ignore[assignment]
    return rows, columns


def _around(value: float, variance: float) -> Measure:
    reach = Z * sqrt(max(0.0, variance))
    return Measure(value, max(-1.0, value - reach), min(1.0, value + reach))
