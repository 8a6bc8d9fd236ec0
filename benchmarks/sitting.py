"""One sitting from beginning to end: make the ground, fill it, measure, print the table."""

import argparse
import os
import platform
import signal
import sys
import time
from collections.abc import Sequence

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
    from benchmarks import docket, enforcement, filling, imports, intake, next_case, notice, page
    from benchmarks.people import People

    people = People.arrive()
    small = min(SMALL, asked.claims // 2)
    filling.fill(people, 1, small)
    small_page = page.at_small_size(people, asked) if "page" in asked.only else None
    say(f"filling up to {asked.claims:,} claims")
    filled = filling.fill(people, small + 1, asked.claims)
    figures: list[Figure] = [filled]

    def add(more: Sequence[Figure]) -> None:
        figures.extend(more)
        print(table(more), file=sys.stderr, flush=True)

    if small_page is not None:
        say("queue page")
        add(page.figures(people, asked, small, small_page))
    if "notice" in asked.only:
        say("a notice of many listings")
        add(notice.figures(people, asked))
    if "next" in asked.only:
        say("next case, ten reviewers at once")
        add(next_case.figures(people, asked))
    if "intake" in asked.only:
        say("intake")
        add(intake.figures(people, asked, here))
    if "imports" in asked.only:
        say("files of many rows")
        add(imports.figures(people, asked))
    if "enforcement" in asked.only:
        say("decided to confirmed")
        add(enforcement.figures(people, asked, here))
    if "docket" in asked.only:
        say("checking the docket")
        add(docket.figures(asked))
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
