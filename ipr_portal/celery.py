"""The Celery application. Messages are hints: the outbox in PostgreSQL is the truth (docket/outbox.py)."""

import logging
import os
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipr_portal.settings")
app = Celery("ipr_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

GRACE = 20.0  # seconds for calls that are under way when the worker is told to end; the longest takes fifteen


@signals.setup_logging.connect
def keep_our_lines(loglevel: int | str | None = None, **_: Any) -> None:
    """Celery would put its own in their place; that somebody listens here stops it."""
    if loglevel:
        logging.getLogger().setLevel(loglevel)


@signals.celeryd_init.connect
def become_a_worker(**_: Any) -> None:
    from ipr_portal.database import become

    become("worker")


@signals.worker_ready.connect
def begin(sender: Any, **_: Any) -> None:
    """Work from the first moment on. A pool of processes begins with the first hint, in its children."""
    from docket import pumps

    if "prefork" not in str(getattr(sender, "pool", "")):
        pumps.start_all()


@signals.worker_shutting_down.connect
def begin_nothing_more(**_: Any) -> None:
    from docket import pumps

    pumps.ending()


@signals.worker_process_shutdown.connect
@signals.worker_shutdown.connect
def end(**_: Any) -> None:
    """Finish what is under way and give back the rest, so that another worker has it at once."""
    from docket import pumps

    pumps.stop_all(within=GRACE)


@signals.before_task_publish.connect
def send_the_request_along(headers: dict[str, Any] | None = None, **_: Any) -> None:
    from docket import tracing

    if headers is not None:
        headers.update(tracing.headers())


@signals.task_prerun.connect
def belong_to_the_request(task: Any = None, **_: Any) -> None:
    """Log lines of a task name the request that sent it."""
    from docket import tracing

    tracing.request_id.set(str((task and task.request.get("X-Request-Id")) or tracing.NOBODY))
