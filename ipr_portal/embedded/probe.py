"""Asking a server of ours whether it serves."""

import urllib.error
import urllib.request
from collections.abc import Callable

# A machine's proxy settings do not concern 127.0.0.1.
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def answers_at(address: str) -> Callable[[], bool]:
    def answers() -> bool:
        try:
            with DIRECT.open(address, timeout=2) as response:
                return bool(response.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    return answers
