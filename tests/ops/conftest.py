"""What the tests of operations share."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from docket import pulse
from docket.models import Breaker
from tests.cast import Person


@pytest.fixture
def sign_in() -> Callable[[Person], Client]:
    def enter(person: Person) -> Client:
        client = Client()
        client.force_login(person.user)
        return client

    return enter


def all_well() -> None:
    """A sweeper leads and a canary has just come through."""
    pulse.mark("sweeper")
    pulse.mark("canary")


def aged(table: str, column: str, where: str, seconds: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {column} = clock_timestamp() - make_interval(secs => %s) WHERE {where}",  # noqa: S608
            [seconds],
        )


def shut(name: str, error: str = "503 Service Unavailable") -> None:
    """The breaker of this dependency is open."""
    Breaker.objects.update_or_create(name=name, defaults={"last_error": error})
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE docket_breaker SET opened_at = clock_timestamp(), last_bad_at = clock_timestamp(),"
            " probe_at = clock_timestamp() + interval '15 s' WHERE name = %s",
            [name],
        )
