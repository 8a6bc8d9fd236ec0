"""The Celery worker of `make run`: without Celery's command line, whose imports would cost most of a second."""

import sys
from typing import Any

from celery.signals import worker_ready

from ipr_portal.celery import app
from ipr_portal.embedded.mark import leave_mark


@worker_ready.connect
def announce(**_facts: Any) -> None:
    leave_mark()


if __name__ == "__main__":
    worker = app.Worker(
        concurrency=2, pool_cls="prefork", loglevel="WARNING", without_gossip=True, without_mingle=True, quiet=True
    )
    worker.start()
    sys.exit(worker.exitcode)
