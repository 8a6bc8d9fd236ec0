"""One sitting from beginning to end: make the ground, fill it, measure, print the table."""

import argparse
import os
import platform
import signal
import sys
import time
from collections.abc import Callable, Sequence

import django
from django.core.management import call_command
from django.db import connection, connections

from benchmarks.figures import Figure, table
from benchmarks.ground import Ground, ground

SMALL = 10_000
BEGAN = time.monotonic()


def sit(asked: argparse.Namespace) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with ground() as here:
        django.setup()
        say("migrating")
        call_command("migrate", verbosity=0)
        try:
            figures = measure(asked, here)
            print(f"\n{circumstances(asked)}\n\n{table(figures)}\n\nTook {time.monotonic() - BEGAN:.0f} s.")
        finally:
            connections.close_all()
    return 0


def measure(asked: argparse.Namespace, here: Ground) -> list[Figure]:
    """The measures need Django's models, so they are imported once it is set up."""
    from benchmarks import docket, enforcement, filling, imports, intake, next_case, notice, page, shift
    from benchmarks.people import People

    people = People.arrive()
    small = min(SMALL, asked.claims // 2)
    filling.fill(people, 1, small)
    small_page = page.at_small_size(people, asked) if "page" in asked.only else []
    say(f"filling up to {asked.claims:,} claims")
    filled = filling.fill(people, small + 1, asked.claims)
    figures: list[Figure] = [filled]
    measures: dict[str, tuple[str, Callable[[], Sequence[Figure]]]] = {
        "page": ("queue page", lambda: page.figures(people, asked, small, small_page)),
        "notice": ("a notice of many listings", lambda: notice.figures(people, asked)),
        "next": (
            "next case, ten reviewers at once",
            lambda: [*next_case.figures(people, asked), *shift.figures(people, asked)],
        ),
        "intake": ("intake", lambda: intake.figures(people, asked, here)),
        "imports": ("files of many rows", lambda: imports.figures(people, asked)),
        "enforcement": ("decided to confirmed", lambda: enforcement.figures(people, asked, here)),
        "docket": ("checking the docket", lambda: docket.figures(asked)),
    }
    for name, (what, measured) in measures.items():
        if name in asked.only:
            say(what)
            more = measured()
            figures.extend(more)
            print(table(more), file=sys.stderr, flush=True)
    return figures


def circumstances(asked: argparse.Namespace) -> str:
    """What the numbers depend on, said above them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_setting('fsync'), current_setting('synchronous_commit'),"
            " current_setting('shared_buffers'), pg_size_pretty(pg_database_size(current_database()))"
        )
        version, fsync, commit, buffers, size = cursor.fetchone()
    warning = "" if fsync == "on" else "\n**fsync is off: these are not figures, only proof that it runs.**"
    return (
        f"{asked.claims:,} claims, all open; medians of {asked.runs} runs (least to most); ratio = ours / peer, both of"
        f" this run.\n{os.cpu_count()} cores, Python {platform.python_version()}, PostgreSQL {version}"
        f" (fsync {fsync}, synchronous_commit {commit}, shared_buffers {buffers}), database {size} at the end.{warning}"
    )


def say(what: str) -> None:
    print(f"[{time.monotonic() - BEGAN:6.1f} s] {what}", file=sys.stderr, flush=True)
