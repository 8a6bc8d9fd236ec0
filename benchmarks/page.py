"""M4: the queue page as a signed-in reviewer gets it, beside itself at a hundredth of the size, and what it asks."""

import argparse
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Max, Min
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.figures import Figure, percentile
from benchmarks.people import People
from notices import queues
from notices.models import Claim, Dossier
from notices.views.reviewers.queue import cursor_of

PAGE = 50
BIG = 5000  # a sequential scan of fewer rows is no fault


@dataclass
class Look:
    """One way to look at the queue."""

    name: str
    address: Callable[[], str]
    seconds: list[list[float]] = field(default_factory=list)
    queries: int = 0
    in_database: float = 0.0
    scanned: list[str] = field(default_factory=list)

    def milliseconds(self, part: float) -> list[float]:
        return [percentile(run, part) * 1000 for run in self.seconds]


def at_small_size(people: People, asked: argparse.Namespace) -> list[Look]:
    return measured(people, asked)


def figures(people: People, asked: argparse.Namespace, small: int, before: Sequence[Look]) -> list[Figure]:
    lines = []
    for then, now in zip(before, measured(people, asked), strict=True):
        note = f"{now.queries} queries, {now.in_database:.1f} ms in the database; " + (
            f"sequential scan of {', '.join(now.scanned)}" if now.scanned else "no sequential scan"
        )
        for part, goal in ((0.5, ""), (0.95, "≤ 3")):
            lines.append(
                Figure(f"M4 queue page, {now.name}, p{part * 100:.0f}", "ms", now.milliseconds(part),
                       f"same at {small:,} claims", then.milliseconds(part), goal, note if part == 0.5 else "")
            )  # fmt: skip
    return [*lines, bare(asked)]


def measured(people: People, asked: argparse.Namespace) -> list[Look]:
    client = Client()
    client.force_login(people.reviewers[0])
    looks = [Look("first page", lambda: address()), Look("deep page", lambda: address(after=deep()))]
    looks += [
        Look("rare filter", lambda: address(claim="design")),
        Look("two filters", lambda: address(right="design", market="US")),
    ]
    looks += [
        Look("search", lambda: address(q=some())),
        Look("every notice", lambda: reverse("review_search", query={"q": some()})),
    ]
    for look in looks:
        inspect(client, look)
        tries = 3 if asked.quick else 20
        look.seconds = [[seconds(client, look.address()) for _ in range(tries)] for _ in range(asked.runs)]
    return looks


def address(**query: str) -> str:
    return reverse("queue", query=query)


def deep() -> str:
    """The cursor of the page in the middle of the queue."""
    waiting = Dossier.objects.filter(queue="review")
    ends = waiting.aggregate(first=Min("due_at"), last=Max("due_at"))
    middle = ends["first"] + (ends["last"] - ends["first"]) / 2
    found = waiting.filter(due_at__gte=middle).order_by(*queues.ORDER)[0]
    return cursor_of(found)


def some() -> str:
    """Words of one listing among all."""
    return Claim.objects.order_by("pk")[0].listing.title


def seconds(client: Client, where: str) -> float:
    began = time.perf_counter()
    answer = client.get(where, SERVER_NAME="127.0.0.1")
    took = time.perf_counter() - began
    if answer.status_code != 200:
        raise RuntimeError(f"{where} answered {answer.status_code}")
    return took


def inspect(client: Client, look: Look) -> None:
    """How many queries, how long in the database, and whether one of them reads a whole big table."""
    where = look.address()
    seconds(client, where)
    with CaptureQueriesContext(connection) as captured:
        seconds(client, where)
    asked = [query for query in captured.captured_queries if query["sql"].lstrip().startswith(("SELECT", "WITH"))]
    look.queries, look.in_database = len(captured), sum(float(q["time"]) for q in captured.captured_queries) * 1000
    look.scanned = sorted({name for query in asked for name in scanned(query["sql"])})


def scanned(sql: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + sql.replace("%", "%%"), ())
        plan = "\n".join(row[0] for row in cursor.fetchall())
        found = set(re.findall(r"Seq Scan on (\w+)", plan))
        cursor.execute("SELECT relname FROM pg_class WHERE relname = ANY(%s) AND reltuples > %s", [list(found), BIG])
        return {row[0] for row in cursor.fetchall()}


def bare(asked: argparse.Namespace) -> Figure:
    """The list itself without the page around it."""
    tries = 5 if asked.quick else 50
    runs = []
    for _ in range(asked.runs):
        began = time.perf_counter()
        for _ in range(tries):
            list(queues.dossiers("review")[:PAGE])
        runs.append((time.perf_counter() - began) / tries * 1000)
    return Figure("M4 its 50 rows alone (ORM and SQL)", "ms", runs)
