"""What a process is for, told to PostgreSQL with each connection; and that no page waits for a server that hangs."""

import select
import time
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connections
from django.db.backends.signals import connection_created
from psycopg2 import extensions

from ipr_portal import limits

TRANSACTION_TIMEOUT_SINCE = 170_000  # an older server does not know it and would refuse the connection
CONNECT_SECONDS = 3.0
GRACE_SECONDS = 1.0  # beyond the limit that the server itself keeps to, if it lives
_role = "command"


def become(role: str) -> None:
    """This process is one of these from now on: its next connection has the limits that go with it."""
    global _role
    _role = role
    for alias in connections:
        connections.settings[alias]["OPTIONS"]["options"] = limits.options(role, demo=settings.DEMO)
    connections.close_all()
    extensions.set_wait_callback(wait_with_limit if role == "web" else None)


def wait_with_limit(connection: Any) -> None:
    """Wait for the server as psycopg2 would, but not for ever: one that hangs does not keep its own limits either.

    The driver closes the connection when this raises.
    """
    connecting = connection.status == extensions.STATUS_SETUP
    longest = CONNECT_SECONDS if connecting else limits.statement(_role) / 1000 + GRACE_SECONDS
    ends = time.monotonic() + longest
    while (state := connection.poll()) != extensions.POLL_OK:
        poll = select.poll()
        poll.register(connection.fileno(), select.POLLIN if state == extensions.POLL_READ else select.POLLOUT)
        if not poll.poll(max(0.0, ends - time.monotonic()) * 1000):
            raise psycopg2.OperationalError("PostgreSQL did not answer in time")


def limit_transactions(connection: Any, **_: Any) -> None:
    longest = limits.LIMITS[_role][3]
    if longest and connection.connection.server_version >= TRANSACTION_TIMEOUT_SINCE:
        with connection.cursor() as cursor:
            cursor.execute("SET transaction_timeout = %s", [longest])


connection_created.connect(limit_transactions, dispatch_uid="portal.limit_transactions")
