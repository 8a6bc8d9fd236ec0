"""Bad input of the filing forms: refused kindly, never an error of ours, and what was typed stays."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from notices.models import Draft, Notice
from tests import cast
from tests.owners.test_wizard import EXPLANATION, NEW, begin, filled, oath

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def draft(client):
    client.force_login(cast.mara().user)
    cast.listing(market="US")
    return filled(client, cast.right())


@pytest.mark.parametrize("step", ["right", "claim", "listings", "listing", "evidence", "sign"])
def test_invalid_bytes_and_too_many_fields_are_refused_on_every_screen(client, draft, step):
    content = Draft.objects.get().content
    assert client.post(f"{draft}{step}/", b"explanation=%ff%fe&paste=%ff", content_type=FORM).status_code == 400
    many = "&".join(f"f{n}=1" for n in range(1001))
    assert client.post(f"{draft}{step}/", many, content_type=FORM).status_code == 400
    assert Draft.objects.get().content == content and not Notice.objects.exists()


@pytest.mark.parametrize("step", ["evidence", "listing"])
def test_more_files_than_twenty_are_refused(client, draft, step):
    def send(count):
        files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(count)]
        return client.post(f"{draft}{step}/", {"listing": "L-7712093", "attachments": files, "add": "1"})

    assert send(21).status_code == 400 and send(20).status_code == 303
    answer = send(1)
    assert answer.status_code == 400 and "20 files at most" in answer.content.decode()


@pytest.mark.parametrize(
    "name", ["virus.exe", "page.pdf.exe", "x.php%00.png", ".htaccess", "photo.png", "drawing.svg", "empty.txt"]
)
def test_files_that_do_not_fit_are_named_and_the_words_stay(client, draft, name):
    content = b"" if name == "empty.txt" else b"<html>not a picture</html>"
    upload = SimpleUploadedFile(name, content)
    answer = client.post(draft + "evidence/", {"explanation": EXPLANATION, "attachments": upload})
    assert answer.status_code == 400 and EXPLANATION in answer.content.decode()
    assert not Draft.objects.get().evidence.exists()


@pytest.mark.parametrize("text", ["a\x0bb", "a\u2028b", "L\u202eINDE", "\U000e0041x", "a\r\nb"])
def test_names_with_hidden_signs_are_refused(client, text):
    client.force_login(cast.mara().user)
    answer = client.post("/notices/new/", NEW | {"new_office": "EM", "new_title": text})
    assert answer.status_code == 400
    assert not cast.mara().organisation.rights.exists()


def test_a_name_of_two_alphabets_is_taken_and_doubted(client):
    client.force_login(cast.mara().user)
    cast.listing(market="DE")
    new = NEW | {"new_office": "EM", "new_title": "\u0391pple"}
    draft = client.post("/notices/new/", new)["Location"].removesuffix("claim/")
    client.post(draft + "claim/", {"claim_type": "counterfeit"})
    client.post(draft + "listings/", {"paste": "L-7712093"})
    assert "mixes letters of several alphabets" in client.get(draft + "sign/").content.decode()


def test_steps_cannot_be_skipped_or_replayed(client):
    client.force_login(cast.mara().user)
    cast.listing()
    early = begin(client, cast.right())
    for step in ("listings", "evidence", "listing", "sign", "ask"):
        answer = client.post(f"{early}{step}/", {"paste": "L-7712093", "signature_name": "Mara Linde"})
        assert answer.status_code == 303 and answer["Location"] == early + "claim/"
    whole = filled(client, cast.right())
    client.post(whole + "sign/", oath(client, whole))
    reference = Notice.objects.get().reference
    for step in ("right", "claim", "listings", "evidence", "listing", "sign", "ask"):
        assert client.post(f"{whole}{step}/", {})["Location"] == f"/notices/{reference}/sent/"
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "\u0663"])
def test_strange_versions_never_break(client, draft, version):
    assert client.post(draft + "claim/", {"claim_type": "trademark", "version": version}).status_code in {303, 409}


@pytest.mark.parametrize("body", [{}, {"file": "text"}, {"reference": "", "receipt": ""}, {"reference": "N-1\x00"}])
def test_the_page_for_receipts_takes_any_nonsense(client, body):
    assert client.post("/verify/", body).status_code == 400
    assert client.post("/verify/", b"reference=%ff", content_type=FORM).status_code == 400
