"""Removes files that no row names: what an upload left behind that broke off before its row was written."""

import logging
import re
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from docket import clock
from rights.models import Evidence, Rendition

log = logging.getLogger(__name__)
FOLDERS = {"evidence": Evidence, "renditions": Rendition}
OURS = re.compile(r"[0-9a-f]{32}")
PATIENCE = timedelta(hours=24)
PARTS = 256  # folders of each kind; one is looked through at a time


def remove_some() -> int:
    """Periodic job, each minute another part: all of them within some four hours."""
    minute = int(clock.real().timestamp() // 60)
    return remove_from(f"{minute % PARTS:02x}")


def remove_all() -> int:
    return sum(remove_from(f"{part:02x}") for part in range(PARTS))


def remove_from(part: str) -> int:
    """Old enough, named as we name files, and in no row; anything else in the folder is not ours to touch."""
    oldest = (clock.real() - PATIENCE).timestamp()
    removed = 0
    for folder, model in FOLDERS.items():
        place = Path(settings.MEDIA_ROOT) / folder / part
        found = [p for p in place.glob("*") if OURS.fullmatch(p.name) and p.is_file() and p.stat().st_mtime < oldest]
        named = set(
            model._default_manager.filter(file__in=[f"{folder}/{part}/{p.name}" for p in found]).values_list(
                "file", flat=True
            )
        )
        for path in found:
            if f"{folder}/{part}/{path.name}" not in named:
                path.unlink(missing_ok=True)
                removed += 1
    if removed:
        log.info("removed %d files that no row names", removed)
    return removed
