"""A small collection of files that mean harm, made here so that none has to be kept."""

import io
import struct
import zlib
from collections.abc import Iterator

from PIL import Image


def png(size: tuple[int, int] = (40, 30), mode: str = "RGB", **how: object) -> bytes:
    return saved(Image.new(mode, size, 1), "PNG", **how)


def saved(image: Image.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)  # type: ignore[arg-type]
    return out.getvalue()


def photo_with_secrets(kind: str = "JPEG") -> bytes:
    """What a phone writes into a picture: camera, owner, place, and that it stands on its side."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112], exif[0x013B] = "SecretCam", "Model-77", 6, "Planted Person"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>planted-xmp</x:xmpmeta>"
    return saved(Image.new("RGB", (120, 80), "navy"), kind, exif=exif.tobytes(), xmp=xmp)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))


def png_that_claims(width: int, height: int, pixels: bytes = b"") -> bytes:
    head = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def pixel_flood(side: int = 60_000) -> bytes:
    return png_that_claims(side, side, zlib.compress(b"\0" * 1000))


def bomb_in_pixels(megabytes: int) -> bytes:
    """A small picture whose pixels unpack to far more than it has room for."""
    packer = zlib.compressobj(9)
    pixels = b"".join(packer.compress(b"\0" * 2**20) for _ in range(megabytes)) + packer.flush()
    return png_that_claims(100, 100, pixels)


def bomb_in_words(megabytes: int) -> bytes:
    packer = zlib.compressobj(9)
    words = b"".join(packer.compress(b"a" * 2**20) for _ in range(megabytes)) + packer.flush()
    return png_with(chunk(b"zTXt", b"Comment\0\0" + words))


def png_with(extra: bytes) -> bytes:
    plain = png()
    return plain[:33] + extra + plain[33:]


def film(frames: int = 10_000) -> bytes:
    first = saved(Image.new("P", (2, 2)), "GIF")
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 2, 2, 0) + b"\x02\x02\x84\x51\x00"
    return first[:-1] + frame * frames + b"\x3b"


def objects(*bodies: bytes, root: int = 1) -> bytes:
    whole = b"%PDF-1.7\n" + b"".join(b"%d 0 obj%s endobj\n" % (n, body) for n, body in enumerate(bodies, 1))
    return whole + b"trailer<</Root %d 0 R/Size %d>>\n%%%%EOF" % (root, len(bodies) + 1)


PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]>>"


def pdf(extra_in_root: bytes = b"", *more: bytes) -> bytes:
    return objects(b"<</Type/Catalog/Pages 2 0 R%s>>" % extra_in_root, PAGES, PAGE, *more)


def packed(body: bytes) -> bytes:
    """An object inside a compressed stream, where a plain search does not see it."""
    data = zlib.compress(b"9 0 " + body)
    return b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(data), data)


ACTING_PDFS = {
    "javascript": pdf(b"/OpenAction 4 0 R", b"<</S/JavaScript/JS(app.alert\\(1\\))>>"),
    "javascript, spelled": pdf(b"/OpenAction 4 0 R", b"<</S/J#61vaScript/J#53(app.alert\\(1\\))>>"),
    "javascript, packed": pdf(b"/OpenAction 9 0 R", packed(b"<</S/JavaScript/JS(app.alert\\(1\\))>>")),
    "launch": pdf(b"/OpenAction 4 0 R", b"<</S/Launch/F(cmd.exe)>>"),
    "embedded-files": pdf(b"/Names<</EmbeddedFiles<</Names[(a) 4 0 R]>>>>", b"<</Type/Filespec/EF<</F 5 0 R>>>>"),
    "form-program": pdf(b"/AcroForm<</XFA[(a) 4 0 R]>>"),
    "encrypted": pdf() + b"<</Encrypt 4 0 R>>",
}


def corpus() -> Iterator[tuple[str, bytes]]:
    """Forty files: kinds by name, each in several sizes or breaks."""
    photo = photo_with_secrets()
    for cut in (3, 20, 200, len(photo) // 2, len(photo) - 2):
        yield "image/jpeg", photo[:cut]
    for side in (7_000, 60_000, 2**31 - 1):
        yield "image/png", pixel_flood(side)
    for megabytes in (1, 20, 70):
        yield "image/png", bomb_in_pixels(megabytes)
        yield "image/png", bomb_in_words(megabytes)
    for frames in (1, 100, 10_000):
        yield "image/gif", film(frames)
    for place in (40, 60, 70):
        yield "image/png", png()[:place] + b"\xff" * 8 + png()[place + 8 :]
    yield "image/webp", saved(Image.new("RGB", (9, 9)), "WEBP")[:-3]
    yield "image/webp", b"RIFF\xff\xff\xff\xffWEBPVP8 " + b"\xff" * 50
    yield "image/png", png_with(chunk(b"iCCP", b"x\0\0" + zlib.compress(b"\0" * 2**22)))
    for body in ACTING_PDFS.values():
        yield "application/pdf", body
    for depth in (1_000, 100_000, 1_000_000):
        yield "application/pdf", pdf(b"/Deep " + b"[" * depth + b"]" * depth)
    yield "application/pdf", objects(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 9>>")
    yield "application/pdf", objects(b"<</Type/Catalog/Pages 2 0 R>>", PAGES, PAGE.replace(b"300 400", b"9e9 9e9"))
    yield "application/pdf", b"%PDF-1.7\n" + b"\xff" * 4_000
    yield "application/pdf", pdf(b"", packed(b"[" * 90_000))
    bomb = zlib.compress(b" " * (120 * 2**20), 9)
    yield "application/pdf", pdf(b"", b"<</Type/ObjStm/Filter/FlateDecode>>stream\n" + bomb + b"\nendstream")
    yield "application/pdf", pdf().replace(b"Root 1", b"Root 99")
    yield "application/pdf", b"%PDF-" + bytes(range(256)) * 400
