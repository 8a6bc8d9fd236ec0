"""Drawing flat pictures: points in an 800 × 600 field, drawn twice as large and brought down for smooth edges."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, SCALE = 800, 600, 2
COLOURS = 64  # enough for flat colours and their edges; keeps a picture near ten kilobytes
Point = tuple[float, float]


@dataclass(frozen=True)
class Palette:
    """The colours of one picture."""

    wall: str
    table: str
    main: str
    deep: str
    light: str
    accent: str


class Canvas:
    """A picture being drawn."""

    def __init__(self, palette: Palette) -> None:
        self.colours = palette
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), palette.wall)
        self.draw = ImageDraw.Draw(self.image)

    def box(self, x: float, y: float, w: float, h: float, fill: str, radius: float = 0) -> None:
        self.draw.rounded_rectangle(self._frame(x, y, w, h), radius * SCALE, fill=fill)

    def oval(self, x: float, y: float, w: float, h: float, fill: str) -> None:
        self.draw.ellipse(self._frame(x, y, w, h), fill=fill)

    def ring(self, x: float, y: float, w: float, h: float, colour: str, width: float) -> None:
        self.draw.ellipse(self._frame(x, y, w, h), outline=colour, width=int(width * SCALE))

    def arc(self, x: float, y: float, w: float, h: float, colour: str, width: float, turn: tuple[int, int]) -> None:
        self.draw.arc(self._frame(x, y, w, h), *turn, fill=colour, width=int(width * SCALE))

    def shape(self, points: Sequence[Point], fill: str) -> None:
        self.draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=fill)

    def line(self, points: Sequence[Point], colour: str, width: float) -> None:
        corners = [(x * SCALE, y * SCALE) for x, y in points]
        self.draw.line(corners, fill=colour, width=int(width * SCALE), joint="curve")

    def text(self, x: float, y: float, words: str, size: float, colour: str, spacing: float = 0) -> None:
        """Words centred on a point, letter by letter where they are spaced."""
        font = ImageFont.load_default(int(size * SCALE))
        if not spacing:
            self.draw.text((x * SCALE, y * SCALE), words, font=font, fill=colour, anchor="mm")
            return
        gap = spacing * SCALE
        widths = [font.getlength(letter) for letter in words]
        left = x * SCALE - (sum(widths) + gap * (len(words) - 1)) / 2
        for letter, width in zip(words, widths, strict=True):
            self.draw.text((left, y * SCALE), letter, font=font, fill=colour, anchor="lm")
            left += width + gap

    def png(self) -> bytes:
        small = self.image.reduce(SCALE).quantize(COLOURS, method=Image.Quantize.FASTOCTREE)
        file = io.BytesIO()
        small.save(file, "PNG", optimize=False, compress_level=6)
        return file.getvalue()

    def _frame(self, x: float, y: float, w: float, h: float) -> tuple[float, float, float, float]:
        return x * SCALE, y * SCALE, (x + w) * SCALE - 1, (y + h) * SCALE - 1
