"""Copies to look at: made of each file in a process of its own (darkroom.py), kept beside the original, which stays."""

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from docket import transaction
from docket.actors import SYSTEM
from docket.models import Entry
from docket.take import take
from rights.files import darkroom, disk
from rights.files.recognising import IMAGES, PDF
from rights.models import Evidence, Rendition

PATIENCE = 20.0  # seconds by the wall; the child's own limit is of processor time
MOST_BYTES = 24 * 1024 * 1024
LIKE_WEBP = (b"RIFF", b"WEBP")
# What a person reads about a file that we did not open, or opened with care.
FLAGS = {
    "javascript": _("It contains a program (JavaScript)."),
    "launch": _("It starts other programs."),
    "embedded-files": _("Other files are packed inside it."),
    "form-program": _("It contains a form with a program."),
    "encrypted": _("It is locked with a password."),
    "archive-inside": _("It can also be unpacked like an archive."),
    "too-large": _("It is too large to draw."),
    "too-long": _("It has too many pages."),
    "too-heavy": _("Opening it took too much time or memory."),
    "unreadable": _("It cannot be read whole; it may be damaged."),
}


@dataclass(frozen=True)
class Seen:
    """What the dark room gave back: what is wrong with the file, and the pictures by their kind."""

    flags: list[str] = field(default_factory=list)
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def prepare(entry: Entry) -> None:
    """Subscriber. Makes the copies of a file that can be opened, once; a file that nobody may open has none."""
    evidence = Evidence.objects.get(pk=entry.subject_id)
    if not evidence.readable or evidence.preview != Evidence.Preview.DUE:
        return
    can_be_drawn = evidence.media_type in {*IMAGES.values(), PDF}
    seen = look_into(Path(evidence.file.path), evidence.media_type) if can_be_drawn else Seen()
    written = {kind: disk.write_once("renditions", data) for kind, data in seen.pictures.items()}
    try:
        kept = keep(evidence, seen, written)
    except BaseException:
        disk.remove(*(file.name for file in written.values()))
        raise
    if not kept:
        disk.remove(*(file.name for file in written.values()))


@transaction.atomic
def keep(evidence: Evidence, seen: Seen, written: Mapping[str, disk.Written]) -> bool:
    """Note the copies and the flags; False if another worker was faster, or the file may no longer be opened."""
    locked = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if not locked.readable or locked.preview != Evidence.Preview.DUE:
        return False
    Rendition.objects.bulk_create(
        Rendition(
            evidence=locked,
            kind=kind,
            file=file.name,
            sha256=file.sha256,
            size=file.size,
            media_type="image/webp",
            width=seen.sizes[kind][0],
            height=seen.sizes[kind][1],
        )
        for kind, file in written.items()
    )
    made = {kind: file.sha256 for kind, file in written.items()}
    take("prepare", locked, by=SYSTEM, sha256=locked.sha256, made=made, flags=seen.flags)
    locked.flags, locked.preview = seen.flags, verdict(seen)
    locked.save(update_fields=["flags", "preview"])
    return True


def verdict(seen: Seen) -> Evidence.Preview:
    if seen.pictures:
        return Evidence.Preview.MADE
    return Evidence.Preview.REFUSED if seen.flags else Evidence.Preview.NONE


def look_into(path: Path, media_type: str) -> Seen:
    """Let a child look; one that takes too much time, memory or words is ended, and we know no more than that."""
    limits = [str(settings.PREVIEW_CPU_SECONDS), str(darkroom.MEMORY)]
    command = [sys.executable, "-I", darkroom.__file__, media_type, str(path), *limits]
    child = subprocess.Popen(  # noqa: S603  our own script; the path is one that we made
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/"
    )
    watch = threading.Timer(PATIENCE, child.kill)
    watch.start()
    try:
        told = child.stdout.read(MOST_BYTES + 1) if child.stdout else b""
    finally:
        watch.cancel()
        child.kill()
        child.communicate()
    return understood(told) or Seen(["too-heavy"])


def understood(told: bytes) -> Seen | None:
    """What the child said, which may be anything: None unless it is what an honest one would say."""
    line, _, rest = told.partition(b"\n")
    try:
        said: dict[str, Any] = json.loads(line)
        flags = [flag for flag in said["flags"] if flag in FLAGS]
        pictures, sizes = {}, {}
        for (kind, length), (width, height) in zip(said["pictures"], said["sizes"], strict=True):
            data, rest = rest[:length], rest[length:]
            if kind not in darkroom.SIDES or len(data) != length or (data[:4], data[8:12]) != LIKE_WEBP:
                return None
            pictures[kind], sizes[kind] = data, (int(width), int(height))
    except (ValueError, KeyError, TypeError):
        return None
    return Seen(flags, pictures, sizes) if flags or pictures else None
