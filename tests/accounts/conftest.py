"""A browser at a portal of its own, under a name: passkeys know names, not numbers."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer


@pytest.fixture
def portal(transactional_db: None, live_server: LiveServer, settings: Any) -> str:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.PORTAL_URL = live_server.url.replace("127.0.0.1", "localhost")
    return str(settings.PORTAL_URL)


@pytest.fixture
def window(browser: Browser, portal: str) -> Iterator[Any]:
    """window(width=…, scheme=…, scripts=…): another browser."""
    opened: list[BrowserContext] = []

    def open_one(width: int = 1280, scheme: str = "light", *, scripts: bool = True, **more: Any) -> BrowserContext:
        context = browser.new_context(
            base_url=portal,
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            java_script_enabled=scripts,
            **more,
        )
        opened.append(context)
        return context

    yield open_one
    for each in opened:
        each.close()
