"""Oneself and one's organisation: name, zone, details; and times with the reader's zone beside UTC."""

import threading
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts import zones
from accounts.models import Membership, Organisation, User
from docket import verify
from ipr_portal.templatetags.portal import when
from tests import cast
from tests.accounts.mails import fresh

pytestmark = pytest.mark.django_db
DETAILS = {"name": "Ada & Co.", "country": "DK", "email": "ip@ada.example", "phone": "", "address": ""}


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


def signed_in(who: cast.Person | User) -> Client:
    client = Client()
    client.force_login(who.user if isinstance(who, cast.Person) else who)
    return client


def newcomer(*, proven: bool = True) -> User:
    ada = User.objects.create_user("ada@ada.example", name="Ada Berg")
    EmailAddress.objects.create(user=ada, email=ada.email, verified=proven, primary=True)
    return ada


def test_a_newcomer_sets_an_organisation_up_and_administers_it() -> None:
    ada = newcomer()
    client = signed_in(ada)
    assert "/settings/organisation/new/" in client.get("/welcome/").content.decode()
    answer = client.post("/settings/organisation/new/", {"kind": "agent", **DETAILS})
    assert (answer.status_code, answer["Location"]) == (302, "/start/")
    made = Organisation.objects.get(name="Ada & Co.")
    assert (made.kind, made.country, made.guest) == ("agent", "DK", False)
    assert Membership.objects.get(organisation=made).role == "admin"
    assert list(made.entries().values_list("step", flat=True)) == ["found", "admit"]
    assert client.get("/home/").status_code == 200
    assert fresh(client).get("/settings/keys/").status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_two_clicks_set_one_organisation_up() -> None:
    ada = newcomer()
    clients, start = [signed_in(ada), signed_in(ada)], threading.Barrier(2)

    def go(client: Client) -> None:
        start.wait(5)
        client.post("/settings/organisation/new/", {"kind": "owner", **DETAILS})
        connection.close()

    threads = [threading.Thread(target=go, args=(each,)) for each in clients]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    assert Organisation.objects.filter(name="Ada & Co.").count() == 1
    signed_in(ada).post("/settings/organisation/new/", {"kind": "owner", **DETAILS, "name": "Ada Two"})
    assert Membership.objects.filter(user=ada).count() == 2


WRONG = [{"kind": "seller"}, {"kind": "partner"}, {"country": "UK"}, {"name": "\u200b"}, {"email": "x"}]


@pytest.mark.parametrize("wrong", WRONG)
def test_an_organisation_that_lacks_something_is_not_made(wrong: dict[str, str]) -> None:
    client = signed_in(newcomer())
    answer = client.post("/settings/organisation/new/", {"kind": "owner", **DETAILS, **wrong})
    assert answer.status_code == 400
    assert "error-summary" in answer.content.decode()
    assert not Organisation.objects.exists()


def test_who_has_not_proven_an_address_sets_nothing_up_and_staff_neither() -> None:
    for who in (newcomer(proven=False), cast.amina().user):
        assert signed_in(who).post("/settings/organisation/new/", {"kind": "owner", **DETAILS}).status_code == 404
    assert not Organisation.objects.filter(name="Ada & Co.").exists()


def test_details_are_changed_by_who_may_sign_and_the_docket_says_which() -> None:
    mara = cast.mara()
    client = signed_in(mara)
    assert client.post("/settings/organisation/", DETAILS).status_code == 303
    assert mara.organisation is not None
    mara.organisation.refresh_from_db()
    assert mara.organisation.name == "Ada & Co."
    entry = mara.organisation.entries().get(step="amend")
    assert entry.facts == {"changed": ["address", "country", "email", "name", "phone"]}
    client.post("/settings/organisation/", DETAILS)
    assert mara.organisation.entries().filter(step="amend").count() == 1
    Membership.objects.filter(user=mara.user).update(role="preparer")
    assert "colleague who may sign" in client.get("/settings/organisation/").content.decode()
    assert client.post("/settings/organisation/", {**DETAILS, "name": "Other"}).status_code == 404
    assert not [*verify.broken_chains(), *verify.mismatched_states()]


def test_one_changes_ones_name_and_zone() -> None:
    mara = cast.mara()
    client = signed_in(mara)
    said = {"name": "Mara L.", "language": "en", "time_zone": "Europe/Berlin"}
    assert client.post("/settings/", said).status_code == 302
    mara.user.refresh_from_db()
    assert (mara.user.name, mara.user.time_zone) == ("Mara L.", "Europe/Berlin")
    for wrong in ({"time_zone": "Mars/Base"}, {"language": "xx"}, {"name": ""}):
        assert client.post("/settings/", {**said, **wrong}).status_code == 400


MOMENT = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "style", "beside"),
    [
        (None, "", ""),
        ("Europe/London", "", "(23:30 London)"),
        ("Europe/Berlin", "", "(24 November 2026 00:30 Berlin)"),
        ("America/New_York", "long", "(18:30 New York)"),
        ("Asia/Tokyo", "long", "(24 November 2026 08:30 Tokyo)"),
        ("America/New_York", "date", ""),
        ("Asia/Tokyo", "date", "(24 November 2026 Tokyo)"),
    ],
)
def test_times_have_the_readers_zone_beside_utc(zone: str | None, style: str, beside: str) -> None:
    token = zones.beside.set(ZoneInfo(zone) if zone else None)
    shown = when(MOMENT, style)
    zones.beside.reset(token)
    assert 'datetime="2026-11-23T23:30:00Z"' in shown
    assert "UTC" in shown or style == "date"
    if beside:
        assert beside in shown
    else:
        assert "beside" not in shown


def test_pages_of_a_person_have_their_zone_and_pages_of_strangers_none() -> None:
    mara = cast.mara()
    right = cast.right()
    User.objects.update(time_zone="Asia/Tokyo")
    assert "Tokyo)" in signed_in(mara).get(f"/rights/{right.public_id}/").content.decode()
    assert zones.beside.get() is None
    assert "Tokyo)" not in Client().get("/report/").content.decode()
