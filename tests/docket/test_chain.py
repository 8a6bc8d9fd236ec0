"""The docket cannot be changed, and a change by force is found."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from docket import verify
from docket.models import Entry
from tests import cast

pytestmark = pytest.mark.django_db


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a test is one transaction: let its own keys be checked now
        cursor.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE docket_entry SET role = 'admin'",
        "DELETE FROM docket_entry",
        "TRUNCATE docket_entry CASCADE",
    ],
)
def test_entries_are_never_changed(sql: str) -> None:
    cast.right()
    before = list(Entry.objects.values_list("hash", flat=True))
    with pytest.raises(DatabaseError, match="never changed"):
        run(sql)
    assert list(Entry.objects.values_list("hash", flat=True)) == before


def test_a_whole_docket_verifies() -> None:
    cast.right()
    call_command("verify_docket", verbosity=0)


FORCED = {
    "content changed": "UPDATE docket_entry SET facts = '{\"x\": 1}' WHERE step = 'verify'",
    "who did it changed": "UPDATE docket_entry SET actor_id = 999 WHERE step = 'register'",
    "entry deleted": "DELETE FROM docket_delivery; DELETE FROM docket_entry WHERE step = 'register'",
    "hash recomputed for one entry": (
        "UPDATE docket_entry SET role = 'admin' WHERE step = 'register';"
        "UPDATE docket_entry e SET hash = docket_entry_hash(e) WHERE step = 'register'"
    ),
    "last entry cut off": "DELETE FROM docket_delivery; DELETE FROM docket_entry WHERE step = 'verify'",
    "state changed beside the docket": "UPDATE rights_ipright SET state = 'withdrawn'",
}


@pytest.mark.parametrize("sql", FORCED.values(), ids=FORCED.keys())
def test_tampering_by_force_is_found(sql: str) -> None:
    """As the owner of the table one can switch the guards off; the check still finds it."""
    cast.right()
    run(f"ALTER TABLE docket_entry DISABLE TRIGGER USER; {sql}; ALTER TABLE docket_entry ENABLE TRIGGER USER")
    assert [*verify.broken_chains(), *verify.mismatched_states()]
    with pytest.raises(CommandError):
        call_command("verify_docket", verbosity=0)


def test_an_entry_without_predecessor_is_refused() -> None:
    with pytest.raises(DatabaseError, match="no predecessor"), transaction.atomic():
        Entry.objects.create(subject_type="right", subject_id=1, n=5, step="verify", target="verified", role="x")
