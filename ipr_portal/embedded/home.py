"""PORTAL_HOME: what one instance remembers between two starts (ports, secrets, what was already prepared)."""

import fcntl
import json
import os
import secrets
import socket
from pathlib import Path
from typing import IO, Any

from ipr_portal.embedded.console import Trouble
from ipr_portal.embedded.places import ROOT


class Home:
    """The folder of one instance."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: IO[str] | None = None
        path.mkdir(mode=0o700, parents=True, exist_ok=True)

    @classmethod
    def of_environment(cls) -> "Home":
        return cls(ROOT / (os.environ.get("PORTAL_HOME") or ".portal"))

    def claim(self) -> None:
        """One launcher per home: a second would start a second PostgreSQL over the same files."""
        self._lock = (self.path / "launcher.lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(
                f"an instance already runs in {self.path}. Stop it, or start a second one beside it: "
                "make run PORT=8001 PORTAL_HOME=.portal-2"
            ) from None

    def folder(self, name: str) -> Path:
        path = self.path / name
        path.mkdir(exist_ok=True)
        return path

    def secret(self, name: str) -> str:
        """A random word made at the first start and kept for this user's eyes only."""
        path = self.folder("secrets") / name
        if not path.exists():
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        return path.read_text()

    def port(self, name: str) -> int:
        """The port this process had last time, so that addresses people noted stay true; another if it is taken."""
        ports: dict[str, int] = self._recall("ports.json")
        others = {port for owner, port in ports.items() if owner != name}
        if ports.get(name) in others or not is_free(ports.get(name, 0)):
            ports[name] = free_port(avoid=others)
            (self.path / "ports.json").write_text(json.dumps(ports, indent=2) + "\n")
        return ports[name]

    def is_done(self, task: str, stamp: str) -> bool:
        done: dict[str, str] = self._recall("done.json")
        return done.get(task) == stamp

    def note_done(self, task: str, stamp: str) -> None:
        done = self._recall("done.json") | {task: stamp}
        (self.path / "done.json").write_text(json.dumps(done, indent=2) + "\n")

    def _recall(self, name: str) -> dict[str, Any]:
        try:
            return dict(json.loads((self.path / name).read_text()))
        except (FileNotFoundError, ValueError):  # never written, or cut short by a power failure: both can be made anew
            return {}


def is_free(port: int) -> bool:
    """Nobody listens there. Port 0 means none was chosen yet."""
    if not port:
        return False
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port(avoid: set[int] | None = None) -> int:
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if port not in (avoid or set()):
            return port
