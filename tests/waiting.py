"""Waiting for what other threads, processes and browsers do."""

import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page


def until(true: Callable[[], object], *, within: float = 20, every: float = 0.01, what: str = "") -> None:
    """Look again and again; the limit (seconds) only keeps a broken test from hanging."""
    ends = time.monotonic() + within
    while not true():
        assert time.monotonic() < ends, f"waited {within} s in vain: {what}"
        time.sleep(every)


def follow(page: Page, control: Locator) -> None:
    """Click, and wait for the next page: a click may return while the old one stands, or before the next is whole."""
    with page.expect_navigation():
        control.click()
