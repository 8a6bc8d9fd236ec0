"""What the launcher says, and the troubles a person can put right."""

import time

BEGAN = time.monotonic()


class Trouble(Exception):
    """Something the person at the keyboard can put right: printed as a sentence, without a traceback."""


def say(sentence: str) -> None:
    print(f"[{time.monotonic() - BEGAN:5.1f} s] {sentence}", flush=True)
