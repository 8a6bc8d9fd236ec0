"""What stands in somebody's way on the page that is open: what axe finds, and what runs out sideways."""

from collections.abc import Iterable
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

Look = tuple[int, Literal["light", "dark"]]
WIDE_AND_NARROW: tuple[Look, ...] = ((1280, "light"), (320, "dark"))
AXE = Axe().axe_script
# All of axe's rules; only what is wrong comes back, for what is right is a hundred times as much to carry.
LOOK = """async () => {
  const { violations } = await axe.run({ resultTypes: ["violations"] });
  const found = violations.map(each => `${each.id}: ${each.nodes.slice(0, 3).map(node => node.target.join(" "))}`);
  return document.documentElement.scrollWidth > innerWidth ? [...found, "runs out sideways"] : found;
}"""


def barriers(page: Page) -> list[str]:
    """As the page looks now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return [f"{page.url}: {each}" for each in page.evaluate(LOOK)]


def barriers_in(page: Page, looks: Iterable[Look] = WIDE_AND_NARROW) -> list[str]:
    """In each width and scheme; the page is loaded once and keeps the last of them."""
    found = []
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{width} {scheme} {each}" for each in barriers(page)]
    return found
