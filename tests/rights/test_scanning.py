"""Quarantine: what no scanner has looked at is opened by nobody, whatever the scanner does; intake goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from pytest_django import Settings

from docket import clock, outbox, verify
from docket.models import Breaker, Delivery
from notices import actions
from notifications.models import Notification
from rights.actions.evidence import store
from rights.files import clamd, scanning
from rights.models import Evidence
from tests import cast
from tests.rights import fake_clamd, hostile

pytestmark = pytest.mark.django_db
SCAN = "rights.files.scanning.scan"


@pytest.fixture
def scanner(settings: Settings) -> Iterator[fake_clamd.Clamd]:
    with fake_clamd.serving() as server:
        settings.CLAMD_ADDRESS = server.address
        yield server


def keep(name: str = "a.png", content: bytes = b"") -> Evidence:
    return store(by=cast.mara().actor, upload=SimpleUploadedFile(name, content or hostile.png()))


def deliver() -> None:
    """What a worker does now, without waiting for what was put off."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE docket_delivery SET due_at = clock_timestamp() WHERE state = 'due'")
    while outbox.deliver():
        pass


def fresh(evidence: Evidence) -> Evidence:
    evidence.refresh_from_db()
    return evidence


def everybody_gets(evidence: Evidence, status: int) -> None:
    for reader in (cast.mara(), cast.amina(), cast.tomas()):
        client = Client()
        client.force_login(reader.user)
        for part in ("", "image", "thumb"):
            assert client.get(f"/evidence/{evidence.public_id}/{part}").status_code == status
        if reader.user.reviews:
            assert client.get(f"/evidence/{evidence.public_id}/export").status_code == status


def test_a_file_waits_for_the_scanner_and_is_then_open(scanner: fake_clamd.Clamd) -> None:
    evidence = keep()
    assert evidence.state == "quarantined"
    everybody_gets(evidence, 404)
    deliver()
    assert fresh(evidence).state == "clean" and scanner.scanned == [hostile.png()]
    assert [e.step for e in evidence.entries()] == ["quarantine", "pass_scan", "prepare"]
    everybody_gets(evidence, 200)


def test_while_a_file_is_checked_its_sender_reads_so(scanner: fake_clamd.Clamd, client: Client) -> None:
    right = cast.right()
    right.proofs.add(keep())
    client.force_login(cast.mara().user)
    page = client.get(f"/rights/{right.public_id}/").content.decode()
    assert "Being checked" in page and "a.png" in page
    assert f"/evidence/{Evidence.objects.get().public_id}/" not in page


def test_a_virus_is_locked_away_and_its_sender_is_told(scanner: fake_clamd.Clamd, client: Client) -> None:
    evidence = keep("note.txt", fake_clamd.EICAR)
    deliver()
    assert fresh(evidence).state == "rejected"
    everybody_gets(evidence, 404)
    letter = Notification.objects.get(letter="file_rejected")
    assert letter.recipient == cast.mara().user
    assert "note.txt" in letter.subject and "Eicar-Test-Signature" in letter.text
    assert len(mail.outbox) == 1
    client.force_login(cast.amina().user)
    page = client.get(f"/evidence/{evidence.public_id}/custody/").content.decode()
    assert "Scanned: harmful, locked away" in page and "Eicar-Test-Signature" in page
    assert Path(evidence.file.path).read_bytes() == fake_clamd.EICAR, "it is evidence all the same"


@pytest.mark.parametrize("mood", ["hangs up", "stream: gibberish ERROR", "no such thing"])
def test_a_scanner_that_is_away_or_ill_keeps_the_file_locked_for_as_long_as_it_takes(
    scanner: fake_clamd.Clamd, mood: str
) -> None:
    scanner.mood = mood
    evidence = keep()
    for _ in range(20):
        deliver()
    assert fresh(evidence).state == "quarantined"
    everybody_gets(evidence, 404)
    assert Delivery.objects.get(subscriber=SCAN).state == "due"
    scanner.mood = ""
    Breaker.objects.update(probe_at=clock.real())
    deliver()
    assert fresh(evidence).state == "clean"


def test_notices_come_in_while_the_scanner_is_down(settings: Settings) -> None:
    settings.CLAMD_ADDRESS = "127.0.0.1:9"
    proof = keep()
    notice = actions.submit(by=cast.mara().actor, filing=cast.filing(evidence=[proof]))
    deliver()
    assert notice.evidence.get() == proof and fresh(proof).state == "quarantined"
    assert Delivery.objects.get(subscriber=SCAN).last_error.startswith("The scanner is away")


def test_a_scanner_by_a_socket_of_this_machine_that_is_not_there(settings: Settings, tmp_path: Path) -> None:
    settings.CLAMD_ADDRESS = str(tmp_path / "clamd.ctl")
    evidence = keep()
    deliver()
    assert fresh(evidence).state == "quarantined"


def test_a_scanner_that_takes_only_smaller_files_needs_a_person(scanner: fake_clamd.Clamd) -> None:
    scanner.mood = "small"
    evidence = keep("big.txt", b"a" * 1_000_000)
    deliver()
    stuck = Delivery.objects.get(subscriber=SCAN)
    assert stuck.state == "stuck" and "StreamMaxLength" in stuck.last_error
    assert fresh(evidence).state == "quarantined"


def test_a_file_that_was_exchanged_on_disk_is_not_called_clean(scanner: fake_clamd.Clamd) -> None:
    evidence = keep()
    Path(evidence.file.path).write_bytes(b"other")
    deliver()
    assert fresh(evidence).state == "quarantined"
    assert "bytes on disk" in Delivery.objects.get(subscriber=SCAN).last_error


def test_said_twice_is_said_once(scanner: fake_clamd.Clamd) -> None:
    evidence = keep()
    deliver()
    scanning.look_at(Evidence.objects.get())
    scanning.conclude(evidence, clamd.Verdict(""))
    assert evidence.entries().filter(step="pass_scan").count() == 1
    assert not [*verify.broken_chains(), *verify.mismatched_states()]


def test_files_from_before_the_scanner_are_made_up_for(settings: Settings) -> None:
    early, bad = keep(), keep("b.txt", fake_clamd.EICAR)
    assert (early.state, scanning.scan_kept()) == ("kept", 0)
    with fake_clamd.serving() as scanner:
        settings.CLAMD_ADDRESS = scanner.address
        assert scanning.scan_kept() == 2
    assert (fresh(early).state, fresh(bad).state) == ("clean", "rejected")
    assert scanning.scan_kept() == 0
