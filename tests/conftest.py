"""What every test shares: no letter leaves, files go to a folder of their own, hints stay unsent."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.db.backends.postgresql.operations import DatabaseOperations
from playwright.sync_api import Browser, sync_playwright
from pytest_django import Settings

from docket import outbox

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_configure() -> None:
    """The folder of collected files must exist, or the web server's library warns."""
    Path(django_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def own_folders(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "files")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.UNDO_SECONDS = 0  # decisions leave at once; the stories of undoing set a time of their own
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Figures that a process keeps for some minutes must not outlive the test they were counted in."""
    caches["memory"].clear()


@pytest.fixture(autouse=True)
def no_hints(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Deliveries wait until a test delivers them: nothing happens behind its back."""
    hinted: list[int] = []
    monkeypatch.setattr(outbox, "hint", hinted.extend)
    yield hinted


@pytest.fixture(autouse=True, scope="session")
def flush_despite_the_guards() -> Iterator[None]:
    """Between transactional tests the tables are emptied; only the owner of the database can switch triggers off."""
    flush = DatabaseOperations.execute_sql_flush

    def unguarded(self: DatabaseOperations, sql_list: list[str]) -> None:
        flush(
            self,
            [
                "SET session_replication_role = replica",
                *sql_list,
                "DELETE FROM docket_demo_clock",
                "SET session_replication_role = DEFAULT",
            ],
        )

    DatabaseOperations.execute_sql_flush = unguarded  # type: ignore[method-assign]
    yield
    DatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]


def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    if os.environ.get("CI"):
        pytest.fail("Chromium must be installed in CI")
    pytest.skip("Chromium is not installed")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()
