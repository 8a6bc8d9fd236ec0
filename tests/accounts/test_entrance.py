"""Signing in and out, acting for another organisation, and the keys of one's own."""

import json
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from accounts.models import ApiKey, Membership, User
from tests import cast
from tests.accounts.mails import fresh

pytestmark = pytest.mark.django_db
WORDS = "a lamp in the harbour"


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


def with_password(person: cast.Person) -> User:
    person.user.set_password(WORDS)
    person.user.save()
    return person.user


def sign_in(client: Client, user: User, password: str = WORDS, **fields: str):
    return client.post("/sign-in/", {"login": user.email, "password": password, **fields})


@pytest.mark.parametrize(
    ("person", "page"),
    [(cast.mara, "/home/"), (cast.nils, "/cases/"), (cast.amina, "/queue/"), (cast.jon, "/deliveries/")],
)
def test_everybody_lands_where_their_work_is(person: object, page: str) -> None:
    from django.urls import reverse

    names = {"/home/": "home", "/cases/": "cases", "/queue/": "queue", "/deliveries/": "deliveries"}
    response = sign_in(Client(), with_password(person()))  # type: ignore[operator]
    assert (response.status_code, response["Location"]) == (302, reverse(names[page]))


def test_the_email_may_be_typed_in_any_case() -> None:
    user = with_password(cast.mara())
    assert Client().post("/sign-in/", {"login": user.email.upper(), "password": WORDS}).status_code == 302


def test_a_wrong_pair_says_the_same_whoever_it_is() -> None:
    user = with_password(cast.mara())
    closed = with_password(cast.nils())
    User.objects.filter(pk=closed.pk).update(is_active=False)
    client = Client()
    answers = [
        sign_in(client, user, "wrong words here"),
        client.post("/sign-in/", {"login": "nobody@linde.example", "password": "wrong words here"}),
        sign_in(client, closed, "wrong words here"),
    ]
    assert [a.status_code for a in answers] == [401, 401, 401]
    texts = [a.context["form"].non_field_errors() for a in answers]
    assert texts[0] == texts[1] == texts[2]
    assert "error-summary" in answers[0].content.decode()


def test_too_many_tries_are_stopped() -> None:
    user, client = with_password(cast.mara()), Client()
    statuses = [sign_in(client, user, "wrong words here").status_code for _ in range(6)]
    assert statuses[0] == 401
    assert statuses[-1] == 429
    assert sign_in(client, user).status_code == 429


def test_an_empty_form_says_what_is_missing_and_keeps_what_was_typed() -> None:
    response = Client().post("/sign-in/", {"login": "mara@linde.example", "password": ""})
    assert response.status_code == 400
    assert "Type your password." in response.content.decode()
    assert "mara@linde.example" in response.content.decode()


def test_a_megabyte_is_no_password() -> None:
    assert Client().post("/sign-in/", {"login": "mara@linde.example", "password": "x" * 1_000_000}).status_code == 400


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https://evil.example/", "javascript:alert(1)"]
)
def test_nobody_is_led_elsewhere(target: str) -> None:
    response = sign_in(Client(), with_password(cast.mara()), next=target)
    assert response["Location"] == "/home/"


def test_the_way_back_is_kept() -> None:
    client = Client()
    assert 'value="/rights/new/"' in client.get("/sign-in/?next=/rights/new/").content.decode()
    assert sign_in(client, with_password(cast.mara()), next="/rights/new/")["Location"] == "/rights/new/"


def test_signing_out_takes_a_post() -> None:
    client = Client()
    client.force_login(cast.mara().user)
    assert client.get("/sign-out/").status_code == 200
    assert "_auth_user_id" in client.session
    response = client.post("/sign-out/")
    assert response.status_code == 302
    assert "_auth_user_id" not in client.session
    assert response["Clear-Site-Data"]


def test_demo_people_are_shown_in_a_demo_only(settings: Settings, tmp_path: Path) -> None:
    person = {"role": "owner", "email": "mara@linde.example", "password": WORDS, "name": "Mara Linde"}
    (tmp_path / "demo.json").write_text(json.dumps({"accounts": [person]}))
    settings.HOME, settings.DEMO = tmp_path, True
    assert WORDS in Client().get("/sign-in/").content.decode()
    settings.DEMO = False
    assert WORDS not in Client().get("/sign-in/").content.decode()


def test_a_member_of_two_acts_for_either_and_for_no_third() -> None:
    mara, agency = cast.mara(), cast.paul().organisation
    Membership.objects.create(user=mara.user, organisation=agency)
    client = Client()
    client.force_login(mara.user)
    assert client.get("/settings/").context["request"].organisation == mara.organisation
    assert client.post("/switch/", {"organisation": agency.public_id}).status_code == 302
    assert client.get("/settings/").context["request"].organisation == agency
    shop = cast.nils().organisation
    assert client.post("/switch/", {"organisation": shop.public_id}).status_code == 404
    assert client.get("/switch/").status_code == 405


def test_the_password_is_changed_by_who_knows_it() -> None:
    user, client = with_password(cast.mara()), Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    new = {"password1": "another lamp entirely", "password2": "another lamp entirely"}
    assert client.post("/settings/password/", {"oldpassword": "wrong", **new}).status_code == 401
    assert client.post("/settings/password/", {"oldpassword": WORDS, **new}).status_code == 302
    user.refresh_from_db()
    assert user.check_password("another lamp entirely")


def test_a_stranger_signs_in_first() -> None:
    for page in ("/settings/", "/settings/password/", "/settings/keys/"):
        assert Client().get(page)["Location"] == f"/sign-in/?next={page}"


def test_an_admin_makes_a_key_sees_it_once_and_revokes_it() -> None:
    client = Client()
    client.force_login(cast.mara().user)
    fresh(client)
    made = client.post("/settings/keys/", {"name": "Our system", "scopes": ["notices.read"], "mode": "live"})
    key = ApiKey.objects.get()
    secret = made.context["secret"]
    assert secret in made.content.decode()
    assert len(secret) == len("ipr_live_") + 43
    assert key.digest not in made.content.decode()
    api = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/notices", headers=api).status_code == 200
    listed = client.get("/settings/keys/").content.decode()
    assert secret not in listed
    assert key.prefix in listed
    assert client.post(f"/settings/keys/{key.public_id}/revoke/").status_code == 302
    assert Client().get("/api/v1/notices", headers=api).status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"scopes": []}, {"scopes": ["listings.write"]}, {"mode": "x"}, {"expires_on": "2001-01-01"}],
)
def test_a_wrong_key_form_makes_no_key(wrong: dict[str, object]) -> None:
    client = Client()
    client.force_login(cast.mara().user)
    fresh(client)
    answer = client.post("/settings/keys/", {"name": "x", "scopes": ["notices.read"], "mode": "live", **wrong})
    assert answer.status_code == 400
    assert "error-summary" in answer.content.decode()
    assert not ApiKey.objects.exists()


def test_keys_are_for_admins_of_this_organisation() -> None:
    mara = cast.mara()
    client = Client()
    client.force_login(cast.hansen().user)
    from accounts import api_keys

    key, _ = api_keys.issue(organisation=mara.organisation, created_by=mara.user, name="x", scopes=["notices.read"])
    assert client.post(f"/settings/keys/{key.public_id}/revoke/").status_code == 404
    Membership.objects.filter(user=mara.user).update(role="member")
    client.force_login(mara.user)
    assert fresh(client).get("/settings/keys/").status_code == 404
    client.force_login(cast.amina().user)
    assert fresh(client).get("/settings/keys/").status_code == 404
