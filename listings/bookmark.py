"""How far the reading of a file has come, kept beside it, so that an interrupted import goes on from there."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

PIECE = 1 << 20
LONGEST_LINE = 8_000_000


@dataclass
class Bookmark:
    """Belongs to one content of the file: when the content changes, reading starts anew."""

    path: Path
    sha256: str
    offset: int = 0
    rows: int = 0
    accepted: int = 0
    refused: int = 0
    known: int = 0
    reported: int = 0  # bytes of the report that belong to these rows
    finished: bool = False
    reasons: dict[str, int] = field(default_factory=dict)

    @classmethod
    def open(cls, file: Path, purpose: str) -> "Bookmark":
        path = beside(file, f".{purpose}.json")
        fresh = cls(path, digest(file))
        try:
            known = json.loads(path.read_text())
        except (FileNotFoundError, ValueError):
            return fresh
        return cls(path, **known) if known.get("sha256") == fresh.sha256 else fresh

    def forget(self) -> "Bookmark":
        return Bookmark(self.path, self.sha256)

    def keep(self) -> None:
        """Written beside and moved into place: a crash leaves the old one or the new one, whole."""
        told = asdict(self)
        del told["path"]
        beside_it = self.path.with_name(self.path.name + ".new")
        beside_it.write_text(json.dumps(told, indent=2))
        beside_it.replace(self.path)

    def refuse(self, reason: str) -> None:
        self.refused += 1
        self.reasons[reason] = self.reasons.get(reason, 0) + 1

    def report(self, path: Path, header: str) -> BinaryIO:
        """The report file, cut back to what belongs to the rows that are done."""
        if not self.reported or not path.exists():
            path.write_text(header, encoding="utf-8")
            self.reported = path.stat().st_size
        file = path.open("r+b")
        file.truncate(self.reported)
        file.seek(self.reported)
        return file


def beside(file: Path, ending: str) -> Path:
    """Next to the file; in PORTAL_HOME/imports where the file's folder is not ours to write."""
    folder = file.resolve().parent
    closed = not folder.stat().st_mode & 0o222  # asked as well, because the superuser is never refused
    if closed or not os.access(folder, os.W_OK):
        folder = Path(settings.HOME) / "imports"
        folder.mkdir(parents=True, exist_ok=True)
    return folder / (file.name + ending)


def digest(file: Path) -> str:
    whole = hashlib.sha256()
    with file.open("rb") as handle:
        while piece := handle.read(PIECE):
            whole.update(piece)
    return whole.hexdigest()


def lines(handle: BinaryIO) -> Iterator[bytes]:
    """The lines of a file, none longer than LONGEST_LINE: of a longer one only the beginning is kept."""
    while line := handle.readline(LONGEST_LINE):
        whole = line
        while not whole.endswith(b"\n") and (whole := handle.readline(LONGEST_LINE)):
            pass
        yield line
