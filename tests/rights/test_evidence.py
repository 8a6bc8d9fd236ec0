"""Files: by content and not by name, kept byte for byte, served so that nothing in them can run."""

import hashlib
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from rights.actions.evidence import shown_name, store
from rights.files.recognising import Unfit
from rights.models import Evidence
from tests import cast

pytestmark = pytest.mark.django_db


def picture(kind="PNG", size=(8, 8)):
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind)
    return out.getvalue()


def keep(name, content):
    return store(by=cast.mara().actor, upload=SimpleUploadedFile(name, content))


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("lamp.png", picture(), "image/png"),
        ("lamp.JPG", picture("JPEG"), "image/jpeg"),
        ("lamp.webp", picture("WEBP"), "image/webp"),
        ("lamp.gif", picture("GIF"), "image/gif"),
        ("invoice.pdf", b"%PDF-1.7\n%%EOF", "application/pdf"),
        ("note.txt", "Grüße".encode(), "text/plain"),
        ("mail.eml", b"From: a@b.example\r\n\r\nHello", "message/rfc822"),
    ],
)
def test_what_we_take(name, content, media_type, settings):
    evidence = keep(name, content)
    stored = Path(settings.MEDIA_ROOT) / evidence.file.name
    assert evidence.media_type == media_type and evidence.size == len(content)
    assert stored.read_bytes() == content
    assert evidence.sha256 == hashlib.sha256(content).hexdigest()
    assert name.partition(".")[0] not in evidence.file.name


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.pdf", b"", "file-empty"),
        ("x.pdf.exe", b"%PDF-1.7", "file-type-not-allowed"),
        ("x.php%00.png", picture(), "file-type-not-allowed"),
        ("x.pdf.", b"%PDF-1.7", "file-type-not-allowed"),
        (".htaccess", b"deny", "file-type-not-allowed"),
        ("x.svg", b"<svg/>", "file-type-not-allowed"),
        ("x.html", b"<html>", "file-type-not-allowed"),
        ("x.pdf", picture(), "file-type-mismatch"),
        ("x.png", b"<html><script>alert(1)</script>", "file-type-mismatch"),
        ("x.txt", b"<svg onload=alert(1)>", "file-type-mismatch"),
        ("x.txt", b"\x00\x01binary", "file-type-mismatch"),
        ("x.png", picture("JPEG"), "file-type-mismatch"),
        ("x.png", picture()[:-20] + b"!" + picture()[-19:], "file-damaged"),
    ],
)
def test_what_we_refuse_leaves_nothing_behind(name, content, code, settings):
    with pytest.raises(Unfit) as refusal:
        keep(name, content)
    assert refusal.value.code == code and str(refusal.value)
    assert not Evidence.objects.exists()
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_file_over_the_limit_is_refused_while_it_comes_in(settings):
    settings.EVIDENCE_MAX_BYTES = 1000
    with pytest.raises(Unfit) as refusal:
        keep("big.txt", b"a" * 1001)
    assert refusal.value.code == "file-too-large"


def test_a_picture_that_would_fill_the_memory_is_refused():
    bomb = picture(size=(7000, 6000))
    with pytest.raises(Unfit) as refusal:
        keep("bomb.png", bomb)
    assert refusal.value.code == "image-too-large"


def test_names_are_cleaned_for_showing():
    assert shown_name("../../etc/pass\r\nwd\u202e.pdf") == "passwd.pdf"
    assert len(shown_name("x" * 400 + ".pdf")) <= 133
