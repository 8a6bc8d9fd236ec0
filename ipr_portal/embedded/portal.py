"""The processes of the portal itself, and how each shows that it serves."""

import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ipr_portal.embedded.children import Child
from ipr_portal.embedded.home import Home
from ipr_portal.embedded.mark import VARIABLE, is_marked_by
from ipr_portal.embedded.places import PYTHON

# A machine's proxy settings do not concern 127.0.0.1.
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Portal:
    """The four processes, on their ports."""

    home: Home
    environment: Mapping[str, str]
    port: int
    sandbox_port: int

    def sandbox(self) -> Child:
        home = str(self.home.folder("sandbox"))
        command = [PYTHON, "-m", "sandbox", "--port", str(self.sandbox_port), "--home", home]
        return self._child("sandbox", command, answers_at(f"http://127.0.0.1:{self.sandbox_port}/healthz"))

    def web(self) -> Child:
        command = [PYTHON, "-m", "ipr_portal.embedded.serving", str(self.port)]
        return self._child("web", command, answers_at(f"http://127.0.0.1:{self.port}/healthz/ready"))

    def worker(self) -> Child:
        command = [PYTHON, "-m", "ipr_portal.embedded.working"]
        # migrate has just run the checks; TERM means: put the task in hand back and end, do not finish it
        return self._marked("worker", command, CELERY_SKIP_CHECKS="1", REMAP_SIGTERM="SIGQUIT")

    def sweeper(self) -> Child:
        child = self._marked("sweeper", [PYTHON, "-m", "ipr_portal.embedded.sweeping"])
        child.patience = 5.0  # it may be amid fifty deliveries: what it holds is due again in a moment
        return child

    def _child(self, name: str, command: list[str], answers: Callable[[], bool], **extra: str) -> Child:
        log = self.home.folder("logs") / f"{name}.log"
        return Child(name=name, command=command, log=log, answers=answers, environment={**self.environment, **extra})

    def _marked(self, name: str, command: list[str], **extra: str) -> Child:
        mark = self.home.folder("ready") / name
        mark.unlink(missing_ok=True)

        def has_left_mark() -> bool:
            return child.process is not None and is_marked_by(mark, child.process.pid)

        child = self._child(name, command, has_left_mark, **{VARIABLE: str(mark)}, **extra)
        return child


def answers_at(address: str) -> Callable[[], bool]:
    def answers() -> bool:
        try:
            with DIRECT.open(address, timeout=2) as response:
                return bool(response.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    return answers
