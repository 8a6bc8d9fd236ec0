"""A queue that is being read: what is new is announced, and the row under the pointer does not move by a pixel."""

from typing import Any

import pytest
from playwright.sync_api import expect

from notices import actions, queues
from tests import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ASK = "document.dispatchEvent(new Event('visibilitychange'))"  # as if one came back to the page


def test_no_row_moves_while_new_cases_come_and_tags_change(visit: Any) -> None:
    cast.amina(), cast.tomas()
    made = [actions.submit(by=cast.mara().actor, filing=cast.filing([cast.listing(7737000 + n)])) for n in range(12)]
    page = visit(cast.amina(), width=420)
    page.goto("/review/")
    row = page.locator("tr[data-row]").nth(6)
    row.hover()
    before = row.bounding_box()
    actions.submit(by=cast.mara().actor, filing=cast.filing([cast.listing(7738000)]))
    for each in made[:4]:
        queues.take_up(by=cast.tomas().actor, notice=each)
    page.evaluate(ASK)
    expect(page.get_by_text("1 new case.")).to_be_visible()
    expect(page.get_by_text("Tomás Rey is working on it").first).to_be_visible()
    assert row.bounding_box() == before and page.locator("tr[data-row]").count() == 12

    page.get_by_role("button", name="Pause updates").click()
    expect(page.get_by_text("Updates are paused.")).to_be_visible()
    page.get_by_role("button", name="Pause updates").click()
    page.route("**/review/changes/**", lambda route: route.abort())
    page.evaluate(ASK)
    expect(page.get_by_text("Updates stopped at")).to_be_visible()
    page.unroute("**/review/changes/**")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("1 new case.")).to_be_visible()

    page.keyboard.press(".")
    expect(page.locator("tr[data-row]")).to_have_count(13)
    for key in ("j", "x", "j", "x", "a"):
        page.keyboard.press(key)
    expect(page.get_by_text("You hold", exact=False).first).to_be_visible()
