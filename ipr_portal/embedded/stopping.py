"""Ctrl-C and SIGTERM: the first ends the work in order, the second does not wait."""

import os
import signal
import time
from types import FrameType

from ipr_portal.embedded.children import Crew, bond

ONE_WISH = 1.0  # seconds: a signal to the whole group reaches us twice, once through make
WORDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Halted(BaseException):
    """Someone asked us to stop; a BaseException so that no `except Exception` swallows it."""


def listen() -> None:
    """Installed explicitly: a shell's `&` hands down an ignored SIGINT. An ignored SIGHUP is nohup's, and meant."""
    for word in WORDS:
        if word is not signal.SIGHUP or signal.getsignal(word) is not signal.SIG_IGN:
            signal.signal(word, _halt)
    if "MAKELEVEL" in os.environ and (tie := bond(os.getppid(), signal.SIGTERM)):
        tie()  # a `make` that is killed outright cannot tell its recipe


def hurry_when_asked_again(crew: Crew) -> None:
    asked = time.monotonic()

    def hurry(_number: int, _frame: FrameType | None) -> None:
        crew.hurries = time.monotonic() - asked > ONE_WISH

    for word in WORDS:
        signal.signal(word, hurry)


def _halt(number: int, _frame: FrameType | None) -> None:
    for word in WORDS:
        signal.signal(word, signal.SIG_IGN)
    raise Halted(signal.Signals(number).name)
