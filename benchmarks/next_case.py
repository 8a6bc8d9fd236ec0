"""M5: ten reviewers take the next case at once, beside a bare SKIP LOCKED update on the same rows."""

import argparse
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import psycopg2
from django.conf import settings
from django.db import connection

from benchmarks.figures import Figure, percentile
from benchmarks.people import REVIEWERS, People
from notices import queues
from notices.models import Dossier

BARE = """
UPDATE notices_dossier SET held_by_id = %s, held_until = clock_timestamp() + interval '10 minutes' WHERE id = (
    SELECT id FROM notices_dossier
    WHERE queue = 'review' AND (held_until IS NULL OR held_until < clock_timestamp())
    ORDER BY due_at, severity DESC, received_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id
"""
Take = Callable[[], int]


def figures(people: People, asked: argparse.Namespace) -> list[Figure]:
    each = 5 if asked.quick else 40
    rounds = [(_crowd(lambda n: _ours(people, n), each), _crowd(_bare(people), each)) for _ in range(asked.runs)]
    doubles = sum(len(taken) - len(set(taken)) for ours, theirs in rounds for taken in (ours.taken, theirs.taken))
    note = f"{REVIEWERS} at once, {each} cases each; {doubles} double holders"
    bare = "bare SKIP LOCKED"
    lines = [
        Figure("M5 take the next case", "cases/s", [a.rate for a, _ in rounds], bare, [b.rate for _, b in rounds],
               "≥ 0.25, 0 doubles", note),
    ]  # fmt: skip
    for part in (0.5, 0.95):
        ours = [percentile(a.seconds, part) * 1000 for a, _ in rounds]
        theirs = [percentile(b.seconds, part) * 1000 for _, b in rounds]
        lines.append(Figure(f"M5 take the next case, p{part * 100:.0f}", "ms", ours, bare, theirs))
    return lines


class Crowd:
    """What ten reviewers got, and how long each try took."""

    def __init__(self) -> None:
        self.taken: list[int] = []
        self.seconds: list[float] = []
        self.rate = 0.0


def _crowd(door: "Callable[[int], Iterator[Take]]", each: int) -> Crowd:
    """All start together; afterwards every case is put back."""
    crowd, start = Crowd(), Barrier(REVIEWERS + 1)

    def work(number: int) -> None:
        with contextmanager(door)(number) as take:
            take()  # the first one opens the connection
            start.wait()
            for _ in range(each):
                began = time.perf_counter()
                crowd.taken.append(take())
                crowd.seconds.append(time.perf_counter() - began)

    with ThreadPoolExecutor(REVIEWERS) as pool:
        working = [pool.submit(work, number) for number in range(REVIEWERS)]
        start.wait()
        began = time.monotonic()
        for done in working:
            done.result()
        crowd.rate = REVIEWERS * each / (time.monotonic() - began)
    Dossier.objects.exclude(held_by=None).update(held_by=None, held_until=None)
    return crowd


def _ours(people: People, number: int) -> Iterator[Take]:
    by = people.reviewer(number)

    def take() -> int:
        dossier = queues.start_next(by=by)
        if dossier is None:
            raise RuntimeError("The queue ran empty.")
        return dossier.pk

    try:
        yield take
    finally:
        connection.close()


def _bare(people: People) -> "Callable[[int], Iterator[Take]]":
    def door(number: int) -> Iterator[Take]:
        database = settings.DATABASES["default"]
        direct = psycopg2.connect(
            dbname=database["NAME"], user=database["USER"], password=database["PASSWORD"],
            host=database["HOST"], port=database["PORT"],
        )  # fmt: skip
        direct.autocommit = True

        def take() -> int:
            with direct.cursor() as cursor:
                cursor.execute(BARE, [people.reviewers[number].pk])
                return int(cursor.fetchone()[0])

        try:
            yield take
        finally:
            direct.close()

    return door
