"""Right-to-left: every page for sellers and the public mirrors without sideways scroll or barrier."""

from pathlib import Path
from typing import Any

import pytest

from notices import cases
from tests import cast
from tests.barriers import barriers
from tests.notices import stories
from tests.waiting import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STATIC = Path(__file__).resolve().parents[2] / "static"
PAGES = ("", "reported/", "decision/", "dates/", "edit/", "answer/why/", "answer/proof/", "talk/")
PUBLIC = (
    "/",
    "/help/",
    "/help/my-listing/",
    "/help/counter-notice/",
    "/policies/TM-01/",
    "/privacy/",
    "/sign-in/code/",
)


def test_the_pages_mirror(visit: Any) -> None:
    claims = stories.upheld(market="GB", count=2)
    page = visit(cast.nils(), width=320)
    here = f"/cases/{cases.reference(claims[0].notice)}/"
    page.goto(here + "answer/why/")
    page.get_by_label("I have a licence").check()
    follow(page, page.get_by_role("button", name="Continue"))
    page.goto("/cases/?hl=ar")
    for path in (*(here + each for each in PAGES), "/cases/", "/cases/standing/", *PUBLIC):
        page.goto(path)
        assert page.evaluate("document.documentElement.dir") == "rtl", path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        heading, main = page.locator("h1").first.bounding_box(), page.locator("main").bounding_box()
        assert heading and main
        start = page.evaluate("getComputedStyle(document.querySelector('h1')).textAlign")
        assert start in {"start", "right"}, path
    page.goto(here)
    assert page.get_by_role("heading", name="لماذا حدث هذا").is_visible()
    isolated = page.get_by_text(cases.reference(claims[0].notice), exact=True).evaluate("it => it.tagName")
    assert isolated == "BDI"
    assert not barriers(page)


def test_five_rules_at_most_are_for_right_to_left_alone() -> None:
    css = (STATIC / "app.css").read_text() + (STATIC / "work.css").read_text()
    assert css.count('[dir="rtl"]') + css.count(":lang(ar)") + css.count(":dir(rtl)") <= 5
