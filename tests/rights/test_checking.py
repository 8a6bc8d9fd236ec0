"""The bytes stay those that came in: a flipped bit is found, a pass goes on after an interruption, leftovers go."""

import os
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from docket import clock, verify
from rights.actions import evidence as deeds
from rights.files import check_bundle, checking, disk, orphans
from rights.models import Evidence, FileCheck
from tests import cast

pytestmark = pytest.mark.django_db


def flip_one_bit(evidence: Evidence) -> None:
    path = Path(evidence.file.path)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def fresh(evidence: Evidence) -> Evidence:
    evidence.refresh_from_db()
    return evidence


def test_a_flipped_bit_is_found_and_nobody_relies_on_the_file_until_it_is_back(client: Client) -> None:
    whole, hurt = cast.evidence(name="a.txt"), cast.evidence(name="b.txt", content=b"the price was 39.00")
    flip_one_bit(hurt)
    passed = checking.run_through()
    assert (passed.files, passed.damaged) == (2, [hurt.public_id])
    assert (fresh(whole).state, fresh(hurt).state) == ("kept", "damaged")
    client.force_login(cast.mara().user)
    assert client.get(f"/evidence/{hurt.public_id}/").status_code == 404
    flip_one_bit(hurt)
    assert checking.run_through().damaged == []
    assert fresh(hurt).state == "kept"
    assert [e.step for e in hurt.entries()] == ["take_in", "find_damaged", "find_whole"]
    assert not [*verify.broken_chains(), *verify.mismatched_states()]


def test_a_missing_file_is_found_and_told_once() -> None:
    gone = cast.evidence()
    Path(gone.file.path).unlink()
    checking.run_through()
    checking.run_through()
    assert [e.facts.get("found") for e in gone.entries()] == [None, "nothing"]


def test_a_pass_goes_on_where_it_was_and_a_new_one_begins_a_day_later(monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(5):
        cast.evidence(name=f"{n}.txt")
    monkeypatch.setattr(checking, "FILES_A_TIME", 2)
    assert [checking.check_some() for _ in range(5)] == [2, 2, 1, 0, 0]
    full = FileCheck.objects.get(kind="full")
    assert full.files == 5 and full.ended_at is not None
    assert FileCheck.objects.get(kind="sample").files == 5
    FileCheck.objects.update(begun_at=clock.real() - timedelta(hours=25))
    assert checking.check_some() == 2
    assert FileCheck.objects.filter(kind="full").count() == 2


def test_a_slice_is_small_in_bytes_too(monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(3):
        cast.evidence(name=f"{n}.txt", content=b"a" * 100)
    monkeypatch.setattr(checking, "BYTES_A_TIME", 150)
    assert [checking.check_some() for _ in range(3)] == [2, 1, 0]


def test_the_command_reports_and_fails_when_something_is_damaged(capsys: pytest.CaptureFixture[str]) -> None:
    hurt = cast.evidence()
    call_command("check_files", orphans=True)
    assert "1 files whole" in capsys.readouterr().out
    flip_one_bit(hurt)
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("check_files", sample=10)
    assert hurt.public_id in capsys.readouterr().err


def test_reviewers_and_operations_see_the_checks_and_others_do_not(client: Client) -> None:
    flip_one_bit(cast.evidence())
    checking.run_through()
    for reader, status in ((cast.amina(), 200), (cast.jon(), 200), (cast.mara(), 404), (cast.nils(), 404)):
        client.force_login(reader.user)
        answer = client.get("/review/files/")
        assert answer.status_code == status
        assert status == 404 or "1 damaged" in answer.content.decode()


def leftover(settings: Settings, name: str, hours: float) -> Path:
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"half a fi")
    at = clock.real().timestamp() - hours * 3600
    os.utime(path, (at, at))
    return path


def test_what_an_upload_left_behind_goes_after_a_day_and_nothing_else(settings: Settings) -> None:
    kept = cast.evidence()
    os.utime(kept.file.path, (0, 0))
    old = leftover(settings, f"evidence/ab/{'c' * 32}", 25)
    copy = leftover(settings, f"renditions/ab/{'d' * 32}", 25)
    young = leftover(settings, f"evidence/ab/{'e' * 32}", 23)
    foreign = leftover(settings, "evidence/ab/README", 999)
    assert orphans.remove_all() == 2
    assert not old.exists() and not copy.exists()
    assert young.exists() and foreign.exists() and Path(kept.file.path).exists()


def test_every_part_has_its_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    monkeypatch.setattr(orphans, "remove_from", looked.append)
    start = clock.real()
    for minute in range(256):
        monkeypatch.setattr(orphans.clock, "real", lambda minute=minute: start + timedelta(minutes=minute))
        orphans.remove_some()
    assert len(set(looked)) == 256


def test_bytes_are_made_to_stay_before_their_row_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    for name in ("fsync", "fchmod"):
        real = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *a, name=name, real=real: (told.append(name), real(*a))[1])
    enter = deeds.enter
    monkeypatch.setattr(deeds, "enter", lambda **how: (told.append("row"), enter(**how))[1])
    cast.evidence()
    assert told == ["fchmod", "fsync", "fsync", "fsync", "fsync", "row"], "the file, then its three folders"


@pytest.mark.parametrize("broken", ["recognised", "enter", "take"])
def test_a_failure_at_any_point_leaves_neither_row_nor_file(
    broken: str, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(deeds, broken, fail)
    with pytest.raises(OSError, match="no space"):
        cast.evidence()
    assert not Evidence.objects.exists()
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_disk_that_fills_up_while_writing_leaves_nothing(settings: Settings) -> None:
    def chunks() -> object:
        yield b"first"
        raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        disk.write(chunks(), disk.new_name("evidence"), most=100)  # type: ignore[arg-type]
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def exported(client: Client, evidence: Evidence, folder: Path) -> Path:
    client.force_login(cast.amina().user)
    answer = client.get(f"/evidence/{evidence.public_id}/export?for=N-7K4M2QXD")
    assert answer["Content-Type"] == "application/zip" and answer["Content-Disposition"].startswith("attachment")
    zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))).extractall(folder)
    return folder


def test_an_export_can_be_checked_without_us_and_is_itself_told(client: Client, tmp_path: Path) -> None:
    evidence = store_named("Grüße 'n' co.txt")
    folder = exported(client, evidence, tmp_path)
    assert check_bundle.faults(folder) == []
    last = evidence.entries().last()
    assert last is not None
    assert (last.step, last.facts["why"]) == ("export", "review of N-7K4M2QXD")
    assert last.hash in (folder / "custody.json").read_text()
    assert "faults" in (folder / "check.py").read_text()


def store_named(name: str) -> Evidence:
    return deeds.store(by=cast.mara().actor, upload=SimpleUploadedFile(name, "Grüße".encode()))


@pytest.mark.parametrize(
    ("told", "change"),
    [
        ("the file is not", lambda folder: next((folder / "file").iterdir()).write_bytes(b"other")),
        ("entry 1 was changed", lambda folder: edit(folder, '"role": "notifier"', '"role": "reviewer"')),
        ("entry 2 was changed", lambda folder: edit(folder, "review of N-7K4M2QXD", "review of N-00000000")),
    ],
)
def test_a_changed_export_is_found(client: Client, tmp_path: Path, told: str, change: object) -> None:
    folder = exported(client, cast.evidence(), tmp_path)
    change(folder)  # type: ignore[operator]
    assert any(fault.startswith(told) for fault in check_bundle.faults(folder))


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "custody.json"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
