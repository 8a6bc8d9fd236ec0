"""The one clock by which legal time is judged: the database's, plus the demo's offset in a demo."""

from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import DateField, Func


class Today(Func):
    """The day it is by this clock, for use inside a query; asked once, however many rows are looked at."""

    template = "(SELECT (docket_now() AT TIME ZONE 'UTC')::date)"

    def __init__(self, **extra: Any) -> None:
        super().__init__(output_field=DateField(), **extra)


def today() -> date:
    """The day it is: that on which law and mandates are judged."""
    return now().date()


def now() -> datetime:
    """The database's time. A worker's own clock may be days off and must not move a deadline."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT docket_now()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def real() -> datetime:
    """The database's time without the demo's offset: leases of people and workers are judged by it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def advance(seconds: float) -> datetime:
    """Move the demo's clock forward. Has no effect on a process that is not a demo (see docket_now)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO docket_demo_clock (id, ahead) VALUES (1, make_interval(secs => %s))"
            " ON CONFLICT (id) DO UPDATE SET ahead = docket_demo_clock.ahead + EXCLUDED.ahead",
            [seconds],
        )
    return now()
