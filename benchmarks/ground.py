"""The ground of one sitting: a database of its own, a folder, a corner of Redis; all gone afterwards."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import redis

from ipr_portal.embedded.children import Crew
from ipr_portal.embedded.home import Home
from ipr_portal.embedded.places import environment

REDIS_DATABASES = range(1, 16)


@dataclass
class Ground:
    """Where we stand."""

    home: Home
    database: str
    crew: Crew = field(default_factory=Crew)

    @property
    def surroundings(self) -> dict[str, str]:
        """For the processes that we start."""
        return environment()


@contextmanager
def ground() -> Iterator[Ground]:
    server, name = os.environ["DATABASE_URL"], f"bench_{secrets.token_hex(4)}"
    folder = Path(tempfile.mkdtemp(prefix="ipr-bench-"))
    hints = empty_corner(os.environ["REDIS_URL"])
    at(server, f'CREATE DATABASE "{name}"')
    here = Ground(Home(folder / "home"), beside(server, name))
    try:
        surround(here, hints)
        yield here
    finally:
        if here.crew.children:
            here.crew.stop()
        at(server, f'DROP DATABASE "{name}" WITH (FORCE)')
        redis.Redis.from_url(hints).flushdb()
        shutil.rmtree(folder, ignore_errors=True)


def surround(here: Ground, hints: str) -> None:
    """Settings are read from the environment, by us and by every process that we start."""
    here.home.folder("static")
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "ipr_portal.settings",
        "DATABASE_URL": here.database,
        "REDIS_URL": hints,
        "PORTAL_HOME": str(here.home.path),
        "PORTAL_DEMO": "1",
        "STATEMENT_TIMEOUT_MS": "0",
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
        "LOG_LEVEL": "WARNING",
        "MARKETPLACE_TOKEN": secrets.token_hex(8),
    }


def at(server: str, statement: str) -> None:
    connection = psycopg2.connect(server)
    connection.autocommit = True
    connection.cursor().execute(statement)
    connection.close()


def beside(url: str, path: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{path}"))


def empty_corner(url: str) -> str:
    """A Redis database that holds nothing: what we put there is deleted at the end, and only that."""
    for number in REDIS_DATABASES:
        corner = beside(url, str(number))
        if redis.Redis.from_url(corner).dbsize() == 0:
            return corner
    raise SystemExit("Every database of this Redis holds something; name another one in REDIS_URL.")
