"""M2: a file of many rows, from upload to the last notice, beside COPY of the very rows it leaves behind."""

import argparse
import csv
import io
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from benchmarks.figures import Figure
from benchmarks.people import People
from docket.actors import Actor
from listings.models import Listing
from notices.bulk import actions, checking, limits, sending, signing
from notices.filing import Sworn
from notices.models import Import

CHECKED, FILED, QUICK = 50_000, 10_000, 600
SHOPS = 50
FIRST = 50_000_000
GOODS = """
INSERT INTO listings_listing (external_id, seller_id, title, description, brand, currency, market, category, url,
    version, state)
SELECT 'L-' || n, s.id, 'Lamp ' || n, 'A lamp.', '', 'USD', 'US', 'Lighting', '', 1, 'live'
FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS k FROM listings_seller) s ON s.k = n %% %(shops)s
ON CONFLICT DO NOTHING
"""
# What a notice leaves behind, and what an import does: the same rows are written again by COPY, indexes and all.
OF_NOTICES = ("notices_notice", "notices_statement", "notices_claim", "listings_snapshot", "notices_timer",
              "notices_dossier", "docket_entry", "docket_delivery")  # fmt: skip
OF_IMPORT = ("notices_importrow",)


@dataclass
class Run:
    """What one file took."""

    read: float = 0.0
    checked: float = 0.0
    sent: float = 0.0
    copied: float = 0.0
    notices: int = 0
    processor: float = 0.0
    memory: list[int] = field(default_factory=list)

    @property
    def grown(self) -> float:
        """MB by which this process grew while the rows were worked on."""
        return (max(self.memory) - self.memory[0]) / 1024 if self.memory else 0.0

    def cost(self, runs: "list[Run]") -> str:
        flat = max(run.grown for run in runs)
        return f"one process, {self.processor:.1f} s of processor; it grew by {flat:.0f} MB"


def figures(people: People, asked: argparse.Namespace) -> list[Figure]:
    checked_rows, filed_rows = (QUICK, QUICK) if asked.quick else (CHECKED, FILED)
    stock(checked_rows * asked.runs + filed_rows * asked.runs)
    warm(people)
    looks = [check(people, n * checked_rows, checked_rows) for n in range(asked.runs)]
    base = checked_rows * asked.runs
    ways = [file(people, base + n * filed_rows, filed_rows) for n in range(asked.runs)]
    looked, went = looks[-1], ways[-1]
    return [
        Figure(
            f"M2 file of {checked_rows:,} rows read and stored", "s", [r.read for r in looks], note="in the request"
        ),
        Figure(
            f"M2 {checked_rows:,} rows checked",
            "s",
            [r.checked for r in looks],
            "COPY of the checked rows",
            [r.copied for r in looks],
            "≤ 120 s",
            f"parts of {checking.PART:,}; {looked.cost(looks)}",
        ),
        Figure(
            f"M2 {filed_rows:,} rows from upload to filed",
            "s",
            [r.read + r.checked + r.sent for r in ways],
            "COPY of the same rows",
            [r.copied for r in ways],
            "≤ 60 s",
            f"{went.notices} notices; checked in {went.checked:.1f} s, sent in {went.sent:.1f} s",
        ),
        Figure(
            "M2 listings filed",
            "listings/s",
            [filed_rows / (r.checked + r.sent) for r in ways],
            "COPY of the same rows",
            [filed_rows / r.copied for r in ways],
            "≥ 0.125",
            went.cost(ways),
        ),
    ]


def stock(count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(GOODS, {"first": FIRST, "last": FIRST + count + SHOPS, "shops": SHOPS})
        cursor.execute("ANALYZE listings_listing")


def warm(people: People) -> None:
    """Once through, unmeasured: rules are read from files, templates and statements prepared."""
    known = list(Listing.objects.filter(external_id__startswith="L-1").values_list("external_id", flat=True)[:20])
    job = upload(people, known)
    finish(job, "checking")


def check(people: People, start: int, count: int) -> Run:
    run, ids = Run(), [f"L-{FIRST + start + n}" for n in range(count)]
    began = time.monotonic()
    job = upload(people, ids)
    run.read = time.monotonic() - began
    with watched(run):
        run.checked = finish(job, "checking")
    run.copied = copied({"notices_importrow": ("job_id", job.pk - 1)})
    actions.discard(by=actor(people), job=job)
    return run


def file(people: People, start: int, count: int) -> Run:
    run, ids = Run(), [f"L-{FIRST + start + n}" for n in range(count)]
    before = {table: newest(table) for table in (*OF_NOTICES, *OF_IMPORT)}
    began = time.monotonic()
    job = upload(people, ids)
    run.read = time.monotonic() - began
    with watched(run):
        run.checked = finish(job, "checking")
        sign(people, job)
        run.sent = finish(job, "sending")
    run.notices = job.groups.filter(state="sent").count()
    if job.rows.filter(state="filed").count() != count:
        raise RuntimeError(f"only some of the rows were filed: {job.state}")
    run.copied = copied({table: ("id", pk) for table, pk in before.items()})
    return run


def actor(people: People) -> Actor:
    return Actor("notifier", organisation_id=people.owners[0].pk)


def upload(people: People, ids: list[str]) -> Import:
    """A text of its own for each row, as people write them."""
    right = people.rights[0]
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["listing", "right", "claim_type", "explanation", "reference"])
    for each in ids:
        why = f"Seen on {random.randint(1, 28)} November: the mark is on the shade and the foot has no number."
        rows.writerow([each, f"{right.office} {right.number}", "counterfeit", why, f"SWEEP-{each}"])
    upload = SimpleUploadedFile(f"sweep-{ids[0]}-{len(ids)}.csv", text.getvalue().encode())
    job, _new = actions.upload(by=actor(people), organisation=people.owners[0], file=upload)
    return job


def finish(job: Import, state: str) -> float:
    """Seconds of one process's work until the import leaves this state; no limit of notices a day."""
    began = time.monotonic()
    if state == "checking":
        while checking.check_part(job.pk):
            pass
    else:
        while sending.send_next(job.pk):
            pass
    job.refresh_from_db()
    return time.monotonic() - began


def sign(people: People, job: Import) -> None:
    sworn = [Sworn(each.code, each.version) for each in signing.asked(job)]
    signing.sign(by=actor(people), job=job, sworn=sworn, signature_name="Bench Filer", capacity="owner")
    if limits.listings_a_notice(job) != limits.MOST_LISTINGS:
        raise RuntimeError("The measure's filer has a confirmed right.")


@contextmanager
def watched(run: Run) -> Iterator[None]:
    """The memory of this process, looked at every tenth of a second."""
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.1):
            run.memory.append(resident())

    run.memory.append(resident())
    used = time.process_time()
    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
        run.processor = time.process_time() - used


def resident() -> int:
    """kB of this process in memory."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1])


def newest(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
        return int(cursor.fetchone()[0])


def copied(since: dict[str, tuple[str, int]]) -> float:
    """Seconds that COPY takes for the rows of these tables that came after these keys, into tables like them."""
    seconds = 0.0
    with connection.cursor() as cursor:
        for table, (column, key) in since.items():
            content = io.BytesIO()
            cursor.copy_expert(f"COPY (SELECT * FROM {table} WHERE {column} > {int(key)}) TO STDOUT", content)
            cursor.execute(f"CREATE TABLE copied (LIKE {table} INCLUDING ALL)")
            content.seek(0)
            began = time.monotonic()
            cursor.copy_expert("COPY copied FROM STDIN", content)
            seconds += time.monotonic() - began
            cursor.execute("DROP TABLE copied")
    return seconds
