"""The receipt: written from the sealed words, the same each time, in every script, and confirmed for its holder."""

import json
import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from pypdfium2 import PdfDocument

from notices import actions
from notices.filing import Reported
from notices.marking import Marked
from notices.models import Notice
from notices.receipts import pdf, proof
from tests import cast

pytestmark = pytest.mark.django_db
SCRIPTS = "Lampe für Größe, Λάμπα, Лампа, مصباح نحاسي, 黄铜台灯, ランプ, 램프"


@pytest.fixture(autouse=True)
def fresh_counters():
    cache.clear()


def sent(*reported, **fields):
    return actions.submit(by=cast.mara().actor, filing=cast.filing(list(reported), **fields))


def words(file: bytes) -> str:
    pages = PdfDocument(file)
    return re.sub(r"[\s\u200b\ufffe\x02-]+", "", "".join(page.get_textpage().get_text_bounded() for page in pages))


def has(file: bytes, *texts: str) -> None:
    inside = words(file)
    for text in texts:
        assert re.sub(r"[\s-]+", "", text) in inside, text


def test_it_says_everything_that_was_sworn(client):
    lamp, file = cast.listing(), cast.evidence()
    notice = sent(
        Reported(lamp, "Our label.", [file], [Marked("title", start=0, end=5, note="our name")]),
        evidence=[cast.evidence(name="invoice.txt", content=b"paid")],
        warned=["unjustified_threats"],
    )
    written = pdf.of(notice)
    has(
        written, notice.reference, notice.receipt, "Studio Linde GmbH", "Mara Linde", "LINDE table lamp brass",
        notice.explanation, "Our label.", "our name", file.sha256, "invoice.txt", "/verify/",
        "unjustified threats", *(statement.text for statement in notice.statements.all()),
    )  # fmt: skip
    assert pdf.of(Notice.objects.get()) == written
    client.force_login(cast.mara().user)
    answer = client.get(f"/notices/{notice.reference}/receipt.pdf")
    assert answer.content == written and answer["Content-Type"] == "application/pdf"
    assert notice.reference in answer["Content-Disposition"] and "no-store" in answer["Cache-Control"]


def test_what_changes_later_changes_no_receipt():
    lamp = cast.listing()
    notice = sent(Reported(lamp))
    written = pdf.of(notice)
    lamp.title = notice.right.title = notice.owner.name = "Another name"
    for each in (lamp, notice.right, notice.owner):
        each.save()
    assert pdf.of(Notice.objects.get()) == written


def test_every_script_of_our_languages_has_its_signs():
    notice = sent(Reported(cast.listing(title=SCRIPTS)), explanation=SCRIPTS)
    written = pdf.of(notice)
    has(written, "Größe", "Λάμπα", "Лампа", "黄铜台灯", "램프")
    assert b"pdfuaid" in written


@pytest.mark.parametrize("text", ["ไทย ok", "😀🪔", "\ue000", "#let x = 1 $y$ *no* `raw` @ref <tag>", "a" * 3000])
def test_no_text_stops_it(text):
    written = pdf.of(sent(Reported(cast.listing(title=text[:400])), explanation=f"Here: {text}"))
    assert written.startswith(b"%PDF-") and len(PdfDocument(written)) >= 1


def test_a_thousand_listings_fit(django_assert_max_num_queries):
    notice = sent(*(Reported(each) for each in cast.listings(3)))
    sealed = json.loads(notice.sealed)
    sealed["listings"] = [{**sealed["listings"][0], "id": f"L-{n}"} for n in range(1000)]
    notice.sealed = json.dumps(sealed)
    with django_assert_max_num_queries(0):
        written = pdf.of(notice)
    has(written, "L-0", "L-999", "1000 listings")


def test_strangers_have_no_receipt(client):
    notice = sent(Reported(cast.listing()))
    for stranger in (cast.hansen(), cast.nils(), cast.amina()):
        client.force_login(stranger.user)
        assert client.get(f"/notices/{notice.reference}/receipt.pdf").status_code == 404


def ask(client, notice, receipt=None, **more):
    return client.post("/verify/", {"reference": notice.reference, "receipt": receipt or notice.receipt}, **more)


def test_the_holder_of_both_names_learns_that_it_is_genuine_and_nobodys_name(client):
    notice = sent(Reported(cast.listing()), Reported(cast.listing(7712094)))
    spaced = " ".join(re.findall("....", notice.receipt.upper()))
    page = client.post("/verify/", {"reference": notice.reference.lower(), "receipt": spaced}).content.decode()
    assert "This receipt is genuine" in page and notice.reference in page and "<dd>2</dd>" in page
    for secret in ("Mara", "Linde", "LINDE", notice.explanation, "L-7712093"):
        assert secret not in page


def test_unknown_and_wrong_are_one_answer(client):
    notice = sent(Reported(cast.listing()))
    wrong = "0" * 64
    pages = [
        client.post("/verify/", {"reference": reference, "receipt": wrong}).content.decode()
        for reference in (notice.reference, "N-22222222")
    ]
    pages = [re.sub(r"N-\w{8}|csrfmiddlewaretoken\S* \S+|value=\"\w{64}\"", "", page) for page in pages]
    assert pages[0] == pages[1] and "We cannot confirm this receipt" in pages[0]


@pytest.mark.parametrize("receipt", ["", "zz", "0" * 63, "\u0660" * 64, "%00"])
def test_nonsense_is_refused_kindly(client, receipt):
    answer = client.post("/verify/", {"reference": "N-1", "receipt": receipt})
    assert answer.status_code == 400 and "error-summary" in answer.content.decode()


def test_the_file_is_read_and_compared(client):
    notice = sent(Reported(cast.listing()))
    written = pdf.of(notice)
    assert proof.named_in(written) == (notice.reference, notice.receipt)
    page = client.post("/verify/", {"file": SimpleUploadedFile("r.pdf", written)}).content.decode()
    assert "This receipt is genuine" in page and "to the last byte" in page
    changed = written.replace(b"%%EOF", b"%%EOF ")
    page = client.post("/verify/", {"file": SimpleUploadedFile("r.pdf", changed)}).content.decode()
    assert "is not the one we write" in page
    other = written.replace(notice.receipt.encode(), b"0" * 64)
    page = client.post("/verify/", {"file": SimpleUploadedFile("r.pdf", other)}).content.decode()
    assert "We cannot confirm this receipt" in page
    for foreign in (b"%PDF-1.7 nothing", written + b" notice-receipt:N-22222222:" + b"0" * 64, b"x"):
        assert client.post("/verify/", {"file": SimpleUploadedFile("r.pdf", foreign)}).status_code == 400
    assert client.post("/verify/", {}).status_code == 400


def unguarded(sql, *values):
    """What only the owner of the database could do, past the guards."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET session_replication_role = DEFAULT")


@pytest.mark.parametrize("where", ["words", "entry", "missing entry", "receipt in the docket"])
def test_a_record_that_was_tampered_with_is_told(client, where):
    notice = sent(Reported(cast.listing()))
    claim = notice.claims.get()
    assert "This receipt is genuine" in ask(client, notice).content.decode()
    if where == "words":
        Notice.objects.update(sealed=notice.sealed.replace("LINDE", "LINDA"))
    elif where == "entry":
        unguarded("UPDATE docket_entry SET role = 'admin' WHERE subject_type = 'claim' AND subject_id = %s", claim.pk)
    elif where == "missing entry":
        unguarded("DELETE FROM docket_delivery")
        unguarded("DELETE FROM docket_entry WHERE subject_type = 'claim' AND subject_id = %s", claim.pk)
    else:
        Notice.objects.update(sealed="{}", receipt="44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")
        notice = Notice.objects.get()
    page = ask(client, notice).content.decode()
    assert "our record does not match" in page and "This receipt is genuine" not in page


def test_asking_is_limited(client):
    notice = sent(Reported(cast.listing()))
    answers = [ask(client, notice).status_code for _ in range(21)]
    assert answers[:20] == [200] * 20 and answers[20] == 429
    assert client.get("/verify/").status_code == 200
