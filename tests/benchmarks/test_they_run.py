"""The benchmarks run from end to end; how fast is theirs to say, and no test's to judge."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings

from benchmarks.figures import Figure, number, percentile, table

ROOT = Path(settings.BASE_DIR)


@pytest.mark.race
def test_a_quick_sitting_prints_every_measure_and_leaves_nothing_behind(tmp_path: Path) -> None:
    database = os.environ["DATABASE_URL"]
    before = databases(database)
    command = [sys.executable, "-m", "benchmarks", "--quick", "--claims", "400", "--runs", "1"]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"TMPDIR": str(tmp_path)}, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr[-4000:]
    for measure in (
        "M1 intake",
        "M1b",
        "M2 listings filed",
        "M3 notice of",
        "M4 queue page",
        "M5 take the next case",
        "M6 decided to confirmed",
        "M10",
        "M11",
    ):
        assert f"| {measure}" in done.stdout
    assert "0 double holders" in done.stdout
    assert databases(database) <= before
    assert not list(tmp_path.glob("ipr-bench-*"))


def databases(server: str) -> set[str]:
    connection = psycopg2.connect(server)
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'bench\\_%'")
        names = {row[0] for row in cursor.fetchall()}
    connection.close()
    return names


def test_a_figure_says_median_spread_and_ratio() -> None:
    figure = Figure("M", "/s", [1.0, 3.0, 2.0], "peer", [8.0])
    assert figure.cells()[:5] == ("M", "2 (1 to 3) /s", "peer", "8 /s", "0.25")
    assert table([figure]).splitlines()[2].startswith("| M ")


def test_numbers_are_short_and_percentiles_real_values() -> None:
    assert [number(n) for n in (1234.5, 12.34, 1.234, 5.0)] == ["1,234", "12.3", "1.23", "5"]
    assert percentile([5, 1, 4, 2, 3], 0.5) == 3
    assert percentile([5, 1, 4, 2, 3], 0.95) == 5
