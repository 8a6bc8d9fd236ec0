"""Making an account, a forgotten password, another address; and never telling strangers who is here."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts import tasks
from accounts.models import User
from docket import clock
from tests import cast
from tests.accounts.mails import another, code_sent_to, fresh, last_to

pytestmark = pytest.mark.django_db
ADA = "ada@lamps.example"
WORDS = "a lamp in the harbour"
NEW = "quite another lamp here"


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


def sign_up(client: Client | None = None, **changes: str) -> Client:
    client = client or Client()
    said = {"name": "Ada Berg", "email": ADA, "password1": WORDS, **changes}
    answer = client.post("/sign-up/", said)
    assert (answer.status_code, answer["Location"]) == (302, "/sign-up/code/"), answer.content.decode()
    return client


def who(client: Client) -> str:
    return str(client.session.get("_auth_user_id", ""))


def with_password(person: cast.Person) -> User:
    person.user.set_password(WORDS)
    person.user.save()
    return person.user


def test_an_account_is_made_once_the_address_is_proven() -> None:
    client = sign_up()
    ada = User.objects.get(email=ADA)
    assert not who(client)
    assert client.get("/home/")["Location"].startswith("/sign-in/")
    assert client.post("/sign-up/code/", {"code": another(code_sent_to(ADA))}).status_code == 401
    answer = client.post("/sign-up/code/", {"code": code_sent_to(ADA)})
    assert (answer.status_code, answer["Location"], who(client)) == (302, "/start/", str(ada.pk))
    assert client.get("/start/")["Location"] == "/welcome/"
    assert (ada.name, ada.guest, EmailAddress.objects.get(user=ada).verified) == ("Ada Berg", False, True)
    later = Client()
    assert later.post("/sign-in/", {"login": ADA, "password": WORDS}).status_code == 302
    assert who(later) == str(ada.pk)


def test_who_signs_in_before_the_address_is_proven_is_sent_a_code() -> None:
    sign_up()
    cache.clear()
    client = Client()
    assert client.post("/sign-in/", {"login": ADA, "password": WORDS})["Location"] == "/sign-up/code/"
    assert not who(client)
    client.post("/sign-up/code/", {"code": code_sent_to(ADA)})
    assert who(client)


def test_an_address_that_is_taken_is_told_by_mail_only() -> None:
    cast.mara()
    pages = [sign_up(email=address).get("/sign-up/code/").content.decode() for address in (ADA, "mara@linde.example")]
    bare = [re.sub(r"(ada@lamps|mara@linde)\.example|(ada%40lamps|mara%40linde)\.example", "x", page) for page in pages]
    lines = [[line for line in page.splitlines() if "csrf" not in line] for page in bare]
    assert lines[0] == lines[1]
    assert "There is one already" in last_to("mara@linde.example")
    assert User.objects.filter(email="mara@linde.example").count() == 1
    stranger = sign_up(email="mara@linde.example")
    for guess in ("000000", "123456"):
        assert stranger.post("/sign-up/code/", {"code": guess}).status_code == 401
    assert not who(stranger)


def test_the_code_is_in_the_mail_alone_and_can_be_sent_twice_more() -> None:
    client = sign_up()
    assert not any(code_sent_to(ADA) in str(session.get_decoded()) for session in Session.objects.all())
    first = code_sent_to(ADA)
    for _ in range(2):
        assert client.post("/sign-up/code/", {"action": "resend"}).status_code == 302
    assert len(mail.outbox) == 3
    if first != code_sent_to(ADA):
        assert client.post("/sign-up/code/", {"code": first}).status_code == 401
    assert client.post("/sign-up/code/", {"action": "resend"}).status_code in {400, 401}
    assert len(mail.outbox) == 3
    assert client.post("/sign-up/code/", {"code": code_sent_to(ADA)}).status_code == 302


def test_one_can_begin_again_with_another_address() -> None:
    client = sign_up()
    assert client.get("/sign-up/")["Location"] == "/sign-up/code/"
    assert client.post("/sign-in/cancel/")["Location"] == "/sign-in/"
    assert client.get("/sign-up/").status_code == 200


def test_addresses_that_nobody_proved_are_forgotten() -> None:
    sign_up()
    cast.mara()
    assert tasks.forget_unconfirmed() == 0
    User.objects.update(created_at=clock.real() - tasks.UNCONFIRMED_KEPT)
    tasks.tidy()
    assert list(User.objects.values_list("email", flat=True)) == ["mara@linde.example"]


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("short words", "at least 12"),
        ("password12345", "too common|mostly a name"),
        ("ada@lamps.example", "too similar"),
        ("Ada Berg Ada Berg", "too similar|mostly"),
        ("fairmark-portal-2026", "mostly a name"),
        ("x" * 5000, "too long"),
        ("", "Type a password"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused_with_the_reason(password: str, says: str) -> None:
    answer = Client().post("/sign-up/", {"name": "Ada Berg", "email": ADA, "password1": password})
    assert answer.status_code == 400
    assert re.search(says, answer.content.decode()), answer.content.decode()
    assert "Ada Berg" in answer.content.decode()
    assert not User.objects.exists()


ODD = ["lámpara del puerto ñ 灯 🏮", "x7" * 64, " leading and trailing spaces ", "a" * 11 + "é" + "b" * 120]


@pytest.mark.parametrize("password", ODD, ids=range(len(ODD)))
def test_long_and_odd_passwords_are_fine_and_counted_whole(password: str) -> None:
    client = sign_up(password1=password)
    client.post("/sign-up/code/", {"code": code_sent_to(ADA)})
    user = User.objects.get(email=ADA)
    assert user.check_password(password)
    assert not user.check_password(password[:-1])
    assert not user.check_password(password[:72]) or len(password) <= 72


def test_a_form_that_lacks_something_keeps_what_was_typed() -> None:
    answer = Client().post("/sign-up/", {"name": "", "email": "ada@", "password1": WORDS})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Type your name" in page and "like name@company.com" in page and 'value="ada@"' in page
    assert WORDS not in page


def test_a_forgotten_password_is_replaced_with_a_code() -> None:
    user = with_password(cast.mara())
    elsewhere, client = Client(), Client()
    elsewhere.post("/sign-in/", {"login": user.email, "password": WORDS})
    assert client.post("/sign-in/forgot/", {"email": user.email})["Location"] == "/sign-in/forgot/code/"
    assert client.post("/sign-in/forgot/code/", {"code": another(code_sent_to(user.email))}).status_code == 401
    assert client.get("/sign-in/forgot/new/")["Location"] == "/sign-in/forgot/code/"
    client.post("/sign-in/forgot/code/", {"code": code_sent_to(user.email)})
    assert client.post("/sign-in/forgot/new/", {"password1": "short", "password2": "short"}).status_code == 400
    assert client.post("/sign-in/forgot/new/", {"password1": NEW, "password2": NEW})["Location"] == "/sign-in/"
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert not who(client)
    assert elsewhere.get("/home/")["Location"].startswith("/sign-in/")  # sessions from before have ended
    assert "replaced by a new one" in last_to(user.email)
    assert client.get("/sign-in/forgot/new/")["Location"] == "/sign-in/forgot/"


def test_asking_for_a_new_password_tells_nobody_who_is_here() -> None:
    user = with_password(cast.mara())
    pages = []
    for address in (user.email, "nobody@linde.example"):
        client = Client()
        answer = client.post("/sign-in/forgot/", {"email": address})
        assert answer["Location"] == "/sign-in/forgot/code/"
        pages.append(re.sub("(mara|nobody)(@|%40)linde.example", "x", client.get(answer["Location"]).content.decode()))
    lines = [[line for line in page.splitlines() if "csrf" not in line] for page in pages]
    assert lines[0] == lines[1]
    assert "There is no account with it" in last_to("nobody@linde.example")
    assert client.post("/sign-in/forgot/code/", {"code": "123456"}).status_code == 401


def test_somebody_who_came_by_code_gets_a_password_by_the_same_way_and_an_account() -> None:
    client = Client()
    client.post("/report/", {"name": "Grace Lind", "email": "grace@photos.example"})
    client.post("/sign-in/code/enter/", {"code": code_sent_to("grace@photos.example")})
    cache.clear()
    client = Client()
    client.post("/sign-in/forgot/", {"email": "grace@photos.example"})
    client.post("/sign-in/forgot/code/", {"code": code_sent_to("grace@photos.example")})
    client.post("/sign-in/forgot/new/", {"password1": NEW, "password2": NEW})
    grace = User.objects.get(email="grace@photos.example")
    assert (grace.guest, grace.organisations.get().guest, grace.check_password(NEW)) == (False, False, True)


def test_another_address_is_proven_first_and_the_old_one_hears_of_it() -> None:
    user, client = with_password(cast.mara()), Client()
    client.post("/sign-in/", {"login": user.email, "password": WORDS})
    assert client.post("/settings/address/", {"email": "Mara@New.example"})["Location"] == "/sign-up/code/"
    user.refresh_from_db()
    assert user.email == "mara@linde.example"
    assert client.post("/sign-up/code/", {"code": another(code_sent_to("mara@new.example"))}).status_code == 401
    answer = client.post("/sign-up/code/", {"code": code_sent_to("mara@new.example")})
    assert answer["Location"] == "/settings/security/"
    user.refresh_from_db()
    assert user.email == "mara@new.example"
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary")) == [
        ("mara@new.example", True, True)
    ]
    assert "another email address now" in last_to("mara@linde.example")
    assert Client().post("/sign-in/", {"login": "mara@linde.example", "password": WORDS}).status_code == 401
    assert Client().post("/sign-in/", {"login": "mara@new.example", "password": WORDS}).status_code == 302


def test_nobody_takes_over_the_address_of_another_account() -> None:
    ole, mara = cast.hansen(), with_password(cast.mara())
    client = Client()
    client.post("/sign-in/", {"login": mara.email, "password": WORDS})
    client.post("/settings/address/", {"email": ole.user.email})
    answer = client.post("/sign-up/code/", {"code": code_sent_to(ole.user.email)})
    assert answer.status_code == 400
    assert "Another account has this address" in answer.content.decode()
    mara.refresh_from_db()
    assert mara.email == "mara@linde.example"


def test_what_is_sensitive_asks_again_who_you_are() -> None:
    user, client = with_password(cast.mara()), Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    pages = ("/settings/address/", "/settings/security/app/", "/settings/security/passkeys/add/", "/settings/keys/")
    for page in pages:
        assert client.get(page)["Location"] == f"/settings/security/prove/?next={page.replace('/', '%2F')}"
    prove = "/settings/security/prove/?next=/settings/address/"
    assert client.post(prove, {"password": "not this one at all"}).status_code == 401
    assert client.post("/settings/address/", {"email": "x@new.example"}).status_code == 302
    assert not mail.outbox
    assert client.post(prove, {"password": WORDS})["Location"] == "/settings/address/"
    assert all(client.get(page).status_code == 200 for page in pages)


def test_who_has_no_password_proves_it_by_a_code() -> None:
    client = Client()
    client.force_login(cast.mara().user, backend="allauth.account.auth_backends.AuthenticationBackend")
    prove = "/settings/security/prove/code/?next=%2Fsettings%2Fpassword%2Ffirst%2F"
    assert client.get("/settings/password/first/")["Location"] == prove
    assert client.get("/settings/security/app/")["Location"].startswith("/settings/security/prove/code/")
    assert client.post(prove)["Location"] == prove
    assert client.post(prove, {"code": another(code_sent_to("mara@linde.example"))}).status_code == 401
    answer = client.post(prove, {"code": code_sent_to("mara@linde.example")})
    assert answer["Location"] == "/settings/password/first/"
    assert client.get("/settings/password/first/").status_code == 200


def test_somebody_who_just_signed_in_is_not_asked_again() -> None:
    client = Client()
    client.force_login(cast.mara().user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert fresh(client).get("/settings/address/").status_code == 200


def test_signing_up_is_for_who_is_not_here_yet() -> None:
    client = Client()
    client.force_login(cast.mara().user)
    assert client.get("/sign-up/").status_code == 302
    assert client.post("/sign-up/", {"name": "x", "email": ADA, "password1": WORDS}).status_code == 302
    assert not User.objects.filter(email=ADA).exists()
