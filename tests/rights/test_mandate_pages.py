"""Mandates on pages and by mail: asked, read, answered once, and never more told than one may know."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from accounts.models import Membership, Organisation, User
from docket import clock, outbox
from docket.models import Entry
from notifications.models import Notification
from rights import keys
from rights.actions import mandate as deeds
from rights.models import Mandate
from tests import cast

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 letter of authority"


def asked(**change: Any) -> dict[str, Any]:
    today = clock.today()
    said = {
        "owner_name": "Linde",
        "owner_email": "Mara@linde.example",
        "scope": "all",
        "where": "all",
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=200)).isoformat(),
        "note": "As we said on the phone.",
    }
    return said | change


def propose(client: Client, **change: Any) -> Any:
    client.force_login(cast.paul().user)
    return client.post("/mandates/new/", asked(**change))


def deliver() -> None:
    while outbox.deliver():
        pass


def link_in(address: str) -> str:
    """The path of the link in the newest mail to this address."""
    bodies = [str(each.body) for each in mail.outbox if each.to == [address]]
    found = re.findall(r"https?://[^/\s]+(/mandates/by-mail/\S+)", "\n".join(bodies))
    assert found, bodies
    return str(found[-1])


def test_an_agent_asks_the_owner_answers_by_mail_and_both_have_it_in_writing(client: Client) -> None:
    cast.mara()
    answer = propose(client, letter=SimpleUploadedFile("authority.pdf", PDF))
    made = Mandate.objects.get()
    assert answer.status_code == 303 and answer["Location"] == f"/mandates/{made.public_id}/"
    deliver()
    url = link_in("mara@linde.example")
    client.logout()
    page = client.get(url)
    text = page.content.decode()
    for part in (
        "Okafor Brand Counsel",
        "Studio Linde GmbH",
        "All your rights",
        "Everywhere",
        "authority.pdf",
        "phone",
    ):
        assert part in text, part
    made.refresh_from_db()
    assert made.state == "proposed" and "no-store" in page["Cache-Control"]
    assert client.post(url, {"answer": "grant", "scope": "all"})["Location"] == "/mandates/answered/granted/"
    assert client.get("/mandates/answered/granted/").status_code == 200
    made.refresh_from_db()
    assert (made.state, made.confirmed_by, made.confirmed_how) == ("alive", cast.mara().user, "mail")
    deliver()
    granted = Notification.objects.filter(letter="mandate_granted")
    assert {each.address for each in granted} == {"mara@linde.example", "paul@okafor.example"}
    client.force_login(cast.paul().user)
    detail = client.get(f"/mandates/{made.public_id}/").content.decode()
    assert "Mara Linde, with the link in our mail" in detail and "In force" in detail


def test_the_key_works_once_for_its_own_mandate_and_is_kept_as_a_hash_only(client: Client) -> None:
    cast.mara(), cast.hansen()
    propose(client)
    propose(client, owner_name="Hansen", owner_email="ole@hansen.example")
    deliver()
    one, other = link_in("mara@linde.example"), link_in("ole@hansen.example")
    first, second = Mandate.objects.order_by("pk")
    key = one.rstrip("/").rpartition("/")[2]
    assert key not in str(list(Mandate.objects.values())) and key not in str(list(Notification.objects.values()))
    client.logout()
    assert client.post(one, {"answer": "decline"}).status_code == 303
    assert client.post(one, {"answer": "grant", "scope": "all"}).status_code == 404
    assert client.get(one).status_code == 404
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.state, second.state) == ("declined", "proposed")
    # A key that was moved to another row does not open it: the mandate signs for itself.
    Mandate.objects.filter(pk=second.pk).update(key_digest=keys.digest(key))
    assert client.post(one, {"answer": "grant", "scope": "all"}).status_code == 404
    assert client.get(other).status_code == 404
    for forged in ("x", key[:-1], key + "A", "a.b"):
        assert client.get(f"/mandates/by-mail/{forged}/").status_code == 404
    second.refresh_from_db()
    assert second.state == "proposed"


def test_a_key_ends_with_the_time_to_answer(client: Client) -> None:
    propose(client)
    deliver()
    url = link_in("mara@linde.example")
    clock.advance(31 * 86400)
    client.logout()
    assert client.get(url).status_code == 404
    assert client.post(url, {"answer": "grant", "scope": "all"}).status_code == 404
    assert Mandate.objects.get().state == "proposed"


def test_an_owner_that_is_not_here_yet_comes_with_its_answer(client: Client) -> None:
    propose(client, owner_name="Nova Goods", owner_email="iris@nova.example")
    assert Mandate.objects.get().owner is None
    deliver()
    url = link_in("iris@nova.example")
    client.logout()
    missing = client.post(url, {"answer": "grant", "scope": "all", "company": "Nova Goods", "name": ""})
    assert missing.status_code == 400 and not Organisation.objects.filter(name="Nova Goods").exists()
    said = {"answer": "grant", "scope": "all", "company": "Nova Goods", "name": "Iris Falk", "may_sign": "on"}
    assert client.post(url, said).status_code == 303
    made, iris = Mandate.objects.get(), User.objects.get(email="iris@nova.example")
    assert made.state == "alive" and made.owner is not None and made.owner.name == "Nova Goods"
    assert Membership.objects.get(user=iris).role == "admin" and not iris.has_usable_password()
    assert client.post(url, said).status_code == 404 and Organisation.objects.filter(name="Nova Goods").count() == 1


def test_all_rights_is_never_what_nobody_chose(client: Client) -> None:
    """Asked for some; the owner has entered none yet. All of them, also later ones, is more than was asked."""
    cast.mara()
    propose(client, scope="some")
    made = Mandate.objects.get()
    client.force_login(cast.mara().user)
    page = client.get(f"/mandates/{made.public_id}/").content.decode()
    assert 'type="radio" name="scope" value="all"' in page and 'type="hidden" name="scope"' not in page
    assert "checked" not in page[page.index('name="scope"') - 200 : page.index('name="scope"') + 200]
    assert client.post(f"/mandates/{made.public_id}/confirm/", {}).status_code == 400
    made.refresh_from_db()
    assert made.state == "proposed"
    assert client.post(f"/mandates/{made.public_id}/confirm/", {"scope": "all"}).status_code == 303


def test_who_administers_another_owner_may_say_no_for_one_that_is_not_here(client: Client) -> None:
    cast.mara()
    propose(client, owner_email="iris@nova.example")
    deliver()
    client.force_login(cast.mara().user)
    assert client.post(link_in("iris@nova.example"), {"answer": "decline"}).status_code == 303
    assert Mandate.objects.get().state == "declined"


def test_the_mail_of_a_closed_account_opens_nothing(client: Client) -> None:
    iris = cast.person("iris@nova.example", "Iris Falk").user
    User.objects.filter(pk=iris.pk).update(is_active=False)
    propose(client, owner_email="iris@nova.example")
    deliver()
    client.logout()
    said = {"answer": "grant", "scope": "all", "company": "Nova Goods", "name": "Iris Falk", "may_sign": "on"}
    assert client.post(link_in("iris@nova.example"), said).status_code == 400
    assert Mandate.objects.get().state == "proposed" and not Organisation.objects.filter(name="Nova Goods").exists()


def test_somebody_unknown_may_say_no(client: Client) -> None:
    propose(client, owner_email="iris@nova.example")
    deliver()
    client.logout()
    assert client.post(link_in("iris@nova.example"), {"answer": "decline"}).status_code == 303
    assert Mandate.objects.get().state == "declined" and not User.objects.filter(email="iris@nova.example").exists()
    deliver()
    told = Notification.objects.filter(letter="mandate_declined")
    assert {each.address for each in told} == {"paul@okafor.example", "iris@nova.example"}


def test_the_agent_does_not_learn_who_is_here(client: Client) -> None:
    cast.mara()
    pages = []
    for name, address in (("Known", "mara@linde.example"), ("Known", "nobody@nowhere.example")):
        answer = propose(client, owner_name=name, owner_email=address)
        made = Mandate.objects.latest("pk")
        page = client.get(answer["Location"]).content.decode()
        pages.append(page.replace(address, "…").replace(made.public_id, "…"))
        assert "Studio Linde" not in page
    cut = [re.sub(r'csrfmiddlewaretoken" value="[^"]+"|datetime="[^"]+"|nonce-[\w-]+', "", page) for page in pages]
    assert cut[0] == cut[1]
    deliver()
    letters = Notification.objects.filter(audience="agent")
    assert not any("Studio Linde" in each.text for each in letters)


def test_a_plain_member_of_the_owner_cannot_answer_with_the_key_and_an_administrator_sees_it_in_the_portal(
    client: Client,
) -> None:
    clerk = cast.person("clerk@linde.example", "Clerk", cast.mara().organisation)
    Membership.objects.filter(user=clerk.user).update(role="member")
    propose(client, owner_email="clerk@linde.example")
    deliver()
    url = link_in("clerk@linde.example")
    client.logout()
    page = client.get(url).content.decode()
    assert "Only an administrator of the owner can grant it" in page
    assert client.post(url, {"answer": "grant", "scope": "all"}).status_code == 400
    assert Mandate.objects.get().state == "proposed"
    client.force_login(cast.mara().user)
    made = Mandate.objects.get()
    assert "An agent asks to act for you" in client.get("/home/").content.decode()
    assert client.get(f"/mandates/{made.public_id}/").status_code == 200
    assert client.post(f"/mandates/{made.public_id}/confirm/", {"scope": "all", "version": "1"}).status_code == 303
    made.refresh_from_db()
    assert (made.state, made.confirmed_how) == ("alive", "portal")


def test_an_owner_grants_fewer_rights_than_were_asked(client: Client) -> None:
    one, other = cast.right(), cast.right(title="HALO", number="018224599")
    propose(client, scope="some")
    client.force_login(cast.mara().user)
    made = Mandate.objects.get()
    base = f"/mandates/{made.public_id}/"
    assert client.post(base + "confirm/", {"scope": "some"}).status_code == 400
    assert client.post(base + "confirm/", {"scope": "some", "rights": one.public_id}).status_code == 303
    made.refresh_from_db()
    assert list(made.rights.all()) == [one] and not made.all_rights
    foreign = cast.right(cast.hansen(), title="FOTO", number="018224600")
    assert client.post(base + "confirm/", {"scope": "some", "rights": foreign.public_id}).status_code == 400
    assert other not in made.rights.all()


def test_an_owner_grants_of_its_own_accord_to_an_agent_by_its_number(client: Client) -> None:
    paul, mara = cast.paul(), cast.mara()
    client.force_login(paul.user)
    assert paul.organisation.public_id in client.get("/mandates/").content.decode()  # type: ignore[union-attr]
    client.force_login(mara.user)
    said = asked(agent=f" {paul.organisation.public_id} ", where="some", territories=["EU", "US"])  # type: ignore[union-attr]
    assert client.get("/mandates/grant/").status_code == 200
    wrong = client.post("/mandates/grant/", said | {"agent": "org_" + "0" * 26})
    assert wrong.status_code == 400 and "No agent has this number" in wrong.content.decode()
    assert not Mandate.objects.exists()
    assert client.post("/mandates/grant/", said).status_code == 303
    made = Mandate.objects.get()
    assert (made.state, made.confirmed_how) == ("alive", "grant")
    assert {"DE", "FR", "US"} <= set(made.territories) and "EU" not in made.territories
    page = client.get(f"/mandates/{made.public_id}/").content.decode()
    assert "The European Union and United States" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"owner_email": "no address"}, "email address"),
        ({"owner_email": "a@b.example, c@d.example"}, "email address"),
        ({"owner_email": "paul@okafor.example"}, "your own organisation"),
        ({"owner_name": "\u200b"}, "name of the company"),
        ({"where": "some"}, "Tick at least one country"),
        ({"where": "some", "territories": ["XX"]}, "not one of the available"),
        ({"ends_on": "2020-01-01"}, "passed already"),
        ({"starts_on": "2199-01-01", "ends_on": ""}, "within the next year"),
        ({"scope": "nonsense"}, "nonsense"),
    ],
)
def test_mistakes_are_named_and_nothing_is_sent(client: Client, change: dict[str, Any], words: str) -> None:
    answer = propose(client, **change)
    page = answer.content.decode()
    assert answer.status_code == 400 and words in page and "As we said on the phone." in page
    assert not Mandate.objects.exists()


def test_a_second_question_to_the_same_owner_waits_for_the_first_answer(client: Client) -> None:
    propose(client)
    again = propose(client)
    assert again.status_code == 400 and "asked this owner already" in again.content.decode()
    assert Mandate.objects.count() == 1


def test_ending_says_first_what_it_means_and_then_it_is_over(client: Client) -> None:
    made = cast.mandate(cast.mara(), cast.paul())
    client.force_login(cast.mara().user)
    page = client.get(f"/mandates/{made.public_id}/end/")
    made.refresh_from_db()
    assert made.state == "alive" and "No open notice depends on it" in page.content.decode()
    assert client.post(f"/mandates/{made.public_id}/end/", {"version": "0"}).status_code == 412
    assert client.post(f"/mandates/{made.public_id}/end/", {"version": str(made.version)}).status_code == 303
    made.refresh_from_db()
    assert made.state == "revoked"
    assert client.post(f"/mandates/{made.public_id}/end/").status_code == 302 or made.state == "revoked"


def test_a_renewal_is_filled_in_and_begins_when_the_old_one_ends(client: Client) -> None:
    end = clock.today() + timedelta(days=9)
    right = cast.right()
    made = cast.mandate(cast.mara(), cast.paul(), rights=[right], territories=["DE"], ends_on=end)
    client.force_login(cast.paul().user)
    page = client.get(f"/mandates/new/?renews={made.public_id}")
    form = page.context["form"]
    assert form.initial["starts_on"] == end + timedelta(days=1) and form.initial["territories"] == ["DE"]
    assert "owner_email" not in form.fields
    said = {
        "renews": made.public_id,
        "scope": "some",
        "where": "some",
        "territories": "DE",
        "starts_on": form.initial["starts_on"].isoformat(),
        "ends_on": form.initial["ends_on"].isoformat(),
    }
    assert client.post("/mandates/new/", said).status_code == 303
    new = Mandate.objects.latest("pk")
    assert (new.renews, new.owner, list(new.rights.all()), new.owner_email) == (made, made.owner, [right], "")
    deliver()
    assert Notification.objects.get(letter="mandate_proposed").address == "mara@linde.example"
    client.force_login(cast.hansen().user)
    assert client.get(f"/mandates/new/?renews={made.public_id}").status_code == 404


def test_nobody_else_learns_that_a_mandate_exists(client: Client) -> None:
    made = cast.mandate(cast.mara(), cast.paul())
    before = Entry.objects.count()
    for stranger in (cast.hansen(), cast.nils(), cast.amina(), cast.jon()):
        client.force_login(stranger.user)
        for path in ("", "end/", "letter/"):
            assert client.get(f"/mandates/{made.public_id}/{path}").status_code == 404
        for path in ("confirm/", "decline/", "end/"):
            assert client.post(f"/mandates/{made.public_id}/{path}", {"scope": "all"}).status_code == 404
    client.force_login(cast.paul().user)
    assert client.post(f"/mandates/{made.public_id}/confirm/", {"scope": "all"}).status_code == 404
    assert client.get(f"/mandates/{made.public_id}/letter/").status_code == 404, "there is none"
    assert Entry.objects.count() == before


def test_both_sides_read_the_letter_of_authority_and_the_read_is_written_down(client: Client) -> None:
    cast.mara()
    propose(client, letter=SimpleUploadedFile("authority.pdf", PDF))
    made = Mandate.objects.get()
    for reader in (cast.paul(), cast.mara()):
        client.force_login(reader.user)
        answer = client.get(f"/mandates/{made.public_id}/letter/")
        assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
        assert answer["Content-Disposition"].startswith("attachment")
    reads = Entry.objects.filter(subject_type="evidence", step="show")
    assert [entry.actor_id for entry in reads] == [cast.paul().user.pk, cast.mara().user.pk]


def test_letters_of_every_step_go_to_the_administrators_of_both_sides() -> None:
    mara, paul = cast.mara(), cast.paul()
    clerk = cast.person("clerk@linde.example", "Clerk", mara.organisation)
    Membership.objects.filter(user=clerk.user).update(role="member")
    made = cast.mandate(mara, paul)
    deliver()
    deeds.resign(by=paul.actor, mandate=made)
    deliver()
    told = Notification.objects.order_by("pk").values_list("letter", "address")
    assert set(told) == {
        (letter, address)
        for letter in ("mandate_granted", "mandate_ended")
        for address in ("mara@linde.example", "paul@okafor.example")
    }
    ended = Notification.objects.get(letter="mandate_ended", audience="owner")
    assert "gave this mandate back" in ended.text and "No open notice" in ended.text


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_answers_by_the_same_key_at_once_are_one_answer() -> None:
    propose(Client(), owner_name="Nova Goods", owner_email="iris@nova.example")
    deliver()
    url = link_in("iris@nova.example")
    said = {"scope": "all", "company": "Nova Goods", "name": "Iris Falk", "may_sign": "on"}
    gate = threading.Barrier(4)

    def answer(how: str) -> int:
        gate.wait()
        try:
            return Client().post(url, {**said, "answer": how}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(answer, ["grant", "grant", "grant", "decline"]))
    assert codes.count(303) == 1 and set(codes) <= {303, 404, 409}
    made = Mandate.objects.get()
    assert made.state in {"alive", "declined"} and made.version == 2
    assert Organisation.objects.filter(name="Nova Goods").count() == (made.state == "alive")
