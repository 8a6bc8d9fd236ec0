"""The whole story in a browser: reported, decided, gone from the shelf, answered, waited for, back on the shelf."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from docket import verify
from notices import tasks
from notices.models import Claim, Notice
from sandbox.server import Market
from tests import cast
from tests.browser.conftest import delivered, offer
from tests.notices import stories
from tests.waiting import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_whole_story(visit: Any, market: Market, settings: Any, scripts: bool) -> None:
    lamp = cast.listing(7712093)
    cast.right(kind="copyright", title="Aurora lamp photos", office="", number="")
    offer(market, lamp)
    storefront = visit()

    owner = visit(cast.mara(), scripts=scripts)
    file_notice(owner, lamp.url)
    notice = Notice.objects.get()
    assert notice.reference in owner.content()
    delivered()

    reviewer = visit(cast.amina(), scripts=scripts)
    (decide_by_keys if scripts else decide_by_clicks)(reviewer)
    assert Claim.objects.get().state == "upheld"
    delivered()
    storefront.goto(f"{settings.SANDBOX_URL}/l/7712093?country=US")
    assert "no longer" in storefront.locator("main").inner_text().lower()

    seller = visit(cast.nils(), width=375, scripts=scripts)
    answer(seller)
    assert Claim.objects.get().state == "countered"
    delivered()

    stories.pass_days(25)
    tasks.fire_due_timers()
    delivered()
    storefront.goto(f"{settings.SANDBOX_URL}/l/7712093?country=US")
    assert lamp.title in storefront.locator("h1").inner_text()
    for page in (owner, seller):
        page.reload()
    assert not [*verify.broken_chains(), *verify.mismatched_states()]


def file_notice(page: Page, link: str) -> None:
    page.goto("/notices/new/")
    page.get_by_label("Aurora lamp photos").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Our photo, text or other work was copied").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("textbox").fill(f"Please look at {link} which shows our photo\nhttps://elsewhere.example/9")
    page.get_by_role("button", name="Check this list").click()
    page.get_by_role("button", name="Continue with 1 listing").click()
    page.locator("textarea[name=explanation]").fill("The second picture is ours, taken in our studio.")
    follow(page, page.get_by_role("button", name="Continue"))
    for statement in page.get_by_role("checkbox").all():
        statement.check()
    page.get_by_label("Type your full name").fill("Mara Linde")
    page.get_by_role("button", name="Sign and send notice").click()
    expect(page.get_by_role("heading", name="We have your notice")).to_be_visible()


def decide_by_keys(page: Page) -> None:
    """Two keys for a clear case: the letter of the decision and the letter that commits."""
    page.goto("/review/")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Decision")).to_be_visible()
    page.keyboard.press("r")
    expect(page.get_by_label("Words that go out")).not_to_have_value("")
    page.keyboard.press("y")
    expect(page.get_by_text("Nothing is waiting for a decision.")).to_be_visible()


def decide_by_clicks(page: Page) -> None:
    page.goto("/review/")
    page.get_by_role("button", name="Start next").click()
    page.get_by_role("radio", name="Remove").check()
    page.get_by_role("button", name="Fill in the text").click()
    page.get_by_role("button", name="Decide and open next").click()
    expect(page.get_by_text("Nothing is waiting for a decision.")).to_be_visible()


def answer(page: Page) -> None:
    """On a phone: the law's own path is chosen for the seller, and who sees what is said before signing."""
    page.goto("/cases/")
    page.locator('main a[href^="/cases/C-"]').first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("hidden")
    page.get_by_role("link", name="counter-notice").first.click()
    page.get_by_label("I made it myself").check()
    page.get_by_role("button", name="Continue").click()
    page.locator("textarea[name=explanation]").fill("I took this photo myself, in my kitchen.")
    page.get_by_role("button", name="Check my answer").click()
    expect(page.get_by_text("your phone number")).to_be_visible()  # before signing: what the owner will get
    follow(page, page.locator("button[value=legal]"))
    for statement in page.get_by_role("checkbox").all():
        statement.check()
    page.get_by_label("Type your full name to sign").fill("Nils Aas")
    page.get_by_label("Your postal address").fill("Havnegade 3, 1058 Copenhagen")
    page.get_by_label("Your phone number").fill("+45 55 01 00")
    page.get_by_role("button", name="Send my counter-notice").click()
    page.wait_for_url(re.compile("/answer/sent/"))
