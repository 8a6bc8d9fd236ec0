"""Takes the screenshots of the README from a running `make run`: .venv/bin/python docs/tour.py [path of demo.json]."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
PICTURES = HERE / "screenshots"
WIDE, TALL = 1280, 860


def main() -> None:
    demo = json.loads(Path(sys.argv[1] if len(sys.argv) > 1 else HERE.parent / ".portal" / "demo.json").read_text())
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        tour = Tour(browser, demo)
        tour.owner()
        tour.reviewer()
        tour.seller()
        tour.others()
        browser.close()


class Tour:
    """One visitor after the other, each with the screens they know best."""

    def __init__(self, browser: Browser, demo: dict[str, Any]) -> None:
        self.browser, self.demo, self.url = browser, demo, demo["url"]
        self.passwords = {each["role"]: (each["email"], each["password"]) for each in demo["accounts"]}

    def owner(self) -> None:
        page = self.enter("owner")
        self.take(page, "/home/", "owner-home")
        self.take(page, "/notices/", "owner-notices")
        page.goto(self.url + "/notices/")
        self.follow(page, "/notices/N-", "owner-notice")
        page.goto(self.url + "/notices/new/")
        self.take(page, page.url.removeprefix(self.url), "owner-wizard")
        page.context.close()

    def reviewer(self) -> None:
        page = self.enter("reviewer")
        self.take(page, "/review/", "reviewer-queue")
        page.get_by_role("button", name="Start next").first.click()
        page.wait_for_url("**/review/N-*/**")
        self.shoot(page, "reviewer-case")
        self.shoot(page, "reviewer-case-dark", lambda: page.emulate_media(color_scheme="dark"))
        page.emulate_media(color_scheme="light")
        release = page.get_by_role("button", name="Put back")
        if release.count():
            release.first.click()
        page.context.close()

    def seller(self) -> None:
        page = self.enter("seller")
        self.take(page, "/cases/", "seller-cases")
        self.follow(page, "/cases/C-", "seller-case")
        page.set_viewport_size({"width": 390, "height": 844})
        self.shoot(page, "seller-case-phone")
        page.context.close()

    def others(self) -> None:
        page = self.browser.new_page(viewport={"width": WIDE, "height": TALL})
        self.take(page, "/", "front")
        page.goto(self.demo["sandbox_url"])
        self.shoot(page, "storefront")
        page.close()

    def enter(self, role: str) -> Page:
        page = self.browser.new_context(viewport={"width": WIDE, "height": TALL}).new_page()
        email, password = self.passwords[role]
        page.goto(self.url + "/sign-in/")
        page.locator("#id_login").fill(email)
        page.locator("#id_password").fill(password)
        page.locator("#id_password").press("Enter")
        page.wait_for_url(lambda where: "/sign-in/" not in where)
        return page

    def take(self, page: Page, path: str, name: str) -> None:
        page.goto(self.url + path)
        self.shoot(page, name)

    def follow(self, page: Page, prefix: str, name: str) -> None:
        """The first link of this kind."""
        where = page.locator(f"a[href^='{prefix}']").first.get_attribute("href")
        self.take(page, str(where), name)

    def shoot(self, page: Page, name: str, before: Callable[[], None] = lambda: None) -> None:
        before()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(500)  # colours fade
        page.screenshot(path=PICTURES / f"{name}.png")
        print(f"{name}.png", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
