"""The vault's pages as axe finds them, and a mark entered with its picture by hand."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from rights import actions
from rights.models import IPRight
from tests import cast
from tests.barriers import barriers_in
from tests.rights.test_vault import drawn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def free_of_barriers(page: Page) -> None:
    """Wide in the dark and narrow in the light: the walk over all pages looks at the other two."""
    assert not barriers_in(page, [(1280, "dark"), (320, "light")])


def test_a_mark_is_entered_asked_about_and_answered_and_no_page_has_a_barrier(visit: Any) -> None:
    page = visit(cast.mara())
    page.goto("/rights/new/")
    free_of_barriers(page)
    page.get_by_role("link", name="Figurative mark").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.locator("details").evaluate_all("all => all.forEach(each => each.open = true)")
    page.get_by_label("Only in some countries").check()
    free_of_barriers(page)
    page.get_by_label("Wherever the office").check()
    page.get_by_label("The words in the mark").fill("LINDE")
    page.get_by_label("Office where").select_option("EM")
    page.get_by_label("Registration number").fill("12")
    page.get_by_label("We own it ourselves").check()
    file = {"name": "mark.png", "mimeType": "image/png", "buffer": drawn().read()}
    page.get_by_label("Picture of the mark").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1, name="LINDE")).to_be_visible()
    right = IPRight.objects.get()
    actions.ask(by=cast.amina().actor, right=right, question="The extract, please.", code="V-05")
    for path in (f"/rights/{right.public_id}/", f"/rights/{right.public_id}/edit/", "/rights/", "/rights/?q=nothing"):
        page.goto(path)
        free_of_barriers(page)
    cast.right(cast.hansen(), title="LINDE", number="12")
    staff = visit(cast.amina())
    for path in ("/review/rights/?state=asked", f"/review/rights/{right.public_id}/", "/review/rights/"):
        staff.goto(path)
        staff.locator("details").evaluate_all("all => all.forEach(each => each.open = true)")
        free_of_barriers(staff)
