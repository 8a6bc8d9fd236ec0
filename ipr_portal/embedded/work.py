"""What the portal's three processes do once they are forked. Importing this loads the portal."""

import sys
from typing import Any

from celery.apps import worker as _worker  # noqa: F401 - loaded before the fork
from celery.concurrency import thread as _thread  # noqa: F401
from celery.signals import worker_ready
from celery.worker import consumer as _consumer  # noqa: F401
from django.core.management import call_command
from django.db import connection
from django.urls import get_resolver
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

import ipr_portal.wsgi  # noqa: F401
from ipr_portal.celery import app
from ipr_portal.embedded.mark import leave_mark


def load() -> None:
    """Everything that would otherwise be read by each process for itself."""
    get_resolver().check()  # every address, and so every view
    app.loader.import_default_modules()  # every task


def serve(port: int) -> None:
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


@worker_ready.connect
def _announce(**_facts: Any) -> None:
    leave_mark()


def take_tasks() -> None:
    # What is taken from the queue only wakes the pumps, which have threads of their own.
    worker = app.Worker(
        concurrency=2, pool_cls="threads", loglevel="WARNING", without_gossip=True, without_mingle=True, quiet=True
    )
    worker.start()
    sys.exit(worker.exitcode)


def sweep() -> None:
    connection.ensure_connection()
    leave_mark()
    call_command("sweep")
