"""Loaded by the Celery worker of `make run` (--include): leaves a mark once the worker takes tasks."""

from typing import Any

from celery.signals import worker_ready

from ipr_portal.embedded.mark import leave_mark


@worker_ready.connect
def announce(**_facts: Any) -> None:
    leave_mark()
