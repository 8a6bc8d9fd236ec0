"""What the launcher says, and the troubles a person can put right."""

import os
import time
from contextlib import suppress

# A process that speaks for us goes on counting where we began.
BEGAN = float(os.environ.setdefault("PORTAL_BEGAN", str(time.monotonic())))


class Trouble(Exception):
    """Something the person at the keyboard can put right: printed as a sentence, without a traceback."""


def say(sentence: str) -> None:
    tell(f"[{time.monotonic() - BEGAN:5.1f} s] {sentence}")


def tell(text: str) -> None:
    """Whoever started us may have stopped reading: that is no reason to stop serving."""
    with suppress(OSError):
        print(text, flush=True)
