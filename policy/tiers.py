"""How far a filer is trusted: tier and line from its record, what would change them, and how sure the figure is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from math import sqrt

from policy.house_rules import Tier
from policy.load import book

Z = 1.96  # 95 %
FURTHEST = 2000  # decisions we look ahead; further off is no forecast


@dataclass(frozen=True, kw_only=True)
class FilerRecord:
    """What a tier depends on: of the decisions that count, how many stand."""

    decided: int = 0
    right: int = 0
    untrue: int = 0  # rejected for a false statement or a forged paper
    confirmed_right: bool = False
    contract: bool = False

    @property
    def precision(self) -> float | None:
        """The share that stands; None while there are too few decisions to speak of one."""
        return self.right / self.decided if self.decided >= book().tiers.least_decided else None

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.right, self.decided)


class Line(StrEnum):
    """How a filer's notices are looked at."""

    ORDINARY = "ordinary"
    SECOND_LOOK = "second_look"
    AT_RISK = "at_risk"


class Lack(StrEnum):
    """What is missing for a tier."""

    CONFIRMED_RIGHT = "confirmed_right"
    DECIDED = "decided"
    PRECISION = "precision"
    CONTRACT = "contract"


def wilson(right: float, decided: float) -> tuple[float, float]:
    """Between which shares the true one lies with 95 % confidence; everything is possible with no decision."""
    if not decided:
        return 0.0, 1.0
    share, weight = right / decided, Z * Z / decided
    middle = (share + weight / 2) / (1 + weight)
    reach = Z * sqrt(share * (1 - share) / decided + weight / (4 * decided)) / (1 + weight)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def tier_of(record: FilerRecord) -> Tier:
    """The highest tier whose every demand is met; the lowest demands nothing."""
    return next(tier for tier in reversed(book().tiers.tiers) if not lacks(tier, record))


def next_tier(record: FilerRecord) -> Tier | None:
    """The tier above, if one can get there without a contract."""
    tiers = book().tiers.tiers
    above = tiers[tiers.index(tier_of(record)) + 1 :]
    return next((tier for tier in above if not tier.contract), None)


def lacks(tier: Tier, record: FilerRecord) -> list[Lack]:
    """What keeps this record out of this tier."""
    return list(_lacks(tier, record))


def _lacks(tier: Tier, record: FilerRecord) -> Iterator[Lack]:
    if tier.contract and not record.contract:
        yield Lack.CONTRACT
    if tier.confirmed_right and not record.confirmed_right:
        yield Lack.CONFIRMED_RIGHT
    if record.decided < tier.decided:
        yield Lack.DECIDED
    elif tier.precision and record.right < tier.precision * record.decided:
        yield Lack.PRECISION


def line_of(record: FilerRecord) -> Line:
    """The line a filer's notices wait in. A small filer is not punished for one in three: the interval decides."""
    rule = book().ladder.filers
    upper = record.interval[1] if record.precision is not None else 1.0
    if record.untrue or upper < rule.suspend_below:
        return Line.AT_RISK
    return Line.SECOND_LOOK if upper < rule.second_review_below else Line.ORDINARY


def reversals_until(line: Line, record: FilerRecord) -> int | None:
    """How many more of the decisions that stand would have to fall to come into this line; None if none could."""
    order = list(Line)
    for more in range(1, min(record.right, FURTHEST) + 1):
        if order.index(line_of(replace(record, right=record.right - more))) >= order.index(line):
            return more
    return None


def rights_until(tier: Tier, record: FilerRecord) -> int | None:
    """How many right decisions in a row lead to this tier, everything else being met; None if that is far off."""
    if {Lack.CONTRACT, Lack.CONFIRMED_RIGHT} & set(lacks(tier, record)):
        return None
    return _first(lambda more: not lacks(tier, _after(record, more)))


def rights_until_ordinary(record: FilerRecord) -> int | None:
    """How many right decisions in a row lead out of the second look."""
    return _first(lambda more: line_of(_after(record, more)) is Line.ORDINARY)


def _after(record: FilerRecord, more: int) -> FilerRecord:
    return replace(record, decided=record.decided + more, right=record.right + more)


def _first(holds: Callable[[int], bool]) -> int | None:
    """The smallest number of which this holds; it keeps holding, so that halving finds it."""
    if not holds(FURTHEST):
        return None
    low, high = 1, FURTHEST
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low
