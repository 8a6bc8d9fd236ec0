"""Files are handed over inert: in no other type than ours, to be saved, on a host of their own where there is one."""

import re
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from docket import clock, outbox
from rights.actions import evidence as deeds
from rights.actions.evidence import store
from rights.files import serving
from rights.models import Evidence
from tests import cast
from tests.rights import hostile

pytestmark = pytest.mark.django_db
FILES_HOST = "files.fairmark.example"


def keep(name: str = "lamp.png", content: bytes = b"", by: cast.Person | None = None) -> Evidence:
    made = store(by=(by or cast.mara()).actor, upload=SimpleUploadedFile(name, content or hostile.png()))
    outbox.deliver()
    made.refresh_from_db()
    return made


def signed_in(who: cast.Person) -> Client:
    client = Client()
    client.force_login(who.user)
    return client


@pytest.fixture
def own_host(settings: Settings) -> str:
    settings.EVIDENCE_HOST = FILES_HOST
    settings.ALLOWED_HOSTS = ["testserver", FILES_HOST]
    return FILES_HOST


KINDS = {
    "a.png": hostile.png(),
    "a.pdf": hostile.ACTING_PDFS["javascript"],
    "a.txt": b"plain words <b>and no page</b>",
    "a.eml": b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>",
    "a.gif": hostile.film(1) + b"/*<script>alert(2)</script>*/",
}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("reader", ["mara", "amina"])
def test_every_kind_is_inert_for_every_reader(name: str, reader: str) -> None:
    evidence = keep(name, KINDS[name])
    client = signed_in(getattr(cast, reader)())
    for part in ("", "image", "thumb"):
        answer = client.get(f"/evidence/{evidence.public_id}/{part}")
        if part and not evidence.viewable:
            assert answer.status_code == 404
            continue
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer["Cache-Control"] == "no-store"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer["Content-Type"] == ("image/webp" if part else "application/octet-stream")
        assert answer.get("Content-Disposition", "").startswith("attachment") is not bool(part)


NAMES = {
    "übergabe “final”.png": "filename*=utf-8''%C3%BCbergabe%20%E2%80%9Cfinal%E2%80%9D.png",
    'a";evil="x.png': 'filename="a\\";evil=\\"x.png"',
    "../../etc/passwd.png": 'filename="passwd.png"',
    "CON.png": 'filename="CON.png"',
    "a\r\nX-Evil: 1.png": 'filename="aX-Evil: 1.png"',
    "رسالة.png": "filename*=utf-8''%D8%B1%D8%B3%D8%A7%D9%84%D8%A9.png",
    "😀.png": "filename*=utf-8''%F0%9F%98%80.png",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_said_as_the_standard_says_it(name: str) -> None:
    evidence = keep()
    Evidence.objects.update(name=deeds.shown_name(name))
    answer = signed_in(cast.mara()).get(f"/evidence/{evidence.public_id}/")
    assert answer["Content-Disposition"] == f"attachment; {NAMES[name]}"
    assert "X-Evil" not in answer.headers


def test_each_read_says_who_why_and_which_copy() -> None:
    evidence = keep()
    signed_in(cast.mara()).get(f"/evidence/{evidence.public_id}/image")
    signed_in(cast.amina()).get(f"/evidence/{evidence.public_id}/?for=N-7K4M2QXD")
    signed_in(cast.amina()).get(f"/evidence/{evidence.public_id}/thumb?for=<script>")
    signed_in(cast.hansen()).get(f"/evidence/{evidence.public_id}/")
    reads = [(e.actor_id, e.facts["rendition"], e.facts["why"]) for e in evidence.entries().filter(step="show")]
    mara, amina = cast.mara().user.pk, cast.amina().user.pk
    assert reads == [
        (mara, "shared", "own file"),
        (amina, "original", "review of N-7K4M2QXD"),
        (amina, "thumb", "review"),
    ]
    hashes = {made.kind: made.sha256 for made in evidence.renditions.all()}
    assert evidence.entries().filter(step="show")[0].facts["sha256"] == hashes["shared"]


def test_a_copy_that_the_law_passes_on_goes_to_the_other_side() -> None:
    evidence = keep()
    answer = serving.picture(evidence, "shared", by=cast.nils().actor, why="case C-7K4M2QXD", passed_on=True)
    assert b"".join(answer.streaming_content)[:4] == b"RIFF"
    assert evidence.entries().last().facts["passed_on"] is True


def test_the_story_of_a_file_is_for_reviewers_only(client: Client) -> None:
    evidence = keep()
    for person, status in ((cast.amina(), 200), (cast.tomas(), 200), (cast.mara(), 404), (cast.jon(), 404)):
        for part in ("custody/", "export"):
            assert signed_in(person).get(f"/evidence/{evidence.public_id}/{part}").status_code == status
    assert client.get(f"/evidence/{evidence.public_id}/custody/").status_code == 302
    page = signed_in(cast.amina()).get(f"/evidence/{evidence.public_id}/custody/").content.decode()
    assert "Mara Linde, Studio Linde GmbH" in page and "Record is whole" in page and evidence.sha256 in page


def test_sending_the_same_file_teaches_nobody_anything() -> None:
    ours, theirs = keep(), keep(by=cast.hansen())
    assert ours.sha256 == theirs.sha256 and ours.file.name != theirs.file.name
    for owner, other in ((cast.mara(), theirs), (cast.hansen(), ours)):
        client = signed_in(owner)
        unknown = client.get("/evidence/evd_00000000000000000000000000/")
        foreign = client.get(f"/evidence/{other.public_id}/")
        assert (foreign.status_code, unknown.status_code) == (404, 404)
        assert without_token(foreign) == without_token(unknown)
    first, second = ours.entries().first(), theirs.entries().first()
    assert first and second and first.facts == second.facts
    page = signed_in(cast.amina()).get(f"/evidence/{ours.public_id}/custody/").content.decode()
    assert "The same bytes came in once more." in page and "1 other organisation sent them." in page


def without_token(answer: HttpResponse) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|req_\w+|evd_\w+', "", answer.content.decode())


def test_with_a_host_of_its_own_a_file_comes_from_there_and_from_nowhere_else(own_host: str) -> None:
    evidence = keep()
    moved = signed_in(cast.mara()).get(f"/evidence/{evidence.public_id}/")
    assert moved.status_code == 302 and moved["Cache-Control"] == "no-store"
    address = urlsplit(moved["Location"])
    assert address.netloc == own_host and address.path.startswith("/f/")
    answer = Client().get(address.path, headers={"host": own_host})
    assert b"".join(answer.streaming_content) == hostile.png()
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not answer.cookies
    assert Client().get(address.path).status_code == 404, "the portal's own host does not know it"
    assert evidence.entries().filter(step="show").count() == 1


@pytest.mark.parametrize("path", ["/", "/sign-in/", "/review/", "/static/app.css", "/healthz/live", "/f/", "/f/x:y:z"])
def test_on_that_host_there_is_nothing_else(own_host: str, path: str) -> None:
    client = signed_in(cast.amina())
    answer = client.get(path, headers={"host": own_host})
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/plain")
    assert client.post(path, headers={"host": own_host}).status_code == 405


def test_a_signed_address_ends_soon_and_cannot_be_bent(own_host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    evidence, other = keep(), keep("other.png")
    path = urlsplit(serving.signed_address(evidence, "shared")).path
    bent = path.replace(path[5], "A" if path[5] != "A" else "B", 1)
    assert Client().get(path, headers={"host": own_host}).status_code == 200
    assert Client().get(bent, headers={"host": own_host}).status_code == 404
    assert path != urlsplit(serving.signed_address(other, "shared")).path
    now = clock.real()
    monkeypatch.setattr(serving.clock, "real", lambda: now.replace(year=now.year + 1))
    assert Client().get(path, headers={"host": own_host}).status_code == 404


def test_a_signed_address_of_a_file_locked_away_meanwhile_is_dead(own_host: str) -> None:
    evidence = keep()
    path = urlsplit(serving.signed_address(evidence, "original")).path
    deeds.reject(evidence=evidence, scanner="test", finding="late")
    assert Client().get(path, headers={"host": own_host}).status_code == 404
