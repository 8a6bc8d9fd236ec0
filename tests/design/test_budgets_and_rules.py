"""Weight, strict content policy and icons: promises of the design that a later edit could break unseen."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
TEMPLATES = sorted(path for path in ROOT.glob("*/templates/**/*.html")) + sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if ".venv" not in path.parts]
INLINE = {
    "inline style": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.I),
    "style element": re.compile(r"<style\b", re.I),
    "htmx handler": re.compile(r"\shx-on|[\"']js:", re.I),
    "address of another site's file": re.compile(r"<(?:script|link|img)[^>]+(?:src|href)=[\"']https?://", re.I),
}


BUDGETS = [
    ("app.css work.css", 10_240),  # the whole product
    ("app.css", 6_912),  # sellers and the public
    ("app.js forms.js", 4_096),  # sellers and the public
    ("app.js", 1_792),  # a page without a form of its own
    ("keys.js", 3_072),
    ("marks.js", 2_560),
    ("progress.js", 1_024),
    ("queue.js", 1_536),
    ("icons.svg", 2_048),
]


@pytest.mark.parametrize(("names", "most"), BUDGETS)
def test_files_stay_within_their_weight(names: str, most: int) -> None:
    assert sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in names.split()) <= most


def classes_in(text: str) -> set[str]:
    """The classes that a template gives to its elements."""
    return {
        name for each in re.findall(r'class="([^"]*)"', text) for name in re.sub(r"{[{%].*?[}%]}", " ", each).split()
    }


WITH_WORK = {"tabs.html", "letter.html", "letters.html"}  # a part of the frame; pages for staff


@pytest.mark.parametrize("folder", ["notices/sellers", "notices/talk", "public", "account", "mfa", "notifications"])
def test_pages_for_sellers_and_the_public_need_no_more_than_their_own_sheet(folder: str) -> None:
    """What work.css alone styles is not to be seen there, unless the page asks for that sheet."""
    styled = [set(re.findall(r"\.([a-z][\w-]*)", (STATIC / name).read_text())) for name in ("work.css", "app.css")]
    only_work = styled[0] - styled[1]
    for path in sorted((ROOT / "templates" / folder).rglob("*.html")):
        text = path.read_text()
        asked = "components/work.html" in text or '"account/frame.html"' in text
        if not asked and path.name not in WITH_WORK:
            assert not classes_in(text) & only_work, path.name
            assert not re.search(r"<(?:table|dialog|progress|kbd)\b", text), path.name


@pytest.mark.parametrize("rule", INLINE)
def test_templates_obey_the_strict_content_policy(rule: str) -> None:
    pages = [path for path in PAGES if path.name != "layout.html"]  # a mail has no style sheet to fetch
    broken = [str(path.relative_to(ROOT)) for path in pages if INLINE[rule].search(path.read_text())]
    assert not broken, f"{rule} in {broken}"


def test_every_icon_named_exists() -> None:
    from ipr_portal.templatetags import portal

    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
    named = {icon for _tone, icon in portal.TONES.values()} | set(portal.TONE_ICONS.values()) | portal.TURNING
    for path in PAGES:
        text = path.read_text()
        named |= set(re.findall(r"{% icon [\"']([\w-]+)[\"']", text))
        named |= set(re.findall(r"\bicon=[\"']([\w-]+)[\"']", text))
        named |= set(re.findall(r"icons\.svg[^\"]*#([\w-]+)", text))
    assert named <= drawn, named - drawn


def test_stylesheet_has_its_layers_and_no_sides() -> None:
    own, work = (STATIC / "app.css").read_text(), (STATIC / "work.css").read_text()
    assert "@layer reset, tokens, base, layout, components, print;" in own
    css = own + work
    physical = re.findall(r"(?<![\w-])(?:margin|padding|border)-(?:left|right|top|bottom)\b", css)
    physical += re.findall(r"[{;]\s*(?:left|right|top|bottom|width|height)\s*:", css)
    assert not physical, physical
    for promise in ("forced-colors: active", "prefers-reduced-motion", "@media print", "light-dark("):
        assert promise in css
