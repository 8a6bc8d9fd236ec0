"""`make test` and other work on throw-away servers: made in a temporary folder, gone afterwards whatever happens."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from ipr_portal.embedded.children import Crew, bound_to_us
from ipr_portal.embedded.console import say
from ipr_portal.embedded.home import Home
from ipr_portal.embedded.places import PYTHON, ROOT, environment
from ipr_portal.embedded.servers import Servers
from ipr_portal.embedded.stopping import Halted, hurry_when_asked_again


def test(words: Sequence[str]) -> int:
    """pytest, two processes at a time unless told otherwise."""
    alone = {"-n", "--numprocesses", "--pdb", "--dist"} & {word.partition("=")[0] for word in words}
    alone |= {word for word in words if word.startswith("-n")}
    return on_throwaway_servers([PYTHON, "-m", "pytest", *(() if alone else ("-n", "2")), *words], durable=False)


def on_throwaway_servers(command: Sequence[str | Path], *, durable: bool) -> int:
    folder = Path(tempfile.mkdtemp(prefix="ipr-portal-"))
    crew = Crew()
    try:
        home = Home(folder / "home")
        servers = Servers(home, durable=durable)
        servers.launch(crew)
        servers.wait(crew)
        say("a fresh PostgreSQL and Valkey are up")
        return _work(command, environment() | servers.addresses | {"PORTAL_HOME": str(home.path), "PORTAL_DEMO": "1"})
    except Halted as word:
        say(f"stopped ({word})")
        return 130
    finally:
        hurry_when_asked_again(crew)
        crew.stop(*crew.children)
        shutil.rmtree(folder, ignore_errors=True)


def _work(command: Sequence[str | Path], surroundings: dict[str, str]) -> int:
    began = time.monotonic()
    work = subprocess.Popen(
        command, cwd=ROOT, env=surroundings, process_group=0 if not os.isatty(0) else None,
        preexec_fn=bound_to_us(signal.SIGTERM),
    )  # fmt: skip
    try:
        code = work.wait()
    except Halted:
        work.send_signal(signal.SIGINT)
        try:
            work.wait(10)
        except subprocess.TimeoutExpired:
            work.kill()
        raise
    say(f"done in {time.monotonic() - began:.0f} s, exit code {code}")
    return code if code >= 0 else 128 - code
