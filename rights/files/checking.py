"""Looks whether the bytes on disk are still those that came in: a sample each night, and all of them, bit by bit.

A pass keeps in its row how far it has come, so that it goes on after any interruption. It takes little at a time: the
sweeper that runs it has clocks to watch.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import F

from docket import clock, transaction
from rights.actions import evidence as deeds
from rights.files import disk
from rights.models import Evidence, FileCheck

log = logging.getLogger(__name__)
CHECKED = ("kept", "clean", "damaged")
EVERY = timedelta(hours=24)
FILES_A_TIME, BYTES_A_TIME = 50, 100 * 1024 * 1024
SAMPLE = 100


def check_some() -> int:
    """Periodic job: one slice of the pass in hand; a new pass begins a day after the last one began."""
    passed = in_hand() or begin_if_due()
    return go_on(passed) if passed else 0


def in_hand() -> FileCheck | None:
    return FileCheck.objects.filter(ended_at=None, kind=FileCheck.Kind.FULL).order_by("pk").first()


def begin_if_due() -> FileCheck | None:
    newest = FileCheck.objects.filter(kind=FileCheck.Kind.FULL).order_by("-pk").first()
    now = clock.real()
    if newest is not None and newest.begun_at > now - EVERY:
        return None
    sample()
    return FileCheck.objects.create(kind=FileCheck.Kind.FULL, begun_at=now)


def sample(count: int = SAMPLE) -> FileCheck:
    """So many files by lot: a house too large for one night still has some of everything looked at."""
    drawn = Evidence.objects.filter(state__in=CHECKED).order_by("?")[:count]
    passed = FileCheck.objects.create(kind=FileCheck.Kind.SAMPLE, begun_at=clock.real())
    note(passed, list(drawn))
    finish(passed)
    return passed


def go_on(passed: FileCheck) -> int:
    """The next files by number; the pass ends when none are left."""
    following = Evidence.objects.filter(state__in=CHECKED, pk__gt=passed.reached).order_by("pk")
    chosen, size = [], 0
    for evidence in following[:FILES_A_TIME]:
        chosen.append(evidence)
        size += evidence.size
        if size >= BYTES_A_TIME:
            break
    if chosen:
        note(passed, chosen, reached=chosen[-1].pk)
    else:
        finish(passed)
    return len(chosen)


def run_through() -> FileCheck:
    """The whole pass at once, for the command line."""
    passed = in_hand() or FileCheck.objects.create(kind=FileCheck.Kind.FULL, begun_at=clock.real())
    while go_on(passed):
        pass
    return passed


def note(passed: FileCheck, files: Iterable[Evidence], reached: int | None = None) -> None:
    files = list(files)
    wrong = [evidence.public_id for evidence in files if not is_whole(evidence)]
    rows = FileCheck.objects.filter(pk=passed.pk)
    rows.update(files=F("files") + len(files), size=F("size") + sum(evidence.size for evidence in files))
    passed.refresh_from_db()
    passed.damaged = sorted({*passed.damaged, *wrong})
    passed.reached = passed.reached if reached is None else reached
    passed.save(update_fields=["damaged", "reached"])


def is_whole(evidence: Evidence) -> bool:
    """Compare, and let the file's docket know if that changes what we know of it."""
    found = disk.sha256_of(str(evidence.file.name))
    with transaction.atomic():
        locked = Evidence.objects.select_for_update().get(pk=evidence.pk)
        if found == locked.sha256 and locked.state == "damaged":
            deeds.find_whole(evidence=locked)
        elif found != locked.sha256 and locked.readable:
            deeds.find_damaged(evidence=locked, found=found)
            log.error("evidence %s: on disk is %s, and %s came in", locked.public_id, found, locked.sha256)
    return found == evidence.sha256


def finish(passed: FileCheck) -> None:
    passed.ended_at = clock.real()
    passed.save(update_fields=["ended_at"])
    log.info("files checked: %s of %s bytes, %s damaged", passed.files, passed.size, len(passed.damaged))
