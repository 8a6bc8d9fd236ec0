"""Is this process alive, and can it do its work?"""

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

# With these off a power cut could lose what was promised; a demo's or test's throw-away database may differ.
DURABLE = {"fsync": {"on"}, "full_page_writes": {"on"}, "synchronous_commit": {"on", "remote_apply", "remote_write"}}


@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "live"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers, is migrated and keeps what it is given. Redis is not asked: losing it costs only time."""
    try:
        faults = [*_unmigrated(), *_undurable()]
    except DatabaseError:
        faults = ["database"]
    status = 503 if faults else 200
    response = JsonResponse({"status": "ready" if not faults else "not ready", "faults": faults}, status=status)
    if faults:
        response["Retry-After"] = "10"
    return response


_migrated = False


def _unmigrated() -> list[str]:
    """Asked until it is true once: a running process is not unmigrated by others."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        return [] if _migrated else ["migrations"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return []


def _undurable() -> list[str]:
    if settings.DEBUG:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(DURABLE)])
        return [name for name, setting in cursor.fetchall() if setting not in DURABLE[name]]
