"""Waiting for what other threads and processes do."""

import time
from collections.abc import Callable


def until(true: Callable[[], object], *, within: float = 20, every: float = 0.01, what: str = "") -> None:
    """Look again and again; the limit (seconds) only keeps a broken test from hanging."""
    ends = time.monotonic() + within
    while not true():
        assert time.monotonic() < ends, f"waited {within} s in vain: {what}"
        time.sleep(every)
