"""What counts as looking like a removed offer: a table of pairs, and each likeness for itself."""

import io

import pytest
from PIL import Image, ImageDraw, ImageEnhance

from monitoring import matching
from monitoring.matching import Traits, compare

LAMP = Traits("LINDE Halo table lamp brass, free shipping", "LINDE", 7, frozenset({"a" * 64}))


def offer(title: str = "", brand: str = "", seller: int = 0, *pictures: str, **more: frozenset[int]) -> Traits:
    return Traits(title, brand, seller, frozenset(pictures), **more)  # type: ignore[arg-type]


PAIRS = [
    ("the same offer in another shop", offer(LAMP.title, "LINDE", 9, "a" * 64), "strong"),
    ("the same picture, other words, same shop", offer("Nice light for the desk", "", 7, "a" * 64), "strong"),
    ("the same picture only", offer("Nice light for the desk", "", 9, "a" * 64), "strong"),
    ("a near title in the same shop", offer("LINDE Halo table lamp, brass - FREE shipping!!", "", 7), "strong"),
    ("the same title elsewhere", offer(LAMP.title, "", 9), "strong"),
    ("a near title elsewhere", offer("LINDE Halo table lamp in brass, free delivery", "", 9), "none"),
    ("some words in the same shop", offer("LINDE Halo table lamp in brass, free delivery", "", 7), "weak"),
    ("another product of the same shop", offer("Speckled mug, set of four", "", 7), "none"),
    ("another product of the same brand", offer("LINDE Nacht floor reading light, chrome", "LINDE", 9), "none"),
    ("nothing", offer("Garden chair", "", 9, "b" * 64), "none"),
]


@pytest.mark.parametrize(("what", "offered", "expected"), PAIRS, ids=[pair[0] for pair in PAIRS])
def test_pairs(what: str, offered: Traits, expected: str) -> None:
    match = compare(LAMP, offered)
    assert ("strong" if match.strong else "weak" if match.weak else "none") == expected, match


def test_the_reasons_are_named() -> None:
    assert compare(LAMP, offer(LAMP.title, "linde", 7, "a" * 64)).why == ("picture", "title", "seller", "brand")
    assert compare(LAMP, offer("Garden chair")).why == ()


def test_spelling_does_not_hide_a_title() -> None:
    for title in ("ＬＩＮＤＥ Halo—table lamp brass / free shipping", "Línde HALO table lamp (brass) free shipping"):
        assert matching.jaccard(matching.shingles(LAMP.title), matching.shingles(title)) > 0.95, title


def test_bands_find_what_is_alike_and_hardly_anything_else() -> None:
    mine = set(matching.bands(matching.shingles(LAMP.title)))
    near = set(matching.bands(matching.shingles("LINDE Halo table lamp brass - free shipping now")))
    far = set(matching.bands(matching.shingles("Speckled mug, set of four, dishwasher safe")))
    assert len(mine) == matching.BANDS and mine & near and not mine & far
    assert matching.bands(frozenset()) == [] and matching.marks(Traits("")) == set()


def test_bands_never_change() -> None:
    """They are stored: another number would make every fingerprint deaf."""
    assert matching.bands(matching.shingles("LINDE lamp"))[0] == "t0:59a20996c2672519"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("EAN 4006381333931", {"04006381333931"}),
        ("gtin: 4006381 333931, new", {"04006381333931"}),
        ("EAN 4006381333932", set()),
        ("call 4006381333931", set()),
        ("UPC 036000291452", {"00036000291452"}),
        ("EAN 96385074", {"00000096385074"}),
    ],
)
def test_product_numbers_are_named_and_checked(text: str, found: set[str]) -> None:
    assert matching.gtins_in(text) == found


def drawn(colour: str = "navy", size: tuple[int, int] = (400, 300)) -> Image.Image:
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    pen.polygon([(size[0] * 0.35, size[1] * 0.2), (size[0] * 0.65, size[1] * 0.2), (size[0] * 0.8, size[1] * 0.6),
                 (size[0] * 0.2, size[1] * 0.6)], fill=colour)  # fmt: skip
    pen.rectangle([size[0] * 0.47, size[1] * 0.6, size[0] * 0.53, size[1] * 0.9], fill="black")
    return image


def saved(image: Image.Image, kind: str = "PNG", **how: int) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def test_a_picture_keeps_its_shape_through_size_format_and_light() -> None:
    original = matching.shape(saved(drawn()))
    copies = [
        saved(drawn(size=(801, 600))),
        saved(drawn(), "JPEG", quality=30),
        saved(ImageEnhance.Brightness(drawn()).enhance(0.8), "WEBP"),
    ]
    for copy in copies:
        assert matching.alike([original], [matching.shape(copy)])
    assert not matching.alike([original], [matching.shape(saved(drawn().transpose(Image.Transpose.ROTATE_90)))])


def test_alike_pictures_with_some_of_the_title_are_strong() -> None:
    shape = matching.shape(saved(drawn()))
    removed = Traits("LINDE Halo table lamp brass", shapes=frozenset({shape}))
    assert compare(removed, offer("LINDE lamp Halo, table, in brass", shapes=frozenset({shape ^ 0b111}))).strong
    assert not compare(removed, offer("Reading light", shapes=frozenset({shape}))).strong
