"""The demo's pictures, drawn here and kept under the hash of their bytes."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from ipr_portal.demo.canvas import HEIGHT, WIDTH, Canvas, Palette
from ipr_portal.demo.goods_drawn import DRAWN

PALETTES = (
    Palette("#EEF2F3", "#DCE4E6", "#2F6F7E", "#173B46", "#5E9AA6", "#F2B84B"),
    Palette("#F6F0E8", "#E8DCCB", "#B5533C", "#5A2A20", "#D98A6E", "#F3D9A4"),
    Palette("#EFEFF6", "#DDDDEC", "#4B4E8F", "#26284F", "#8386BF", "#F0A7A0"),
    Palette("#EFF4EC", "#DBE6D4", "#4F7A4A", "#274024", "#88B07F", "#F4D35E"),
    Palette("#F5EEF1", "#E8D9DF", "#8C3F5D", "#481F30", "#C27D99", "#F6C667"),
    Palette("#F2F2F0", "#E0E0DC", "#4A4A4A", "#222222", "#8C8C88", "#D9A441"),
)


@dataclass(frozen=True)
class Picture:
    """One file, named by what it holds."""

    content: bytes
    sha256: str

    @property
    def name(self) -> str:
        return f"listings/{self.sha256}.png"


@cache
def of_goods(kind: str, brand: str, colours: int) -> Picture:
    """Goods on a table before a wall, with the brand on them."""
    canvas = Canvas(PALETTES[colours % len(PALETTES)])
    canvas.box(0, 440, WIDTH, HEIGHT - 440, canvas.colours.table)
    canvas.oval(200, 478, 400, 52, canvas.colours.light if colours % 2 else canvas.colours.table)
    DRAWN[kind](canvas, brand)
    return _kept(canvas)


@cache
def of_mark(word: str, colours: int) -> Picture:
    """A figurative mark: a sign and the word, as a register shows it."""
    palette = PALETTES[colours % len(PALETTES)]
    canvas = Canvas(Palette("#FFFFFF", "#FFFFFF", palette.main, palette.deep, palette.light, palette.accent))
    canvas.oval(300, 110, 200, 200, palette.main)
    canvas.shape([(400, 130), (470, 280), (400, 245), (330, 280)], "#FFFFFF")
    canvas.oval(380, 262, 40, 40, palette.accent)
    canvas.text(400, 410, word, 64, palette.deep, 14)
    return _kept(canvas)


@cache
def of_paper(title: str, lines: tuple[str, ...]) -> Picture:
    """A sheet of paper with a few words on it: a register's extract, a test purchase, a comparison."""
    canvas = Canvas(Palette("#E9EDF2", "#E9EDF2", "#3E4A5C", "#17212F", "#D5DBE4", "#0B5D73"))
    canvas.box(150, 30, 500, 540, "#FFFFFF", 6)
    canvas.box(150, 30, 500, 12, "#0B5D73", 6)
    canvas.text(400, 90, title, 26, "#17212F")
    for row, line in enumerate(lines):
        canvas.text(400, 150 + row * 34, line, 17, "#3E4A5C")
    for row in range(len(lines), 11):
        canvas.box(200, 146 + row * 34, 400 - (row % 3) * 60, 8, "#E9EDF2", 4)
    canvas.text(400, 540, "Made for a demo. Nothing here is real.", 14, "#5B677B")
    return _kept(canvas)


def _kept(canvas: Canvas) -> Picture:
    content = canvas.png()
    return Picture(content, hashlib.sha256(content).hexdigest())


def store(picture: Picture) -> str:
    """Write the file where the portal and the stand-in marketplace look for it; returns the portal's name for it."""
    put(Path(settings.MEDIA_ROOT) / picture.name, picture)
    put(Path(settings.HOME) / "sandbox" / "images" / f"{picture.sha256}.png", picture)
    return picture.name


def put(path: Path, picture: Picture) -> None:
    """Its name tells its content, so what is there already is right."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture.content)
