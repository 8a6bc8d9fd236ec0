"""What must be done before the portal can serve, and only when something it depends on has changed."""

import hashlib
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ipr_portal.embedded.console import Trouble, say
from ipr_portal.embedded.home import Home
from ipr_portal.embedded.places import LOCK, PYTHON, ROOT


class Preparation:
    """Commands of manage.py, each noted with what it was done for. A database that is not ours is always asked."""

    def __init__(self, home: Home, environment: Mapping[str, str], database: str | None) -> None:
        self.home, self.environment, self.database = home, environment, database

    def migrate(self) -> None:
        stamp = [self.database, digest(_files("migrations/*.py"))]
        self._unless_done("bringing the database up to date", ["migrate", "--no-input"], stamp)

    def collect_static(self) -> None:
        stamp = [digest([*_files("static/**/*"), *ROOT.glob("ipr_portal/static.py")])]
        self._unless_done("collecting style sheets and pictures", ["collectstatic", "--no-input", "--clear"], stamp)

    def make_demo(self) -> None:
        self._unless_done(
            "making the demo's people, listings and notices (half a minute, once)",
            ["demo", "--create"],
            [self.database],
        )

    def write_demo(self) -> None:
        """demo.json names ports, which may differ from those of the last start."""
        gone = not (self.home.path / "demo.json").exists()
        stamp = [self.database, self.environment["PORTAL_URL"], self.environment["SANDBOX_URL"]]
        self._unless_done("writing demo.json", ["demo", "--write"], stamp, again=gone)

    def _unless_done(self, says: str, words: Sequence[str], stamp: Sequence[str | None], again: bool = False) -> None:
        task, known = " ".join(words), None not in stamp and not again
        whole = digest_of_words([*map(str, stamp), digest([LOCK])])
        if known and self.home.is_done(task, whole):
            return
        say(says)
        self._manage(words)
        self.home.note_done(task, whole)

    def _manage(self, words: Sequence[str]) -> None:
        log = self.home.folder("logs") / "preparing.log"
        with log.open("a") as file:
            command = [PYTHON, "manage.py", *words]
            code = subprocess.run(command, cwd=ROOT, env=self.environment, stdout=file, stderr=file).returncode
        if code:
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
            raise Trouble(f"`manage.py {' '.join(words)}` failed (all of it in {log}):\n{tail}")


def _files(pattern: str) -> list[Path]:
    """In our own folders only: not in the virtualenv, nor in an instance's home."""
    foreign = [path.parent for path in ROOT.glob("*/launcher.lock")]
    ours = [path for path in ROOT.glob("[!.]*") if path.is_dir() and path not in foreign]
    found = {*ROOT.glob(pattern), *(path for folder in ours for path in folder.glob(f"**/{pattern}"))}
    return sorted(path for path in found if path.is_file())


def digest_of_words(words: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def digest(paths: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        whole.update(f"{path.relative_to(ROOT)} {len(content)}\n".encode() + content)
    return whole.hexdigest()
