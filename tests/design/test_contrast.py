"""Every pair of colours that carries text or meaning, computed from the tokens in the stylesheet."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parents[2] / "static" / "app.css").read_text()
PAIRS = dict(re.findall(r"--([\w-]+): (light-dark\(#\w{6}, #\w{6}\))", CSS))
TOKENS = {name: re.findall(r"#\w{6}", value) for name, value in PAIRS.items()}
TONES = ["neutral", "info", "wait", "work", "stop", "ok", "dispute"]

TEXT = [
    *[(ink, ground, 4.5) for ink in ("ink", "ink-2", "ink-3") for ground in ("page", "surface", "sunken")],
    *[(ink, "accent-soft", 4.5) for ink in ("ink", "ink-2", "ink-3", "accent", "accent-hover")],
    *[("accent", ground, 4.5) for ground in ("page", "surface", "sunken")],
    ("on-accent", "accent", 4.5),
    ("on-accent", "accent-hover", 4.5),
    ("on-bar", "bar", 7),
    ("on-bar-2", "bar", 4.5),
    ("stop-ink", "surface", 4.5),
    ("stop-ink", "page", 4.5),
    *[(f"{tone}-ink", f"{tone}-soft", 6.5) for tone in TONES],
    *[(ink, f"{tone}-soft", 4.5) for tone in TONES for ink in ("ink", "accent")],
]
SHAPES = [
    *[(f"{tone}-mark", ground, 3) for tone in TONES for ground in ("surface", "page")],
    *[("focus", ground, 3) for ground in ("surface", "page", "sunken")],
    *[("edge", ground, 3) for ground in ("surface", "page")],
]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), TEXT + SHAPES)
def test_contrast(front: str, ground: str, least: float, scheme: int) -> None:
    found = ratio(TOKENS[front][scheme], TOKENS[ground][scheme])
    assert found >= least, f"{front} on {ground}: {found:.2f}"


def test_old_phones_get_the_same_light_colours() -> None:
    fallback = CSS.split("@supports not (color: light-dark", 1)[1].split("\n  }\n", 1)[0]
    given = dict(re.findall(r"--([\w-]+): (#\w{6});", fallback))
    assert given
    assert given == {name: TOKENS[name][0] for name in given}
