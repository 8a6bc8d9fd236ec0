"""The virtualenv: made once, brought to what requirements.lock says, skipped when nothing changed."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ipr_portal.embedded.console import Trouble, say
from ipr_portal.embedded.places import INSTALLER_LOCK, LOCK, PYTHON, ROOT, VENV, tool

STAMP = VENV / ".lock-hash"
WHEELS_ONLY = ("--only-binary", ":all:")


def install() -> None:
    """Make .venv hold exactly the locked packages. Costs a few milliseconds when it already does."""
    if _is_current():
        return
    with _alone():
        if _is_current():  # another start did it while we waited
            return
        if not _works():
            _create()
        say(f"installing the packages of requirements.lock into {VENV.name} (some 30 seconds, once)")
        if not (_sync_with_uv() or _install_with_pip()):
            raise Trouble("the packages could not be installed; the lines above say why. Is there a network?")
        STAMP.write_text(_wanted())
        say("packages installed")


def _wanted() -> str:
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def _is_current() -> bool:
    return Path(PYTHON).exists() and STAMP.exists() and STAMP.read_text() == _wanted()


def _works() -> bool:
    """A virtualenv outlives the Python it was made from: ask it, do not trust the file's presence."""
    if not Path(PYTHON).exists():
        return False
    question = "import sys; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([PYTHON, "-c", question], stderr=subprocess.DEVNULL).returncode == 0


def _create() -> None:
    say(f"making {VENV.name} with Python {sys.version.split()[0]}")
    try:
        venv.create(VENV, with_pip=True, clear=True, symlinks=True)
    except subprocess.CalledProcessError:  # Debian's python3 comes without ensurepip
        venv.create(VENV, with_pip=False, clear=True, symlinks=True)


def _sync_with_uv() -> bool:
    uv = _uv()
    if uv is None:
        return False
    command = [uv, "pip", "sync", "--python", PYTHON, "--require-hashes", *WHEELS_ONLY, str(LOCK)]
    if not _writable_home():
        command.append("--no-cache")
    if not sys.stderr.isatty():  # no progress bar to show, and the list of packages is the lock's
        command.append("--quiet")
    # uv brings its own list of certificate authorities; a company's proxy is known to the system only
    return subprocess.run(command, env=os.environ | {"UV_SYSTEM_CERTS": "1"}, cwd=ROOT).returncode == 0


def _uv() -> str | None:
    if shutil.which("uv"):
        return shutil.which("uv")
    pip = _pip()
    if pip is None:
        raise Trouble(
            "this Python can make no virtualenv with pip in it. Install what is missing "
            "(on Debian and Ubuntu: apt install python3-venv) and start again."
        )
    fetched = subprocess.run([*pip, "install", "--quiet", "--require-hashes", *WHEELS_ONLY, "-r", str(INSTALLER_LOCK)])
    return tool("uv") if fetched.returncode == 0 else None


def _install_with_pip() -> bool:
    pip = _pip()
    if pip is None:
        return False
    say("uv is of no help here; pip takes over (a minute or two)")
    command = [*pip, "install", "--require-hashes", *WHEELS_ONLY, "-r", str(LOCK)]
    return subprocess.run(command, cwd=ROOT).returncode == 0


def _pip() -> list[str] | None:
    """pip of the virtualenv, else the starting Python's own, told to work on the virtualenv."""
    for command in ([PYTHON, "-m", "pip"], [sys.executable, "-m", "pip", "--python", PYTHON]):
        if subprocess.run([*command, "--version"], capture_output=True).returncode == 0:
            return [*command, "--disable-pip-version-check"]
    return None


def _writable_home() -> bool:
    home = Path.home()
    return home.is_dir() and os.access(home, os.W_OK)


@contextmanager
def _alone() -> Iterator[None]:
    """Two starts in one checkout must not fill one virtualenv together."""
    with (ROOT / ".venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
