"""A file of rows in a browser: looked after while it is checked, mended, signed and sent; also without JavaScript."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from notices.bulk import checking
from notices.models import Claim, Import, Notice
from tests import cast
from tests.barriers import Look, barriers, barriers_in
from tests.browser.conftest import delivered
from tests.bulk.files import HEADINGS, checked, row, sent, table, work
from tests.waiting import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OWN = ("ASIN/URL", "TM no", *HEADINGS[2:])


def goods() -> bytes:
    cast.right()
    cast.listings(4)
    rows = [
        row("L-7713000"),
        row("L-7713001"),
        row("L-7713002", right="EU 18224561"),
        row("L-7713003", right="EU 18224561"),
    ]
    return table([*rows, row("L-9999999")], OWN)


def upload(page: Page, content: bytes, *, scripts: bool = True) -> Import:
    page.goto("/imports/new/")
    page.get_by_label("Your file").set_input_files({"name": "sweep.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Check this file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What are the columns of sweep.csv?")
    without_barrier(page, scripts=scripts)
    page.get_by_label("ASIN/URL").select_option("listing")
    page.get_by_label("TM no").select_option("right")
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Checking sweep.csv")
    return Import.objects.get()


def without_barrier(page: Page, *, scripts: bool = True) -> None:
    if not scripts:  # axe is a script itself
        return
    assert not barriers(page)


def mend(page: Page) -> None:
    page.get_by_role("button", name="Use it in all 2 rows").first.click()
    expect(page.get_by_text("2 rows were checked again.")).to_be_visible()
    page.get_by_text("Change it").first.click()
    page.get_by_role("button", name="Leave row 6 out").click()
    expect(page.get_by_text("Row 6 is left out.")).to_be_visible()


def sign(page: Page, *, scripts: bool = True) -> None:
    follow(page, page.get_by_role("link", name="Check and sign 1 notice"))
    without_barrier(page, scripts=scripts)
    for statement in page.get_by_role("checkbox").all():
        statement.check()
    page.get_by_label("Type your full name").fill("Mara Linde")
    page.get_by_role("button", name="Sign and send 1 notice").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sending sweep.csv")


def test_the_page_follows_the_work_by_itself(visit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "PART", 2)
    page = visit(cast.mara())
    errors: list[str] = []
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    job = upload(page, goods())
    without_barrier(page)
    checking.check_part(job.pk)
    expect(page.get_by_text("2 of 5 rows checked")).to_be_visible()
    expect(page.locator("#live")).to_have_text("25 per cent done")
    delivered()
    expect(page.get_by_role("heading", name="Rows that need a fix")).to_be_visible()
    assert page.locator("[data-progress]").get_attribute("data-ended") is not None
    monkeypatch.undo()
    mend(page)
    sign(page)
    delivered()
    expect(page.get_by_role("heading", name="Notices and their numbers")).to_be_visible()
    expect(page.get_by_role("link", name=Notice.objects.get().reference)).to_be_visible()
    assert Claim.objects.count() == 4 and not errors
    with page.expect_download() as download:
        page.get_by_role("link", name="Results (CSV)").click()
    assert Notice.objects.get().reference in download.value.path().read_text()


def test_all_of_it_works_without_scripts(visit: Any) -> None:
    page = visit(cast.mara(), scripts=False, width=320)
    job = upload(page, goods(), scripts=False)
    assert page.locator("noscript meta[http-equiv=refresh]").count() + page.locator("meta[http-equiv=refresh]").count()
    page.get_by_role("button", name="Stop checking").click()
    expect(page.get_by_text("0 rows were checked, nothing was sent.")).to_be_visible()
    follow(page, page.get_by_role("button", name="Go on checking"))
    work()
    page.goto(f"/imports/{job.reference}/")
    mend(page)
    sign(page, scripts=False)
    work()
    page.goto(f"/imports/{job.reference}/")
    expect(page.get_by_role("link", name=Notice.objects.get().reference)).to_be_visible()
    assert Claim.objects.count() == 4


def test_no_barrier_and_no_sideways_scroll(visit: Any) -> None:
    looks: list[Look] = [(1280, "dark"), (768, "light"), (320, "dark"), (320, "light")]
    content = goods()
    done = sent(content.replace(b"ASIN/URL,TM no", b"listing,right"))
    ready = checked(table([row("L-7713002", words="x" * 300), row("L-77l3003"), row("L-7713003", claim="theft")]))
    page = visit(cast.mara())
    for job in (done, ready):
        for path in ("", "sign/", "notices/", "rows/?state=ready"):
            page.goto(f"/imports/{job.reference}/{path}")
            for details in page.locator("main details").all():
                details.evaluate("each => each.open = true")
            assert not barriers_in(page, looks)
    for path in ("/imports/", "/imports/new/", "/home/"):
        page.goto(path)
        assert not barriers_in(page, looks)
