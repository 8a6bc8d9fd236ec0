"""`python -m ipr_portal.embedded.nursery PORT`: loads the portal once, and forks web, worker and sweeper from it.

Loading costs two seconds of a processor. Once instead of three times is what makes the second start quick, and a
process that died is back at once.
"""

import gc
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NoReturn

from ipr_portal.embedded import stopping, work
from ipr_portal.embedded.children import Child, Crew
from ipr_portal.embedded.console import Trouble
from ipr_portal.embedded.forked import ForkedChild
from ipr_portal.embedded.home import Home
from ipr_portal.embedded.mark import VARIABLE, is_marked_by, leave_mark
from ipr_portal.embedded.probe import answers_at


def main(port: int) -> int:
    stopping.listen()
    home = Home(Path(os.environ["PORTAL_HOME"]))
    crew = Crew(home.folder("processes"))
    try:
        work.load()
        gc.collect()
        gc.freeze()  # what is loaded stays shared between the processes' memories
        _tend(home, crew, port)
    except stopping.Halted:
        code = 0
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        code = 1
    finally:
        stopping.hurry_when_asked_again(crew)
        crew.stop(*crew.children)
    return code


def _tend(home: Home, crew: Crew, port: int) -> NoReturn:
    web = answers_at(f"http://127.0.0.1:{port}/healthz/ready")
    crew.launch(_child(home, "web", partial(work.serve, port), web))
    worker = crew.launch(_marked(home, "worker", work.take_tasks))
    worker.patience = 25.0  # a call to the marketplace that is under way may take fifteen
    sweeper = crew.launch(_marked(home, "sweeper", work.sweep))
    sweeper.patience = 25.0
    crew.wait_for(*crew.children, within=90)
    leave_mark()
    while True:
        crew.mend()
        time.sleep(0.2)


def _child(home: Home, name: str, do: Callable[[], None], answers: Callable[[], bool], **extra: str) -> ForkedChild:
    log = home.folder("logs") / f"{name}.log"
    return ForkedChild(
        name=name, command=(), log=log, answers=answers, environment=extra, farewell=signal.SIGTERM, work=do
    )


def _marked(home: Home, name: str, do: Callable[[], None]) -> Child:
    mark = home.folder("ready") / name
    mark.unlink(missing_ok=True)

    def has_left_mark() -> bool:
        return child.process is not None and is_marked_by(mark, child.process.pid)

    child = _child(home, name, do, has_left_mark, **{VARIABLE: str(mark)})
    return child


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
