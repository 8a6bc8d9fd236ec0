"""Takes in files: looked at by content, kept byte for byte under a random name, known by their SHA-256."""

import hashlib
import os
import secrets
import unicodedata
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from accounts.models import Organisation, User
from rights.models import Evidence

IMAGES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
ENDINGS = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "eml": "message/rfc822",
}
MOST_PIXELS = 40_000_000
MOST_FRAMES = 500
LONGEST_NAME = 120
MARKUP = ("<!doctype", "<html", "<svg", "<?xml", "<script", "<?php", "#!")
# Said to the person who sent the file.
WORDS = {
    "file-empty": _("The file is empty."),
    "file-too-large": _("The file is bigger than 25 MB."),
    "file-type-not-allowed": _("We take photos (PNG, JPEG, WebP, GIF), PDF, plain text and saved emails (EML)."),
    "file-type-mismatch": _("What is inside the file does not fit its name. Please save it again and send that."),
    "image-too-large": _("The picture has more than 40 million points. Please send a smaller one."),
    "file-damaged": _("We cannot read this picture; the file seems damaged."),
}


class Unfit(Exception):
    """A file that we do not take. `code` is stable, the text is for people."""

    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(str(WORDS[code]))
        self.code, self.name = code, name


def store(*, organisation: Organisation, uploaded_by: User | None, upload: "UploadedFile[Any]") -> Evidence:
    """Keep the file safely on disk, and only then write its row. Raises Unfit."""
    name = shown_name(upload.name or "")
    ending = name.rpartition(".")[2].lower() if "." in name.strip(".") else ""
    if ending not in ENDINGS or "%00" in name or name.startswith("."):
        raise Unfit("file-type-not-allowed", name)
    relative = f"evidence/{secrets.token_hex(1)}/{secrets.token_hex(16)}"
    path = Path(settings.MEDIA_ROOT) / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        size, digest = write(upload, path)
        media_type = recognised(path, ENDINGS[ending])
        settle(path)
        return Evidence.objects.create(
            organisation=organisation,
            uploaded_by=uploaded_by,
            name=name,
            sha256=digest,
            size=size,
            media_type=media_type,
            file=relative,
        )
    except Unfit as unfit:
        path.unlink(missing_ok=True)
        raise Unfit(unfit.code, name) from None
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def shown_name(name: str) -> str:
    """A name fit to show: no folders, no control or direction characters, not too long; never used on disk."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    plain = "".join(c for c in base if not unicodedata.category(c).startswith("C")).strip()
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{ending[:12]}"


def write(upload: "UploadedFile[Any]", path: Path) -> tuple[int, str]:
    """Copy and hash in one pass, then make the disk keep it."""
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        for chunk in chunks(upload):
            size += len(chunk)
            if size > settings.EVIDENCE_MAX_BYTES:
                raise Unfit("file-too-large")
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if size == 0:
        raise Unfit("file-empty")
    return size, digest.hexdigest()


def chunks(upload: "UploadedFile[Any]") -> Iterator[bytes]:
    yield from upload.chunks()


def settle(path: Path) -> None:
    """Make the folder remember the name, too."""
    path.chmod(settings.FILE_UPLOAD_PERMISSIONS or 0o640)
    for folder in (path.parent, path.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def recognised(path: Path, promised: str) -> str:
    """The kind of file by its content, which must be the kind its name promises. Raises Unfit."""
    with path.open("rb") as file:
        found = kind_of(file, promised)
    if found != promised:
        raise Unfit("file-type-mismatch")
    return found


def kind_of(file: BinaryIO, promised: str) -> str:
    head = file.read(1024)
    file.seek(0)
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if promised in IMAGES.values():
        return kind_of_image(file)
    return promised if promised != "application/pdf" and is_text(file.read()) else ""


def kind_of_image(file: BinaryIO) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(file, formats=list(IMAGES))
            too_big = image.width * image.height > MOST_PIXELS or getattr(image, "n_frames", 1) > MOST_FRAMES
            kind = IMAGES[str(image.format)]
            if not too_big:
                image.verify()
    except Image.DecompressionBombError:
        too_big, kind = True, ""
    except UnidentifiedImageError:
        return ""
    except Exception as error:  # Pillow raises many kinds for damaged files
        raise Unfit("file-damaged") from error
    if too_big:
        raise Unfit("image-too-large")
    return kind


def is_text(data: bytes) -> bool:
    """Letters and line breaks only, and no page or program in disguise."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    if text.lstrip("\ufeff \t\r\n").lower().startswith(MARKUP):
        return False
    return not any(unicodedata.category(c) == "Cc" and c not in "\t\r\n\f" for c in text)
