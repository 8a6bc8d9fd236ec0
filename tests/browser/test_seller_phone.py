"""A seller on a phone: from the mail to the answer without a password and without JavaScript, in few taps."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Page

from listings.models import Seller
from notices import actions, cases
from notices.models import Appeal, Claim
from tests import cast
from tests.accounts.mails import code_sent_to, last_to
from tests.barriers import barriers_in
from tests.browser.conftest import delivered
from tests.notices import stories
from tests.waiting import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOP = "shop@mugs.example"
PHOTO = {"name": "invoice.jpg", "mimeType": "image/jpeg", "buffer": b""}


class Thumb:
    """Counts taps and the screens they lead to."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.screens = page, 0, []

    def tap(self, what: Any) -> None:
        self.taps += 1
        what.click()

    def follow(self, what: Any) -> None:
        """A tap that opens a page."""
        self.taps += 1
        before = self.page.url
        follow(self.page, what)
        if self.page.url != before:
            self.screens.append(self.page.url)

    def fits(self) -> None:
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), self.page.url


def jpeg() -> bytes:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (40, 30), "#884400").save(out, "JPEG")
    return out.getvalue()


def lonely_shop(**how: Any) -> list[Claim]:
    """A shop that nobody signs in for: the marketplace gave its address."""
    cache.clear()
    claims = stories.upheld(**how)
    Seller.objects.update(organisation=None, email=SHOP)
    delivered()
    return claims


def link() -> str:
    found = re.search(r"/c/[\w-]{32}/", last_to(SHOP))
    assert found
    return found[0]


@pytest.mark.parametrize("width", [320, 375])
def test_from_the_mail_to_the_answer_without_scripts(visit: Any, width: int) -> None:
    claims = lonely_shop(market="GB", claim_type="counterfeit")
    page = visit(width=width, scripts=False)
    page.goto(link())  # the one tap in the mail
    assert "is hidden for now" in page.inner_text("h1")
    thumb = Thumb(page)
    thumb.fits()
    follow(page, page.get_by_role("button", name="Go on and answer"))
    page.get_by_label("code").fill(code_sent_to(SHOP))
    follow(page, page.get_by_role("button", name="Go on"))
    assert page.url.endswith(f"/cases/{cases.reference(claims[0].notice)}/")

    thumb.follow(page.get_by_role("link", name="Say why it is allowed"))
    thumb.fits()
    thumb.tap(page.get_by_label("I sell the real product"))
    thumb.follow(page.get_by_role("button", name="Continue"))
    thumb.fits()
    assert "invoice" in page.inner_text("main").lower()
    thumb.tap(page.get_by_label("Tell us in your own words"))
    page.keyboard.type("I bought it from the brand.")
    page.set_input_files("input[type=file]", {**PHOTO, "buffer": jpeg()})
    thumb.taps += 2  # the field and the photo
    thumb.follow(page.get_by_role("button", name="Check my answer"))
    thumb.fits()
    thumb.tap(page.get_by_label("What I wrote here is true"))
    screens = len(thumb.screens)
    thumb.follow(page.get_by_role("button", name="Send my answer"))
    assert "We have your answer" in page.inner_text("main")
    assert screens == 3, "why, proof, check"
    assert thumb.taps <= 10, thumb.taps
    appeal = Appeal.objects.get()
    assert appeal.defence == "genuine"
    assert [file.name for file in appeal.evidence.all()] == ["invoice.jpg"]


def test_every_other_act_works_without_scripts(visit: Any) -> None:
    """Change the listing, close the case, have more time, talk, read and keep everything."""
    claims = lonely_shop(market="GB", count=2)
    page = visit(width=320, scripts=False)
    page.goto(link())
    follow(page, page.get_by_role("button", name="Go on and answer"))
    page.get_by_label("code").fill(code_sent_to(SHOP))
    follow(page, page.get_by_role("button", name="Go on"))
    case = page.url
    thumb = Thumb(page)

    follow(page, page.get_by_role("link", name="Ask for more time"))
    follow(page, page.get_by_role("button", name="Give me more time"))
    assert "You have more time now" in page.inner_text("main")
    for name in ("What was reported", "The full reasons", "How we counted", "Talk to a person"):
        page.goto(case)
        follow(page, page.get_by_role("link", name=name))
        assert page.get_by_role("heading", level=1).count() == 1
        thumb.fits()
    page.get_by_label("Your message").fill("Is my money safe?")
    follow(page, page.get_by_role("button", name="Send"))
    assert "Is my money safe?" in page.inner_text("main")

    page.goto(case)
    follow(page, page.get_by_role("link", name="Change the listing"))
    thumb.fits()
    page.get_by_label("LINDE table lamp brass").first.check()
    page.get_by_label("What did you change?").fill("I took the name out.")
    follow(page, page.get_by_role("button", name="I have changed it"))
    assert stories.again(claims)[0].state == "mended"
    follow(page, page.get_by_role("link", name="Accept and close"))
    follow(page, page.get_by_role("button", name="Close the case"))
    assert "You closed the case" in page.inner_text("main")
    page.goto("/cases/")
    thumb.fits()
    page.goto("/messages/")
    thumb.fits()


def test_the_four_questions_are_answered_on_one_and_a_half_screens(visit: Any) -> None:
    stories.upheld(market="DE")
    page = visit(cast.nils(), width=375)
    page.set_viewport_size({"width": 375, "height": 740})
    page.goto("/cases/")
    page.locator("main h3 a").first.click()
    for part in (
        page.get_by_text("Buyers cannot see it"),  # what
        page.get_by_text("One of our reviewers looked"),  # why
        page.get_by_text("You can answer until"),  # until when
        page.get_by_role("link", name="Say why it is allowed"),  # what can I do
    ):
        box = part.bounding_box()
        assert box and box["y"] + box["height"] <= 1.5 * 740, part


PAGES = ("", "reported/", "decision/", "dates/", "edit/", "accept/", "more-time/", "answer/why/", "talk/")


def test_no_page_has_a_barrier_or_scrolls_sideways(visit: Any) -> None:
    claims = stories.upheld(market="GB", count=2)
    held = stories.awaiting_seller()
    actions.mend(by=cast.nils().actor, claims=claims[1:], words="New photo.")
    page = visit(cast.nils())
    address = f"/cases/{cases.reference(claims[0].notice)}/"
    mail.outbox.clear()
    for path in ("/cases/", *(address + each for each in PAGES), f"/cases/{cases.reference(held[0].notice)}/"):
        page.goto(path)
        assert not barriers_in(page)
