"""When an offer looks like one that was removed: pure functions on titles, pictures and product numbers.

Titles are compared by the Jaccard index of their four-letter shingles; MinHash bands find candidates without comparing
everything with everything. Pictures are compared by their bytes, and by a difference hash of 64 bits.
"""

import hashlib
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cache

from PIL import Image

SHINGLE = 4
BANDS, ROWS = 12, 3  # titles alike by 0.7 share a band with 99 %, by 0.3 with 28 %
PRIME = (1 << 61) - 1
ALIKE_BITS = 8  # pictures that differ in no more of their 64 bits look the same
NEAR_TITLE, SOME_TITLE = 0.7, 0.4
STRONG, WEAK = 0.75, 0.5
MOST_PICTURES = 10
GTIN = re.compile(r"\b(?:EAN|GTIN|UPC|ISBN)[\s:#-]*([0-9][0-9 -]{6,20}[0-9])", re.IGNORECASE)


@dataclass(frozen=True)
class Traits:
    """What an offer is compared by. `pictures` are hashes of bytes, `shapes` what pictures look like."""

    title: str
    brand: str = ""
    seller: int = 0
    pictures: frozenset[str] = frozenset()
    shapes: frozenset[int] = frozenset()
    gtins: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Match:
    """How much two offers are alike, from 0 to 1, and by what."""

    score: float
    why: tuple[str, ...]

    @property
    def strong(self) -> bool:
        return self.score >= STRONG

    @property
    def weak(self) -> bool:
        """Enough to look at the pictures, not enough to bother anybody."""
        return WEAK <= self.score < STRONG


def compare(removed: Traits, offered: Traits) -> Match:
    """Each likeness makes it more likely, none makes it certain: what remains of the doubt is multiplied."""
    weights = dict(_likenesses(removed, offered))
    doubt = 1.0
    for weight in weights.values():
        doubt *= 1 - weight
    return Match(round(1 - doubt, 3), tuple(weights))


def _likenesses(removed: Traits, offered: Traits) -> Iterable[tuple[str, float]]:
    if removed.pictures & offered.pictures:
        yield "picture", 0.8
    elif alike(removed.shapes, offered.shapes):
        yield "alike", 0.65
    likeness = jaccard(shingles(removed.title), shingles(offered.title))
    if likeness >= NEAR_TITLE:
        yield "title", 0.6 + 0.3 * (likeness - NEAR_TITLE) / (1 - NEAR_TITLE)
    elif likeness >= SOME_TITLE:
        yield "some_title", 0.35
    if removed.gtins & offered.gtins:
        yield "gtin", 0.6
    if removed.seller and removed.seller == offered.seller:
        yield "seller", 0.4
    if removed.brand and normal(removed.brand) == normal(offered.brand):
        yield "brand", 0.1


def normal(text: str) -> str:
    """Words in small letters, one space apart, without signs and accents; look-alike letters of wide forms folded."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(letters.split())


def shingles(title: str) -> frozenset[str]:
    """Every run of four letters; a shorter title is its own."""
    text = normal(title)
    if len(text) <= SHINGLE:
        return frozenset({text}) if text else frozenset()
    return frozenset(text[start : start + SHINGLE] for start in range(len(text) - SHINGLE + 1))


def jaccard(one: Set[str], other: Set[str]) -> float:
    together = len(one | other)
    return len(one & other) / together if together else 0.0


def marks(traits: Traits) -> set[str]:
    """Short names under which an offer is found again: equal pictures, numbers, and bands of alike titles."""
    found = {f"p:{sha256}" for sha256 in traits.pictures} | {f"g:{gtin}" for gtin in traits.gtins}
    return found | set(bands(shingles(traits.title)))


def bands(pieces: Set[str]) -> list[str]:
    """MinHash of the shingles, cut in bands; two titles share a band the more likely, the more they are alike."""
    if not pieces:
        return []
    hashes = [int.from_bytes(hashlib.blake2b(piece.encode(), digest_size=8).digest(), "big") for piece in pieces]
    least = [min((a * h + b) % PRIME for h in hashes) for a, b in _turns()]
    return [
        f"t{n}:" + hashlib.blake2b(repr(least[n * ROWS : (n + 1) * ROWS]).encode(), digest_size=8).hexdigest()
        for n in range(BANDS)
    ]


@cache
def _turns() -> tuple[tuple[int, int], ...]:
    """The same pairs of numbers in every process and for ever: stored bands rest on them."""

    def number(n: int, name: str) -> int:
        return int.from_bytes(hashlib.blake2b(f"{name}{n}".encode(), digest_size=7).digest(), "big") + 1

    return tuple((number(n, "a"), number(n, "b")) for n in range(BANDS * ROWS))


def gtins_in(text: str) -> frozenset[str]:
    """Product numbers named as such, whose check digit is right; in the form of 14 digits."""
    found = (re.sub(r"[ -]", "", number) for number in GTIN.findall(text))
    return frozenset(number.zfill(14) for number in found if is_gtin(number))


def is_gtin(number: str) -> bool:
    if len(number) not in {8, 12, 13, 14} or not number.isascii() or not number.isdecimal():
        return False
    digits = [int(digit) for digit in number.zfill(14)]
    total = sum(digit * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits[:-1]))
    return (10 - total % 10) % 10 == digits[-1]


def shape(picture: bytes) -> int:
    """What a picture looks like, in 64 bits: whether each of 8 × 8 fields is lighter than its neighbour (dHash).

    Only for pictures that we drew ourselves; those of strangers are drawn anew in a process of their own first.
    """
    small = Image.open(io.BytesIO(picture)).convert("L").resize((9, 8), Image.Resampling.LANCZOS)
    grey = small.tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            left, right = grey[row * 9 + column], grey[row * 9 + column + 1]
            bits = bits << 1 | (left < right)
    return bits


def alike(some: Iterable[int], others: Sequence[int] | Set[int]) -> bool:
    return any((one ^ other).bit_count() <= ALIKE_BITS for one in some for other in others)
