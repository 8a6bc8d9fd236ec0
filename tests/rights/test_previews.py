"""Copies to look at: without hidden data, made where a hostile file can do no harm, and refused where one acts."""

import io
import resource
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django import Settings

from docket import outbox, verify
from docket.models import Delivery
from rights.actions.evidence import store
from rights.files import disk, previews
from rights.models import Evidence, Rendition
from tests import cast
from tests.rights import hostile

pytestmark = pytest.mark.django_db
SECRETS = (b"SecretCam", b"Model-77", b"Planted Person", b"planted-xmp", b"Exif", b"XMP ")


def keep(name: str, content: bytes) -> Evidence:
    made = store(by=cast.mara().actor, upload=SimpleUploadedFile(name, content))
    outbox.deliver()
    made.refresh_from_db()
    return made


@pytest.mark.parametrize(("name", "kind"), [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP")])
def test_copies_carry_nothing_hidden_and_the_original_stays_as_it_came(name: str, kind: str) -> None:
    content = hostile.photo_with_secrets(kind)
    assert any(secret in content for secret in SECRETS)
    evidence = keep(name, content)
    assert Path(evidence.file.path).read_bytes() == content
    assert (evidence.preview, evidence.flags) == ("made", [])
    copies = {made.kind: made for made in evidence.renditions.all()}
    assert set(copies) == {"shared", "thumb"}
    for copy in copies.values():
        data = Path(copy.file.path).read_bytes()
        assert not any(secret in data for secret in SECRETS)
        assert disk.sha256_of(copy.file.name) == copy.sha256
        image = Image.open(io.BytesIO(data))
        assert image.size == (80, 120) == (copy.width, copy.height), "it stands upright without being told to"
        assert not image.getexif() and "icc_profile" not in image.info
    prepared = evidence.entries().get(step="prepare")
    assert prepared.facts["made"] == {kind: copy.sha256 for kind, copy in copies.items()}
    assert not [*verify.broken_chains("evidence"), *verify.mismatched_states()]


def test_copies_are_made_once_however_often_the_news_comes() -> None:
    evidence = keep("a.png", hostile.png())
    Delivery.objects.update(state="due", attempts=0)
    outbox.deliver()
    assert Rendition.objects.count() == 2 and evidence.entries().filter(step="prepare").count() == 1


def test_two_workers_at_once_leave_one_pair_of_copies(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    evidence = store(by=cast.mara().actor, upload=SimpleUploadedFile("a.png", hostile.png()))
    entry = evidence.entries().get()
    look, turns = previews.look_into, [lambda: previews.prepare(entry)]

    def interrupted(path: Path, media_type: str) -> previews.Seen:
        if turns:
            turns.pop()()
        return look(path, media_type)

    monkeypatch.setattr(previews, "look_into", interrupted)
    previews.prepare(entry)
    assert Rendition.objects.count() == 2
    assert len([path for path in (Path(settings.MEDIA_ROOT) / "renditions").rglob("*") if path.is_file()]) == 2


def test_the_first_page_of_a_pdf_is_drawn() -> None:
    evidence = keep("a.pdf", hostile.pdf())
    assert evidence.preview == "made"
    assert evidence.renditions.get(kind="shared").height > 1000


@pytest.mark.parametrize("name", hostile.ACTING_PDFS)
def test_a_pdf_that_acts_is_kept_and_flagged_and_not_drawn(name: str, client: object) -> None:
    evidence = keep("a.pdf", hostile.ACTING_PDFS[name])
    assert name.partition(",")[0] in evidence.flags
    assert (evidence.state, evidence.preview) == ("kept", "refused")
    assert not evidence.renditions.exists()
    assert Path(evidence.file.path).read_bytes() == hostile.ACTING_PDFS[name]


def test_a_picture_that_is_an_archive_too_is_flagged_and_its_copy_is_none() -> None:
    archive = b"PK\x03\x04hidden" + b"PK\x05\x06" + b"\0" * 18
    evidence = keep("a.gif", hostile.saved(Image.new("P", (9, 9)), "GIF") + archive)
    assert evidence.flags == ["archive-inside"] and evidence.preview == "made"
    for copy in evidence.renditions.all():
        assert b"PK\x05\x06" not in Path(copy.file.path).read_bytes()


@pytest.mark.parametrize(("name", "content"), [("a.txt", b"words"), ("a.eml", b"From: a@b.example\r\n\r\nHello")])
def test_words_have_no_preview(name: str, content: bytes) -> None:
    assert keep(name, content).preview == "none"


def test_a_photo_of_a_phone_in_heic_is_kept_without_a_preview() -> None:
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 40
    evidence = keep("IMG_1.HEIC", heic)
    assert (evidence.media_type, evidence.preview) == ("image/heic", "none")


def test_forty_hostile_files_hurt_nobody(tmp_path: Path, settings: Settings) -> None:
    settings.PREVIEW_CPU_SECONDS = 1
    files = list(hostile.corpus())
    assert len(files) >= 40
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number, (media_type, content) in enumerate(files):
        path = tmp_path / str(number)
        path.write_bytes(content)
        seen = previews.look_into(path, media_type)
        assert seen.flags or seen.pictures, number
        assert path.read_bytes() == content
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024, "kilobytes"


def test_a_child_that_runs_wild_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wild = tmp_path / "wild.py"
    monkeypatch.setattr(previews.darkroom, "__file__", str(wild))
    monkeypatch.setattr(previews, "PATIENCE", 0.2)
    monkeypatch.setattr(previews, "MOST_BYTES", 100_000)
    for program in ("while True: pass", "print('x' * 10_000_000)", "raise SystemExit", "import os; os.kill(0, 0)"):
        wild.write_text(program)
        assert previews.look_into(tmp_path, "image/png") == previews.Seen(["too-heavy"])


LIES = [
    b"",
    b"[]\n",
    b'{"flags": ["made up"], "pictures": [], "sizes": []}\n',
    b'{"flags": [], "pictures": [["shared", 5]], "sizes": [[1, 1]]}\n<html',
    b'{"flags": [], "pictures": [["../x", 16]], "sizes": [[1, 1]]}\nRIFF0000WEBP0000',
    b'{"flags": [], "pictures": [["shared", -1]], "sizes": [[1, 1]]}\nRIFF0000WEBP0000',
    b'{"flags": [], "pictures": 7, "sizes": null}\n',
]


@pytest.mark.parametrize("lie", LIES)
def test_what_a_child_says_is_not_believed_without_looking(lie: bytes) -> None:
    assert previews.understood(lie) is None


def test_in_the_dark_room_no_file_and_no_socket_can_be_opened(tmp_path: Path) -> None:
    program = """
import socket, sys
from rights.files import darkroom
darkroom.warm_up("image/png")
darkroom.shut_in(5, darkroom.MEMORY)
for attempt in (lambda: open("/etc/hostname"), lambda: socket.socket(), lambda: open("/tmp/x", "w")):
    try:
        attempt()
    except OSError:
        continue
    sys.exit(1)
"""
    import subprocess
    import sys

    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
