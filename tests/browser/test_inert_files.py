"""In a real browser: files that try to be pages or programs execute nothing, wherever they are opened."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Error

from docket import outbox
from rights.actions.evidence import store
from rights.models import Evidence
from tests import cast
from tests.rights import hostile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ACTING = b"<html><body><script>document.title='OWNED';fetch('/owned')</script><svg onload=\"document.title='OWNED'\">"
TRIES = {
    "polyglot.gif": hostile.film(1) + ACTING,
    "polyglot.png": hostile.png() + ACTING,
    "acting.pdf": hostile.pdf(b"/OpenAction 4 0 R", b"<</S/JavaScript/JS(app.alert\\(1\\))>>") + ACTING,
    "page.eml": b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n" + ACTING,
    "page.txt": b"words first\n" + ACTING,
}


def test_nothing_in_a_file_runs(visit: Any, portal: str) -> None:
    files = [store(by=cast.mara().actor, upload=SimpleUploadedFile(name, data)) for name, data in TRIES.items()]
    while outbox.deliver():
        pass
    page = visit(cast.mara())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append("dialog"))
    for evidence in Evidence.objects.filter(pk__in=[file.pk for file in files]):
        page.goto("/home/")
        with page.expect_download() as download:
            try:
                page.goto(f"/evidence/{evidence.public_id}/")
            except Error as saved:
                assert "Download is starting" in str(saved) or "ERR_ABORTED" in str(saved)
        assert download.value.suggested_filename == evidence.name
        for part in ("image", "thumb"):
            opened = page.goto(f"/evidence/{evidence.public_id}/{part}")
            assert opened.status == (200 if evidence.viewable else 404)
            assert page.title() != "OWNED"
        as_script = f"""() => new Promise(done => {{
            const script = document.createElement('script');
            script.src = '/evidence/{evidence.public_id}/';
            script.onload = () => done('ran'); script.onerror = () => done('refused');
            document.head.append(script); }})"""
        page.goto("/home/")
        assert page.evaluate(as_script) == "refused"
    assert not [each for each in asked if each == "dialog" or each.endswith("/owned")]
