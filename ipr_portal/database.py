"""What a process is for, told to PostgreSQL with each connection: web, worker, sweeper, or a command."""

from typing import Any

from django.conf import settings
from django.db import connections
from django.db.backends.signals import connection_created

from ipr_portal import limits

TRANSACTION_TIMEOUT_SINCE = 170_000  # an older server does not know it and would refuse the connection
_role = "command"


def become(role: str) -> None:
    """This process is one of these from now on: its next connection has the limits that go with it."""
    global _role
    _role = role
    for alias in connections:
        connections.settings[alias]["OPTIONS"]["options"] = limits.options(role, demo=settings.DEMO)
    connections.close_all()


def limit_transactions(connection: Any, **_: Any) -> None:
    longest = limits.LIMITS[_role][3]
    if longest and connection.connection.server_version >= TRANSACTION_TIMEOUT_SINCE:
        with connection.cursor() as cursor:
            cursor.execute("SET transaction_timeout = %s", [longest])


connection_created.connect(limit_transactions, dispatch_uid="portal.limit_transactions")
