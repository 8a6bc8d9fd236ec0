"""Is this process alive, and can it do its work?"""

from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from docket import health
from docket.database import is_away

# With these off a power cut could lose what was promised; a demo's or test's throw-away database may differ.
DURABLE = {"fsync": {"on"}, "full_page_writes": {"on"}, "synchronous_commit": {"on", "remote_apply", "remote_write"}}


@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "live"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers, is migrated and keeps what it is given.

    `degraded` still serves: something beside the pages does not do its work, and people should know.
    """
    faults, degraded = [], []
    try:
        faults = [*_unmigrated(), *_undurable()]
        degraded = [*health.look().faults(), *_only_read()] if "migrations" not in faults else []
    except Exception as error:
        if not is_away(error):
            raise
        faults = ["database"]
        connection.close()
    said: dict[str, Any] = {"status": "ready", "faults": faults, "degraded": degraded}
    if faults:
        said["status"] = "not ready"
        return JsonResponse(said, status=503, headers={"Retry-After": "10"})
    if degraded:
        said["status"] = "degraded"
    return JsonResponse(said)


_migrated = False


def _unmigrated() -> list[str]:
    """Asked until it is true once: a running process is not unmigrated by others."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [] if _migrated else ["migrations"]


def _undurable() -> list[str]:
    if settings.DEBUG:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(DURABLE)])
        return [name for name, setting in cursor.fetchall() if setting not in DURABLE[name]]


def _only_read() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('transaction_read_only') = 'on'")
        return ["read-only"] if cursor.fetchone()[0] else []
