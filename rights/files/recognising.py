"""What kind of file this is, by what is in it: the kind its name promises, or it is not taken."""

import unicodedata
import warnings
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

IMAGES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
PDF = "application/pdf"
HEIC = "image/heic"  # kept as it is; no decoder with a free licence makes a preview of it (docs/decisions/0011)
ENDINGS = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
    "heic": HEIC,
    "heif": HEIC,
    "pdf": PDF,
    "txt": "text/plain",
    "eml": "message/rfc822",
}
BRANDS_OF_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
MOST_PIXELS = 40_000_000
MOST_FRAMES = 500
MARKUP = ("<!doctype", "<html", "<svg", "<?xml", "<script", "<?php", "#!")
# Said to the person who sends a file.
TAKEN = _("Photos, PDF, text or saved emails (EML), up to 25 MB each.")
WORDS = {
    "file-empty": _("The file is empty."),
    "file-too-large": _("The file is bigger than 25 MB."),
    "file-type-not-allowed": _("We take photos (PNG, JPEG, WebP, GIF, HEIC), PDF, plain text and saved emails (EML)."),
    "file-type-mismatch": _("What is inside the file does not fit its name. Please save it again and send that."),
    "image-too-large": _("The picture has more than 40 million points. Please send a smaller one."),
    "file-damaged": _("We cannot read this picture; the file seems damaged."),
}


class Unfit(Exception):
    """A file that we do not take. `code` is stable, the text is for people."""

    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(str(WORDS[code]))
        self.code, self.name = code, name


def promised(name: str) -> str:
    """The kind of file that this name promises. Raises Unfit if we do not take it."""
    ending = name.rpartition(".")[2].lower() if "." in name.strip(".") else ""
    if ending not in ENDINGS or "%00" in name or name.startswith("."):
        raise Unfit("file-type-not-allowed")
    return ENDINGS[ending]


def recognised(path: Path, expected: str) -> str:
    """The kind of file by its content, which must be the one its name promises. Raises Unfit."""
    with path.open("rb") as file:
        found = kind_of(file, expected)
    if found != expected:
        raise Unfit("file-type-mismatch")
    return found


def kind_of(file: BinaryIO, expected: str) -> str:
    head = file.read(1024)
    file.seek(0)
    if head.startswith(b"%PDF-"):
        return PDF
    if head[4:8] == b"ftyp" and head[8:12] in BRANDS_OF_HEIC:
        return HEIC
    if expected in IMAGES.values():
        return kind_of_image(file)
    return expected if expected.startswith(("text/", "message/")) and is_text(file.read()) else ""


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
