"""The processes of the portal itself, and how each shows that it serves."""

from collections.abc import Mapping
from dataclasses import dataclass

from ipr_portal.embedded.children import Child
from ipr_portal.embedded.home import Home
from ipr_portal.embedded.mark import VARIABLE, is_marked_by
from ipr_portal.embedded.places import PYTHON
from ipr_portal.embedded.probe import answers_at


@dataclass(frozen=True)
class Portal:
    """The stand-in marketplace, and the nursery of web, worker and sweeper."""

    home: Home
    environment: Mapping[str, str]
    port: int
    sandbox_port: int

    def sandbox(self) -> Child:
        home = str(self.home.folder("sandbox"))
        return Child(
            name="sandbox",
            command=[PYTHON, "-m", "sandbox", "--port", str(self.sandbox_port), "--home", home],
            log=self.home.folder("logs") / "sandbox.log",
            answers=answers_at(f"http://127.0.0.1:{self.sandbox_port}/healthz"),
            environment=self.environment,
        )

    def nursery(self) -> Child:
        mark = self.home.folder("ready") / "portal"
        mark.unlink(missing_ok=True)
        words = {"CELERY_SKIP_CHECKS": "1", VARIABLE: str(mark)}  # migrate has just run the checks

        def has_left_mark() -> bool:
            return child.process is not None and is_marked_by(mark, child.process.pid)

        child = Child(
            name="portal",
            command=[PYTHON, "-m", "ipr_portal.embedded.nursery", str(self.port)],
            log=self.home.folder("logs") / "portal.log",
            answers=has_left_mark,
            environment={**self.environment, **words},
            patience=30.0,  # it waits for its own
            speaks=True,
        )
        return child
