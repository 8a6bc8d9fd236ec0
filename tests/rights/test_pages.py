"""Rights: entered by owners, confirmed by reviewers, unknown to everyone else, ended by the clock."""

from datetime import date

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from docket import clock
from docket.errors import NotAllowed
from notifications.models import Notification
from rights import actions, letters, tasks
from rights.models import AllowedSeller, IPRight
from tests import cast

pytestmark = pytest.mark.django_db
NEW = "/rights/new/word-mark/"
LINDE = {
    "title": "LINDE",
    "office": "EM",
    "number": "018224561",
    "where": "all",
    "connection": "owner",
    "nice_classes": "20, 11",
    "registered_on": "2020-05-01",
    "valid_until": "2039-05-01",
    "description": "",
}


@pytest.fixture
def as_mara(client):
    client.force_login(cast.mara().user)
    return client


def test_an_owner_enters_a_right_with_its_proof(as_mara):
    proof = SimpleUploadedFile("certificate.pdf", b"%PDF-1.7 register")
    answer = as_mara.post(NEW, LINDE | {"proofs": proof})
    right = IPRight.objects.get()
    assert answer.status_code == 303 and answer["Location"] == f"/rights/{right.public_id}/"
    assert (right.state, right.territories, right.nice_classes) == ("submitted", ["EU"], [11, 20])
    assert (right.kind, right.form, right.connection, right.nice_edition) == ("trademark", "word", "owner", "13")
    assert right.proofs.get().name == "certificate.pdf"
    assert [entry.step for entry in right.entries()] == ["register"]
    for url in ("/rights/", answer["Location"], f"/rights/{right.public_id}/edit/", "/rights/new/", NEW):
        assert as_mara.get(url).status_code == 200


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"number": ""}, "registration number"),
        ({"office": ""}, "office where"),
        ({"title": "\u200b"}, "name of the mark"),
        ({"where": "some"}, "at least one country"),
        ({"where": "some", "territories": ["UK"]}, "UK"),
        ({"office": "WO"}, "names its countries"),
        ({"connection": ""}, "how you are connected"),
        ({"nice_classes": "46"}, "1 to 45"),
        ({"registered_on": "2999-01-01"}, "year"),
        ({"registered_on": "0000-01-01"}, "date"),
        ({"valid_until": "2001-01-01"}, "has ended"),
        ({"title": "LIN\u2028DE"}, "line breaks"),
    ],
)
def test_mistakes_are_named_and_what_was_typed_is_kept(as_mara, change, words):
    answer = as_mara.post(NEW, LINDE | change)
    assert answer.status_code == 400 and not IPRight.objects.exists()
    page = answer.content.decode()
    assert (words in page and "There is a problem" in page and 'value="2039-05-01"' in page) or "valid_until" in change


def test_an_odd_number_is_doubted_but_taken(as_mara):
    answer = as_mara.post(NEW, LINDE | {"number": "ABC"}, follow=True)
    assert "does not look like" in answer.content.decode()
    assert IPRight.objects.exists()


def test_a_bad_proof_is_named_and_no_right_is_stored(as_mara):
    answer = as_mara.post(NEW, LINDE | {"proofs": SimpleUploadedFile("x.exe", b"MZ")})
    assert answer.status_code == 400 and "x.exe" in answer.content.decode()
    assert not IPRight.objects.exists()


def test_nobody_else_learns_that_a_right_exists(client):
    right = cast.right()
    for stranger in (cast.hansen(), cast.nils(), cast.amina()):
        client.force_login(stranger.user)
        for path in ("", "edit/", "report/"):
            assert client.get(f"/rights/{right.public_id}/{path}").status_code == 404
        assert client.post(f"/rights/{right.public_id}/withdraw/").status_code == 404
    right.refresh_from_db()
    assert right.state == "verified"


def test_an_agent_enters_a_right_for_the_owner_of_its_mandate(client):
    paul, mara = cast.paul(), cast.mara()
    cast.mandate(mara, paul)
    client.force_login(paul.user)
    client.post(NEW, LINDE | {"owner": mara.organisation.public_id})
    assert IPRight.objects.get().organisation == mara.organisation
    stranger = cast.hansen().organisation.public_id
    assert client.post(NEW, LINDE | {"owner": stranger}).status_code == 400


def test_an_agent_reads_and_reports_and_only_the_owner_changes_a_right(client):
    right, paul, mara = cast.right(), cast.paul(), cast.mara()
    actions.allow(by=mara.actor, right=right, sellers={"s-1": "Dealer"})
    cast.mandate(mara, paul)
    client.force_login(paul.user)
    page = client.get(f"/rights/{right.public_id}/").content.decode()
    assert "Report listings" in page and "Take it out of use" not in page and "/edit/" not in page
    assert "Dealer" in (shops := client.get(f"/rights/{right.public_id}/sellers/").content.decode())
    assert "Remove" not in shops and "Add shops" not in shops
    before = IPRight.objects.get(pk=right.pk).version
    for path, said in (("edit/", LINDE), ("withdraw/", {}), ("sellers/", {"remove": "s-1"})):
        assert client.post(f"/rights/{right.public_id}/{path}", said).status_code == 404
    for deed in (
        lambda: actions.withdraw(by=paul.actor, right=right),
        lambda: actions.change(by=paul.actor, right=right, changes={"title": "X"}),
        lambda: actions.allow(by=paul.actor, right=right, sellers={"s-2": "Other"}),
        lambda: actions.disallow(by=paul.actor, right=right, sellers=["s-1"]),
    ):
        with pytest.raises(NotAllowed):
            deed()
    right.refresh_from_db()
    assert (right.title, right.state, right.version) == ("LINDE", "verified", before)
    assert AllowedSeller.objects.filter(right=right).standing().count() == 1


def test_a_reviewer_confirms_or_refuses_and_the_owner_is_told_once(as_mara, client):
    as_mara.post(NEW, LINDE)
    right = IPRight.objects.get()
    client.force_login(cast.amina().user)
    assert "LINDE" in client.get("/review/rights/").content.decode()
    assert client.get(f"/review/rights/{right.public_id}/").status_code == 200
    refuse, why = (
        f"/review/rights/{right.public_id}/refuse/",
        {"refuse-code": "V-01", "refuse-words": "No such number."},
    )
    for missing in ({"refuse-code": ""}, {"refuse-words": " "}, {"refuse-code": "V-99"}):
        assert client.post(refuse, why | missing).status_code == 400
    right.refresh_from_db()
    assert right.state == "submitted"
    assert client.post(refuse, why).status_code == 303
    right.refresh_from_db()
    assert (right.state, right.refusal, right.refusal_code) == ("refused", "No such number.", "V-01")
    entry = right.entries().last()
    letters.tell(entry)
    letters.tell(entry)
    assert Notification.objects.count() == len(mail.outbox) == 1
    said = mail.outbox[0].body
    assert "No such number." in said and "did not find it" in said and "Check the office" in said
    client.force_login(cast.mara().user)
    page = client.get(f"/rights/{right.public_id}/").content.decode()
    assert "No such number." in page and "Report listings" not in page
    client.post(f"/rights/{right.public_id}/edit/", LINDE | {"number": "018224562"})
    client.force_login(cast.amina().user)
    assert client.post(f"/review/rights/{right.public_id}/verify/").status_code == 303
    right.refresh_from_db()
    assert (right.state, right.refusal, right.refusal_code, right.number) == ("verified", "", "", "018224562")


def test_a_reviewer_who_saw_an_older_entry_is_stopped(as_mara, client):
    as_mara.post(NEW, LINDE)
    right = IPRight.objects.get()
    as_mara.post(f"/rights/{right.public_id}/edit/", LINDE | {"number": "018224999"})
    client.force_login(cast.amina().user)
    assert client.post(f"/review/rights/{right.public_id}/verify/", {"version": "1"}).status_code == 412
    right.refresh_from_db()
    assert right.state == "submitted"


def test_only_reviewers_see_the_list(client):
    for stranger in (cast.mara(), cast.nils(), cast.jon()):
        client.force_login(stranger.user)
        assert client.get("/review/rights/").status_code == 404


def test_an_owner_takes_a_right_out_of_use(as_mara):
    right = cast.right()
    assert as_mara.post(f"/rights/{right.public_id}/withdraw/").status_code == 303
    right.refresh_from_db()
    assert right.state == "withdrawn"
    assert as_mara.post(f"/rights/{right.public_id}/withdraw/").status_code == 409


def test_the_clock_ends_rights_after_their_last_day(db):
    over = cast.right(title="OLD", valid_until=date(2020, 1, 1))
    today = cast.right(title="TODAY", valid_until=clock.now().date())
    assert tasks.expire_rights() == 1 and tasks.expire_rights() == 0
    for right in (over, today):
        right.refresh_from_db()
    assert (over.state, today.state) == ("expired", "verified")
