"""M10: how fast the docket proves itself whole, beside the database hashing each entry once and nothing else."""

import argparse
import time

from django.db import connection

from benchmarks.figures import Figure
from docket import verify

HASHES_ONLY = "SELECT count(*) FROM docket_entry e WHERE hash = docket_entry_hash(e)"


def figures(asked: argparse.Namespace) -> list[Figure]:
    entries = verify.count()
    ours, theirs = [], []
    for _ in range(asked.runs):
        ours.append(entries / _seconds_to_verify())
        theirs.append(entries / _seconds_to_hash(entries))
    note = f"chain and replay of {entries:,} entries"
    return [Figure("M10 verify_docket", "entries/s", ours, "the hashes alone", theirs, "≥ 20,000/s", note)]


def _seconds_to_verify() -> float:
    began = time.monotonic()
    if faults := [*verify.broken_chains(), *verify.mismatched_states()]:
        raise RuntimeError(f"The docket is not whole: {faults[:3]}")
    return time.monotonic() - began


def _seconds_to_hash(entries: int) -> float:
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(HASHES_ONLY)
        if cursor.fetchone()[0] != entries:
            raise RuntimeError("A hash does not fit its entry.")
    return time.monotonic() - began
