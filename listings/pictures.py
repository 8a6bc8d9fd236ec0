"""Pictures of listings by the hash of their bytes: sealed ones stay for good, the others as long as they are shown.

Files are stored under their hash and never overwritten; whoever removes one asks `may_go` first.
"""

import hashlib
import logging
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from docket import clock
from listings.models import ListingImage, SealedPicture

log = logging.getLogger(__name__)
# The first bytes of the kinds of pictures that are shown; a picture's name and its sender promise nothing.
KINDS = ((b"\x89PNG\r\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"))


def opened(sha256: str) -> tuple[BinaryIO, str] | None:
    """The picture and its kind; None if there is none, or if it is no picture."""
    name = place_of(sha256)
    path = Path(settings.MEDIA_ROOT) / name if name else None
    if path is None or not path.is_file():
        return None
    file = path.open("rb")
    if kind := kind_of(file):
        return file, kind
    file.close()
    return None


def place_of(sha256: str) -> str:
    sealed = SealedPicture.objects.filter(sha256=sha256).values_list("file", flat=True).first()
    return sealed or ListingImage.objects.filter(sha256=sha256).values_list("file", flat=True).first() or ""


def kind_of(file: BinaryIO) -> str:
    head = file.read(16)
    file.seek(0)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in KINDS if head.startswith(start)), "")


def may_go(sha256: str) -> bool:
    """Whether no sealed copy shows this picture, so that its bytes may be removed."""
    return not SealedPicture.objects.filter(sha256=sha256).exists()


def check_some() -> None:
    """Periodic job, each minute another part by the hash's first letters: all of them within some four hours."""
    minute = int(clock.real().timestamp() // 60)
    for sha256 in damaged(f"{minute % 256:02x}"):
        log.error("the sealed picture %s is damaged or missing on disk; bring it back from a backup", sha256)


def damaged(beginning: str = "") -> list[str]:
    """Sealed pictures whose bytes are missing or others than were sealed."""
    found = SealedPicture.objects.filter(sha256__startswith=beginning).values_list("sha256", "file")
    return [sha256 for sha256, name in found.iterator() if not is_whole(Path(settings.MEDIA_ROOT) / name, sha256)]


def is_whole(path: Path, sha256: str) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return False
