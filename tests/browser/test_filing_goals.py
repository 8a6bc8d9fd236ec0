"""How much work it is to file: screens, clicks and keys of the first notice and the next, counted; and no barrier."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from listings.models import ListingImage
from notices.models import Claim, Notice
from rights.models import IPRight
from tests import cast
from tests.barriers import barriers_in
from tests.waiting import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHY = "The shade carries our mark. We did not make these lamps, ok."  # 60 characters


class Hand:
    """A person's hand: every click, character and paste is counted; each new screen is looked at."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.characters, self.pastes, self.continues = page, 0, 0, 0, 0
        self.screens: list[str] = []

    def sees(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        self.screens.append(heading)
        free_of_barriers(self.page)

    def click(self, name: str, role: str = "button") -> None:
        self.page.get_by_role(role, name=re.compile(name)).first.click()  # type: ignore[arg-type]
        self.clicks += 1

    def choose(self, label: str, option: str) -> None:
        """A menu: one click opens it, one chooses."""
        self.page.get_by_label(label).select_option(label=option)
        self.clicks += 2

    def type(self, label: str, text: str, *, click: bool = True) -> None:
        self.page.get_by_label(label, exact=True).click()
        self.clicks += click
        self.page.keyboard.type(text)
        self.characters += len(text)

    def paste(self, text: str) -> None:
        """Into whatever has the focus already."""
        assert self.page.evaluate("document.activeElement.name") == "paste"
        self.page.keyboard.insert_text(text)
        self.pastes += 1

    def control_enter(self) -> None:
        self.page.keyboard.press("Control+Enter")
        self.continues += 1

    def hand_in(self, label: str, name: str) -> None:
        """The button of the file field, and the file in the window it opens."""
        self.page.get_by_label(label).set_input_files({"name": name, "mimeType": "text/plain", "buffer": b"bought"})
        self.clicks += 2


def free_of_barriers(page: Page) -> None:
    """What axe finds, and whether the page scrolls sideways, wide and light, narrow and dark."""
    assert not barriers_in(page)
    page.set_viewport_size({"width": 1280, "height": 800})


def test_the_first_notice_and_the_next(visit: Any) -> None:
    lamps = cast.listings(3, market="US")
    cast.mara()
    page = visit(cast.mara())
    first_notice(Hand(page), [lamp.external_id for lamp in lamps])
    notice = Notice.objects.get()
    assert notice.claims.count() == 3 and notice.evidence.count() == 1 and notice.explanation == WHY
    more = cast.listings(2, start=7719000, market="US")
    next_notice(Hand(page), [lamp.external_id for lamp in more])
    second = Notice.objects.exclude(pk=notice.pk).get()
    # Nothing that was said before was asked again.
    assert (second.right, second.claim_type, second.explanation) == (notice.right, notice.claim_type, WHY)


def first_notice(hand: Hand, ids: list[str]) -> None:
    hand.page.goto("/notices/new/")
    hand.sees("Which right do you own or speak for?")
    hand.type("Registration number", "018224561")
    hand.choose("Office where it is registered", "European Union (EUIPO)")
    hand.type("Name of the mark, design or patent", "LINDE")
    hand.click("Continue")
    hand.sees("What is wrong with these listings?")
    hand.click("Counterfeit", "radio")
    hand.click("Continue")
    hand.sees("Which listings do you want to report?")
    hand.paste("\n".join(ids))
    hand.click("Continue")
    hand.sees("Help us see it")
    hand.type("Why are these listings not allowed?", WHY)
    hand.hand_in("Add files", "test-purchase.txt")
    hand.click("Continue")
    hand.sees("Check your notice, then sign and send it")
    sign(hand, click=True)
    hand.click("Sign and send notice")
    hand.sees("We have your notice")
    assert len(hand.screens) == 5 + 1
    assert hand.clicks <= 17 and hand.characters <= 85 and hand.pastes == 1, vars(hand)
    assert IPRight.objects.get().number == "018224561"


def next_notice(hand: Hand, ids: list[str]) -> None:
    hand.click("Report more for LINDE", "link")
    hand.sees("Report listings for LINDE")
    hand.paste("\n".join(ids))
    hand.control_enter()
    hand.sees("Check your notice, then sign and send it")
    sign(hand, click=False)
    hand.control_enter()
    hand.sees("We have your notice")
    assert len(hand.screens) == 2 + 1
    assert hand.clicks <= 3 and hand.continues == 2 and hand.pastes == 1, vars(hand)
    assert hand.characters == len("Mara Linde")


def sign(hand: Hand, *, click: bool) -> None:
    """Each statement and the name; from the last statement the name is one Tab away."""
    for statement in hand.page.get_by_role("checkbox").all():
        statement.click()
        hand.clicks += 1
    if click:
        hand.type("Type your full name to sign", "Mara Linde")
        return
    hand.page.keyboard.press("Tab")
    assert hand.page.evaluate("document.activeElement.name") == "signature_name"
    hand.page.keyboard.type("Mara Linde")
    hand.characters += len("Mara Linde")


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_marks_by_mouse_by_keys_and_by_ticking(visit: Any, scripts: bool) -> None:
    """One listing's picture is marked, and the seller sees the same box."""
    lamp = cast.listing(description="A brass lamp with the LINDE shade.")
    shown = cast.picture(lamp)
    right = cast.right()
    page = visit(cast.mara(), scripts=scripts)
    to_evidence(page, right, lamp.external_id)
    page.locator("#listings").get_by_role("link").first.click()
    if scripts:
        drawn = page.locator("[data-draw] svg")
        area = drawn.bounding_box()
        assert area is not None
        page.mouse.move(area["x"] + area["width"] * 0.1, area["y"] + area["height"] * 0.2)
        page.mouse.down()
        page.mouse.move(area["x"] + area["width"] * 0.5, area["y"] + area["height"] * 0.6, steps=4)
        page.mouse.up()
        page.keyboard.type("Our mark on the shade")
        page.get_by_role("button", name="Put a box on it").click()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Shift+ArrowDown")
        free_of_barriers(page)
    else:
        page.locator("summary", has_text="ticking squares").click()
        for place in ("1 0", "4 3"):
            page.locator(f'input[value="{shown.sha256} {place}"]').check()
        page.locator("input[name=title_word]").first.check(force=True)
        page.get_by_role("button", name="Add what I ticked").click()
        page.locator("input[name=note]").first.fill("Our mark on the shade")
    page.get_by_role("button", name="Save and go back").click()
    expect(page.get_by_text("2 marks")).to_be_visible()
    page.locator("[name=explanation]").fill(WHY)
    follow(page, page.get_by_role("button", name="Continue"))
    for statement in page.get_by_role("checkbox").all():
        statement.check()
    page.get_by_label("Type your full name").fill("Mara Linde")
    page.get_by_role("button", name="Sign and send notice").click()
    expect(page.get_by_role("heading", name="We have your notice")).to_be_visible()
    box, other = Claim.objects.get().regions.all()
    assert box.picture == ListingImage.objects.get().sha256 and box.note == "Our mark on the shade"
    if scripts:
        sides = (box.x, box.y, box.width, box.height)
        assert all(abs(a - b) <= 12 for a, b in zip(sides, (100, 200, 400, 400), strict=True)), sides
        assert (other.x, other.y, other.width, other.height) == (360, 350, 300, 310)
    else:
        assert (box.x, box.y, box.width, box.height) == (0, 125, 500, 500) and other.words == "LINDE"


def to_evidence(page: Page, right: IPRight, pasted: str) -> None:
    page.goto("/notices/new/")
    page.get_by_label(right.title).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Counterfeit").check()
    page.get_by_role("button", name="Continue").click()
    page.locator("[name=paste]").fill(pasted)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Help us see it")).to_be_visible()


def test_side_ways_have_no_barrier_either(visit: Any) -> None:
    """Search results, two texts side by side, asking a colleague, and the page where receipts are checked."""
    cast.picture(cast.listing(market="US"))
    cast.person("lena@linde.example", "Lena Linde", cast.mara().organisation)
    page = visit(cast.mara())
    to_evidence(page, cast.right(), "L-7712093")
    draft = page.url.removesuffix("evidence/")
    page.goto(f"{draft}listings/?q=linde#found")
    expect(page.get_by_text("In your list")).to_be_visible()
    free_of_barriers(page)
    page.goto(f"{draft}evidence/")
    page.locator("[name=version]").evaluate("field => { field.value = 1 }")
    page.locator("[name=explanation]").fill(WHY)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="This draft was changed somewhere else")).to_be_visible()
    free_of_barriers(page)
    page.goto(f"{draft}ask/")
    expect(page.get_by_label("Lena Linde")).to_be_visible()
    free_of_barriers(page)
    page.goto("/verify/")
    page.get_by_label("Reference").fill("N-22222222")
    page.get_by_label("Receipt number").fill("0" * 64)
    page.get_by_role("button", name="Check these").click()
    expect(page.get_by_text("We cannot confirm this receipt")).to_be_visible()
    free_of_barriers(page)
