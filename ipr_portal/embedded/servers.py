"""PostgreSQL and Valkey together, or the ones the environment names instead."""

import os

from ipr_portal.embedded.children import Child, Crew
from ipr_portal.embedded.home import Home
from ipr_portal.embedded.postgres import Postgres
from ipr_portal.embedded.valkey import Valkey


class Servers:
    """What keeps the data."""

    def __init__(self, home: Home, *, durable: bool) -> None:
        self.postgres = None if os.environ.get("DATABASE_URL") else Postgres(home, durable=durable)
        self.valkey = None if os.environ.get("REDIS_URL") else Valkey(home, durable=durable)
        self.children: list[Child] = []

    def launch(self, crew: Crew) -> None:
        self.children = [server.launch(crew) for server in (self.postgres, self.valkey) if server is not None]

    def wait(self, crew: Crew) -> None:
        crew.wait_for(*self.children, within=60)
        if self.postgres:
            self.postgres.ensure_database()

    @property
    def addresses(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.postgres.url if self.postgres else os.environ["DATABASE_URL"],
            "REDIS_URL": self.valkey.url if self.valkey else os.environ["REDIS_URL"],
        }

    def identity(self) -> str | None:
        """Which database this is; None if it is not ours and may change behind our back."""
        return self.postgres.identity() if self.postgres else None
