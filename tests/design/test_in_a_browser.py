"""The style page in a real browser: no barrier found by axe, no sideways scroll, keys stay out of fields."""

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.barriers import barriers

pytestmark = [
    pytest.mark.urls("tests.design.urls"),
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:No directory at"),
]
VARIANTS = [
    (w, theme, d) for w, d in ((1280, "compact"), (768, "normal"), (320, "roomy")) for theme in ("light", "dark")
]


@pytest.fixture
def server(settings: Any) -> Iterator[LiveServer]:
    """A server of our own: these pages must not need a database, and pytest-django's fixture would make one."""
    settings.DEMO = True
    running = LiveServer("127.0.0.1")
    yield running
    running.stop()


@pytest.fixture
def visit(browser: Any, server: LiveServer) -> Iterator[Any]:
    opened = []

    def go(address: str, width: int = 1280, theme: str = "light", **more: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme, **more)
        opened.append(context)
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda fault: page.faults.append(str(fault)))
        page.on("console", lambda line: page.faults.append(line.text) if line.type == "error" else None)
        page.goto(server.url + address)
        return page

    yield go
    for context in opened:
        context.close()


@pytest.mark.parametrize(("width", "theme", "density"), VARIANTS)
def test_style_page_has_no_barrier_and_no_sideways_scroll(visit: Any, width: int, theme: str, density: str) -> None:
    page = visit(f"/style/?density={density}", width, theme)
    assert not barriers(page)
    assert not page.faults


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "409", "413", "429", "500"])
def test_error_pages_have_no_barrier(visit: Any, name: str) -> None:
    page = visit(f"/wrong/{name}/", 320)
    assert not barriers(page)


def test_keys_act_outside_fields_only_and_can_be_switched_off(visit: Any) -> None:
    page = visit("/style/")
    chosen = "document.querySelector('input[name=kind]:checked').value"
    page.keyboard.press("t")
    assert page.evaluate(chosen) == "trademark"
    page.keyboard.press("/")
    page.keyboard.type("cp?")
    assert (page.input_value("#find"), page.evaluate(chosen)) == ("cp?", "trademark")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+c")
    assert page.evaluate(chosen) == "trademark"
    page.keyboard.press("?")
    assert "Our mark is used" in page.inner_text("dialog[open] dl")
    page.uncheck("dialog[open] [name=keys]")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    assert page.evaluate(chosen) == "trademark"


def test_times_are_shown_in_the_readers_zone_and_keep_utc(visit: Any) -> None:
    page = visit("/style/", timezone_id="Asia/Tokyo", locale="en-GB")
    shown, kept = page.eval_on_selector("time[data-time=long]", "t => [t.textContent, t.title]")
    assert kept.endswith("UTC") and shown not in kept


def test_files_are_checked_before_they_are_sent(visit: Any) -> None:
    page = visit("/style/")
    page.wait_for_load_state("networkidle")  # what checks files is fetched by the pages that have some
    count = "document.querySelector('#good_proof').files.length"
    page.set_input_files("#good_proof", {"name": "scan.tif", "mimeType": "image/tiff", "buffer": b"x"})
    assert page.evaluate(count) == 0
    page.set_input_files("#good_proof", {"name": "invoice.pdf", "mimeType": "application/pdf", "buffer": b"x" * 900})
    assert page.evaluate(count) == 1


def test_the_page_reads_and_works_without_scripts(visit: Any) -> None:
    page = visit("/style/", java_script_enabled=False)
    assert page.is_visible("text=We have your notice")
    assert page.is_hidden("[data-copy]")
