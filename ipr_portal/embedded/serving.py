"""The web server of `make run`: Granian, with the portal loaded once before the workers are forked from it."""

import gc
import sys

from django.urls import get_resolver
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

import ipr_portal.wsgi  # noqa: F401 - loaded for its workers


def serve(port: int) -> None:
    get_resolver().check()  # reads every address, and so every view: half of what a worker would have to load
    gc.freeze()  # what is loaded by now stays shared between the workers' memories
    Granian(
        "ipr_portal.wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=2,
        blocking_threads=4,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=8,
    ).serve()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
