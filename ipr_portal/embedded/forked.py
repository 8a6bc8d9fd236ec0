"""A child that is forked from us instead of started anew: it has everything loaded that we have loaded."""

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from ipr_portal.embedded.children import Child, bound_to_us
from ipr_portal.embedded.stopping import WORDS


class Forked:
    """The forked process, asked and ended like a subprocess.Popen."""

    def __init__(self, become: Callable[[], None]) -> None:
        self.returncode: int | None = None
        tie = bound_to_us(signal.SIGTERM)
        before = signal.pthread_sigmask(signal.SIG_BLOCK, WORDS)  # none may reach the child while it has our handlers
        self.pid = os.fork()
        if self.pid == 0:
            if tie:
                tie()
            for word in WORDS:
                signal.signal(word, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            os._exit(_code_of(become))
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def poll(self) -> int | None:
        if self.returncode is None:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self) -> int:
        while self.poll() is None:
            time.sleep(0.01)
        return self.returncode or 0

    def send_signal(self, word: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, word)


@dataclass(eq=False, kw_only=True)
class ForkedChild(Child):
    """A child whose work is one of our functions."""

    work: Callable[[], None]

    def begin(self) -> Forked:
        return Forked(self._become)

    def _become(self) -> None:
        os.setsid()
        with self.log.open("ab") as log, open(os.devnull, "rb") as nothing:  # noqa: PTH123
            os.dup2(nothing.fileno(), 0)
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
        os.environ.update(self.environment)
        self.work()


def _code_of(become: Callable[[], None]) -> int:
    code = 0
    try:
        become()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code
