"""Tiers and lines of filers: what each demands, when a floor bites, and what would change it."""

from dataclasses import replace

import pytest

from policy.load import book
from policy.tiers import (
    FilerRecord,
    Lack,
    Line,
    lacks,
    line_of,
    next_tier,
    reversals_until,
    rights_until,
    rights_until_ordinary,
    tier_of,
    wilson,
)

NEW = FilerRecord()
CONFIRMED = FilerRecord(confirmed_right=True)


def record(right: int, decided: int, **more: object) -> FilerRecord:
    return FilerRecord(right=right, decided=decided, **{"confirmed_right": True, **more})  # type: ignore[arg-type]


TABLE = [
    ("nothing confirmed", NEW, "T0"),
    ("a right confirmed", CONFIRMED, "T1"),
    ("many right, nothing confirmed", record(60, 60, confirmed_right=False), "T0"),
    ("49 decisions", record(49, 49), "T1"),
    ("50 decisions, 45 right", record(45, 50), "T2"),
    ("50 decisions, 44 right", record(44, 50), "T1"),
    ("a partner", record(0, 0, contract=True), "T3"),
    ("a partner with a bad record", record(1, 90, contract=True), "T3"),
]


@pytest.mark.parametrize(("what", "of", "code"), TABLE, ids=[row[0] for row in TABLE])
def test_the_tiers(what: str, of: FilerRecord, code: str) -> None:
    assert tier_of(of).code == code


@pytest.mark.parametrize(
    ("right", "decided", "line"),
    [
        (0, 0, Line.ORDINARY),
        (2, 3, Line.ORDINARY),  # one in three of three: too few to judge
        (0, 19, Line.ORDINARY),
        (14, 20, Line.ORDINARY),  # 70 %, but up to 85 % is possible
        (12, 20, Line.SECOND_LOOK),
        (140, 200, Line.SECOND_LOOK),
        (5, 20, Line.AT_RISK),
        (200, 200, Line.ORDINARY),
    ],
)
def test_a_floor_bites_only_when_we_are_sure(right: int, decided: int, line: Line) -> None:
    assert line_of(record(right, decided)) is line


def test_one_false_statement_is_enough() -> None:
    assert line_of(record(99, 100, untrue=1)) is Line.AT_RISK
    assert rights_until_ordinary(record(99, 100, untrue=1)) is None


def test_the_interval_is_wilsons() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(48, 50)
    assert (round(low, 3), round(high, 3)) == (0.865, 0.989)
    assert round(wilson(20, 20)[1], 9) == 1.0 and 0.83 < wilson(20, 20)[0] < 0.84


def test_what_is_missing_for_the_next_tier() -> None:
    second = book().tiers.tiers[2]
    assert lacks(second, NEW) == [Lack.CONFIRMED_RIGHT, Lack.DECIDED]
    assert lacks(second, record(44, 50)) == [Lack.PRECISION]
    assert next_tier(CONFIRMED) is second and next_tier(record(50, 50)) is None
    assert rights_until(second, record(10, 10)) == 40
    assert rights_until(second, record(44, 50)) == 10  # 54 of 60
    assert rights_until(second, NEW) is None


def test_the_forecast_is_exact() -> None:
    """One reversal fewer changes nothing, this many do."""
    start = record(60, 64)
    more = reversals_until(Line.SECOND_LOOK, start)
    assert more is not None and more > 1
    assert line_of(replace(start, right=60 - more)) is Line.SECOND_LOOK
    assert line_of(replace(start, right=60 - more + 1)) is Line.ORDINARY
    assert reversals_until(Line.SECOND_LOOK, record(3, 3)) is None


def test_the_way_out_of_the_second_look() -> None:
    start = record(12, 20)
    more = rights_until_ordinary(start)
    assert more is not None
    assert line_of(record(12 + more, 20 + more)) is Line.ORDINARY
    assert line_of(record(12 + more - 1, 20 + more - 1)) is Line.SECOND_LOOK


def test_shares_are_not_spoken_of_with_few_decisions() -> None:
    assert record(19, 19).precision is None and record(19, 20).precision == 0.95
