"""Makes pictures of a file that nobody trusts: a script for a process of its own, with little time, memory and reach.

`python -I darkroom.py KIND FILE` writes one line of JSON to its output, and then the pictures it names, one after the
other. It imports nothing of the portal. Whatever the file does to the libraries that read it, it does it here.
"""

import ctypes
import io
import json
import re
import resource
import sys
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from PIL import Image, ImageCms, ImageOps

CPU_SECONDS, MEMORY = 10, 512 * 1024 * 1024
MOST_PIXELS, MOST_PAGES, MOST_INFLATED = 40_000_000, 2_000, 96 * 1024 * 1024
SIDES = {"shared": 2000, "thumb": 320}
PDF = "application/pdf"
NEW_USER_AND_NETWORK = 0x10000000 | 0x40000000
FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/gif": "GIF"}

# What makes a PDF act instead of only being read. A name may be spelled with #xx for any letter.
ACTING = {
    "javascript": re.compile(rb"/JavaScript(?![A-Za-z])|/JS\s*(?:\(|\d+\s+\d+\s+R)"),
    "launch": re.compile(rb"/Launch(?![A-Za-z])"),
    "embedded-files": re.compile(rb"/(?:EmbeddedFiles?|Filespec(?=.{0,400}/EF)|RichMedia)(?![A-Za-z])", re.DOTALL),
    "form-program": re.compile(rb"/XFA(?![A-Za-z])"),
}
SPELLED = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"stream\r?\n")
AN_ARCHIVE_TOO = b"PK\x05\x06"


def shut_in(cpu_seconds: int, memory: int) -> None:
    """Set the limits. No new file or socket can be opened from here on; where the kernel lets us, no network exists."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    ctypes.CDLL(None).unshare(NEW_USER_AND_NETWORK)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def warm_up(kind: str) -> None:
    """Load from disk all that the libraries load late, on a picture of our own."""
    out, name = io.BytesIO(), FORMATS.get(kind, "PNG")
    Image.new("RGB", (2, 2)).save(out, name)
    pictures_of(Image.open(out, formats=[name]))
    ImageCms.createProfile("sRGB")
    if kind == PDF:
        import pypdfium2.raw

        page = pypdfium2.PdfDocument.new()
        page.new_page(9, 9)
        page[0].render().to_pil()


def pictures_of(image: Image.Image) -> dict[str, bytes]:
    """Two sizes, drawn anew: neither place nor camera nor hidden text of the original survives."""
    profile = image.info.get("icc_profile")
    if image.mode in {"P", "PA", "LA", "I", "I;16", "F", "1"}:
        image = image.convert("RGBA" if "transparency" in image.info or image.mode in {"PA", "LA"} else "RGB")
    made = {}
    for kind, side in SIDES.items():
        image.thumbnail((side, side), Image.Resampling.LANCZOS)
        made[kind] = drawn(ImageOps.exif_transpose(image), profile)
    return made


def drawn(image: Image.Image, profile: bytes | None) -> bytes:
    plain = in_screen_colours(image, profile) if profile else image
    if plain.mode not in {"RGB", "RGBA"}:
        plain = plain.convert("RGB")
    out = io.BytesIO()
    plain.save(out, "WEBP", quality=86, method=3, exif=b"", xmp=b"", icc_profile=b"")
    return out.getvalue()


def in_screen_colours(image: Image.Image, profile: bytes) -> Image.Image:
    """The same colours for every screen; a profile that cannot be read is left out."""
    try:
        own, screen = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
        target = "RGBA" if image.mode == "RGBA" else "RGB"
        return ImageCms.profileToProfile(image, own, screen, outputMode=target) or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def look_at_picture(kind: str, file: BinaryIO) -> tuple[list[str], dict[str, bytes]]:
    image = Image.open(file, formats=[FORMATS[kind]])
    if image.width * image.height > MOST_PIXELS:
        return ["too-large"], {}
    made = pictures_of(image)
    return ["archive-inside"] if is_archive_too(file) else [], made


def is_archive_too(file: BinaryIO) -> bool:
    """Whether an unpacker would take this for an archive: its directory stands at the end."""
    file.seek(0, io.SEEK_END)
    file.seek(max(0, file.tell() - 66_000))
    return AN_ARCHIVE_TOO in file.read()


def look_at_pdf(file: BinaryIO) -> tuple[list[str], dict[str, bytes]]:
    """The first page, unless something in the file would act on whoever opens it."""
    import pypdfium2 as pdfium

    data = file.read()
    flags = sorted(acting(data))
    if b"/Encrypt" in data:
        return [*flags, "encrypted"], {}
    if flags:
        return flags, {}
    document = pdfium.PdfDocument(data)
    if len(document) > MOST_PAGES:
        return ["too-long"], {}
    if flags := sorted(acting_by_library(document)):
        return flags, {}
    page = document[0]
    scale = min(SIDES["shared"] / max(page.get_width(), page.get_height(), 1.0), 4.0)
    image = page.render(scale=scale, may_draw_forms=False).to_pil()
    return ["archive-inside"] if is_archive_too(file) else [], pictures_of(image)


def acting(data: bytes) -> set[str]:
    """Names that make a reader act, in the file and in the objects packed inside it."""
    return {flag for part in parts(data) for flag, name in ACTING.items() if name.search(part)}


def parts(data: bytes) -> Iterator[bytes]:
    yield spelled_out(data)
    left = MOST_INFLATED
    for begin in STREAM.finditer(data):
        if b"/ObjStm" not in data[max(0, begin.start() - 400) : begin.start()]:
            continue  # pixels and letters, which do nothing
        unpacked = inflated(memoryview(data)[begin.end() :], left)
        left -= len(unpacked)
        yield spelled_out(unpacked)
        if left <= 0:
            raise MemoryError


def inflated(data: memoryview, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, most)
    except zlib.error:
        return b""


def spelled_out(data: bytes) -> bytes:
    return SPELLED.sub(lambda found: bytes([int(found[1], 16)]), data)


def acting_by_library(document: Any) -> Iterator[str]:
    import pypdfium2.raw as raw

    if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        yield "javascript"
    if raw.FPDFDoc_GetAttachmentCount(document) > 0:
        yield "embedded-files"


def look(kind: str, file: BinaryIO) -> tuple[list[str], dict[str, bytes]]:
    try:
        return look_at_pdf(file) if kind == PDF else look_at_picture(kind, file)
    except (MemoryError, Image.DecompressionBombError):
        return ["too-large"], {}
    except Exception:  # the libraries raise many kinds for damaged files
        return ["unreadable"], {}


def main(kind: str, path: str, cpu_seconds: str, memory: str) -> None:
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warm_up(kind)
    with open(path, "rb") as file:  # noqa: PTH123
        shut_in(int(cpu_seconds), int(memory))
        flags, made = look(kind, file)
    told = {"flags": flags, "pictures": [[name, len(data)] for name, data in made.items()]}
    sizes = [Image.open(io.BytesIO(data)).size for data in made.values()]
    told["sizes"] = sizes
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + b"".join(made.values()))


if __name__ == "__main__":
    main(*sys.argv[1:])
