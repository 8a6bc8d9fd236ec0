"""A real browser against a real portal and a real marketplace; time moves only when the story says so."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from docket import outbox
from sandbox.api import offered
from sandbox.server import Market
from tests import cast

# The browser's library runs an event loop in this thread; the portal itself runs in others.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
TOKEN = "tests-only"


@pytest.fixture
def market(tmp_path: Path, settings: Any) -> Iterator[Market]:
    """The stand-in marketplace, where the portal expects the real one."""
    served = Market(("127.0.0.1", 0), tmp_path / "sandbox", TOKEN, "Fairmark", "")
    threading.Thread(target=served.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    url = f"http://127.0.0.1:{served.server_address[1]}"
    settings.SANDBOX_URL, settings.MARKETPLACE_URL, settings.MARKETPLACE_TOKEN = url, f"{url}/api", TOKEN
    yield served
    served.shutdown()
    served.server_close()


@pytest.fixture
def portal(transactional_db: None, live_server: LiveServer, settings: Any, market: Market) -> str:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PORTAL_URL = live_server.url
    return live_server.url


@pytest.fixture
def visit(browser: Browser, portal: str) -> Iterator[Any]:
    """visit(person, width=…, scripts=…) opens a window of their own, signed in."""
    contexts = []

    def open_window(who: cast.Person | None = None, *, width: int = 1280, scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=portal, viewport={"width": width, "height": 800}, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        if who is not None:
            sign_in(page, who)
        return page

    yield open_window
    for context in contexts:
        context.close()


def sign_in(page: Page, who: cast.Person) -> None:
    who.user.set_password(cast.PASSWORD)
    who.user.save()
    page.goto("/sign-in/")
    page.get_by_label("Email").fill(who.user.email)
    page.get_by_label("Password", exact=True).fill(cast.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def delivered() -> None:
    """Let the outbox do what a worker would."""
    while outbox.deliver():
        pass


def offer(market: Market, *listings: Any) -> None:
    """Put listings on the marketplace's shelf."""
    market.store.offer(
        [
            offered(
                {
                    "external_id": each.external_id,
                    "title": each.title,
                    "description": each.description,
                    "price": str(each.price),
                    "currency": each.currency,
                    "market": each.market,
                    "seller": each.seller.name,
                    "category": each.category,
                }
            )
            for each in listings
        ]
    )
