"""A shift without a mouse: twenty clear cases, forty keys, each next case in place of the last."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from docket import outbox
from docket.models import Delivery
from notices import actions, queues
from notices.models import Claim
from tests import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CASES = 20


def clear_cases(count: int) -> None:
    cast.amina()
    for n in range(count):
        actions.submit(
            by=cast.mara().actor, filing=cast.filing([cast.listing(7718000 + n, title=f"LINDE lamp no. {n}")])
        )


def settled(page: Page) -> None:
    """The page has answered: what was chosen is written into the form."""
    expect(page.locator("select[name=q_sign]")).not_to_have_value("")


def fits(page: Page) -> None:
    button = page.get_by_role("button", name="Decide and open next").bounding_box()
    assert button is not None and button["y"] + button["height"] <= 800, "the decision fits 1280 × 800"


def test_twenty_clear_cases_by_forty_keys(visit: Any) -> None:
    clear_cases(CASES)
    page = visit(cast.amina())
    page.goto("/review/")
    page.keyboard.press("n")
    page.wait_for_url(re.compile("/review/N-"))
    page.evaluate("window.same = true")  # gone as soon as a whole page is loaded
    pressed = 0
    for left in range(CASES - 1, -1, -1):
        before = page.locator("h1").inner_text()
        for key in ("r", "y"):
            page.keyboard.press(key)
            pressed += 1
        if left:
            expect(page.locator("h1")).not_to_have_text(before)
            expect(page.locator("h1")).to_be_focused()
            assert page.locator("h1").inner_text().split(" ")[0] in page.url and page.evaluate("window.same")
    expect(page.get_by_text("Nothing more is waiting for you")).to_be_visible()
    assert pressed == 2 * CASES and Claim.objects.filter(state="upheld").count() == CASES


def test_a_slip_is_undone_by_one_key_and_nothing_has_left(visit: Any, settings: Any) -> None:
    settings.UNDO_SECONDS = 120
    clear_cases(2)
    many = actions.submit(by=cast.mara().actor, filing=cast.filing(cast.listings(6)))
    queues.take_up(by=cast.amina().actor, notice=many)
    outbox.deliver()
    page = visit(cast.amina())
    page.goto(f"/review/{many.reference}/")
    page.keyboard.press("r")
    settled(page)
    fits(page)
    page.goto("/review/")
    page.keyboard.press("n")
    expect(page.locator("h1")).to_contain_text("N-")
    reference = page.locator("h1").inner_text().split(" ")[0]
    with page.expect_response(lambda a: a.request.method == "GET" and "/review/N-" in a.url) as ahead:
        page.keyboard.press("r")
    ahead.value.finished()
    settled(page)
    fits(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url.rpartition('/review/')[2]}"))
    page.keyboard.press("y")
    expect(page.locator("h1")).not_to_contain_text(reference)
    assert page.locator("h1").inner_text().split(" ")[0] in page.url
    assert [each for each in asked if each.startswith("GET N-") and "image" not in each] == []  # it was there already
    page.keyboard.press("u")
    expect(page.get_by_text(f"Undone. {reference} is as it was")).to_be_visible()
    assert set(Claim.objects.values_list("state", flat=True)) == {"submitted"}
    owed = Delivery.objects.filter(entry__step__in=["uphold", "order"])
    assert set(owed.values_list("state", flat=True)) == {"cancelled"}
