"""Second factors: codes that open once, recovery codes kept as hashes, passkeys that are none; and sessions."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts import factors
from accounts.models import User
from tests import cast
from tests.accounts.mails import code_sent_to, fresh, last_to

pytestmark = pytest.mark.django_db
WORDS = "a lamp in the harbour"
APP = "/settings/security/app/"
SECOND = "/sign-in/second/"


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The app's codes change with the time; here it moves only when the story says so."""
    now = [time.time()]
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: now[0])
    return now


def mara() -> User:
    user = cast.mara().user
    user.set_password(WORDS)
    user.save()
    return user


def signed_in(user: User) -> Client:
    client = Client(HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")
    client.post("/sign-in/", {"login": user.email, "password": WORDS})
    return client


def code_at(secret: str, moment: float) -> str:
    return format_hotp_value(hotp_value(secret, int(moment) // 30))


def with_app(user: User, now: list[float]) -> tuple[Client, str]:
    """Set an app up as a person does, and leave the time of its first code behind."""
    client = signed_in(user)
    secret = client.get(APP).context["form"].secret
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post(APP, {"code": code_at(secret, now[0])})
    assert (answer.status_code, answer["Location"]) == (302, "/settings/security/recovery-codes/")
    now[0] += 90
    return client, secret


def recovery_codes(client: Client) -> list[str]:
    page = client.post("/settings/security/recovery-codes/").content.decode()
    return re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", page.split("<code")[1].split("</code>")[0])


def begun(user: User) -> Client:
    client = Client()
    assert client.post("/sign-in/", {"login": user.email, "password": WORDS})["Location"] == SECOND
    assert "_auth_user_id" not in client.session
    return client


def test_after_the_password_comes_the_code_of_the_app(standing_clock: list[float]) -> None:
    user = mara()
    _, secret = with_app(user, standing_clock)
    client = begun(user)
    assert client.get("/home/")["Location"].startswith("/sign-in/")
    assert client.post(SECOND, {"code": "000000"}).status_code == 401
    answer = client.post(SECOND, {"code": code_at(secret, standing_clock[0])})
    assert (answer.status_code, answer["Location"]) == (302, "/home/")
    assert "An app that shows codes was added" in last_to(user.email)


def test_a_code_of_the_app_opens_once(standing_clock: list[float]) -> None:
    user = mara()
    _, secret = with_app(user, standing_clock)
    code = code_at(secret, standing_clock[0])
    assert begun(user).post(SECOND, {"code": code}).status_code == 302
    cache_kept_by_the_library_is_gone = 31
    standing_clock[0] += cache_kept_by_the_library_is_gone  # half a minute off is still taken, a second time is not
    replayed = begun(user).post(SECOND, {"code": code})
    assert replayed.status_code == 401
    assert "used before" in replayed.content.decode()
    assert begun(user).post(SECOND, {"code": code_at(secret, standing_clock[0])}).status_code == 302


def test_the_code_that_set_the_app_up_opens_nothing_else(standing_clock: list[float]) -> None:
    user = mara()
    client = signed_in(user)
    secret = client.get(APP).context["form"].secret
    code = code_at(secret, standing_clock[0])
    assert client.post(APP, {"code": code}).status_code == 302
    assert begun(user).post(SECOND, {"code": code}).status_code == 401


def test_a_code_that_is_too_old_opens_nothing(standing_clock: list[float]) -> None:
    user = mara()
    _, secret = with_app(user, standing_clock)
    assert begun(user).post(SECOND, {"code": code_at(secret, standing_clock[0] - 61)}).status_code == 401


def test_a_code_by_mail_does_not_stand_in_for_the_app(standing_clock: list[float]) -> None:
    user = mara()
    _, secret = with_app(user, standing_clock)
    client = Client()
    client.post("/sign-in/code/", {"email": user.email})
    answer = client.post("/sign-in/code/enter/", {"code": code_sent_to(user.email)})
    assert answer["Location"] == SECOND
    assert "_auth_user_id" not in client.session
    assert client.post(SECOND, {"code": code_at(secret, standing_clock[0])})["Location"] == "/home/"


def test_a_new_password_does_not_stand_in_for_the_app_either(standing_clock: list[float]) -> None:
    user = mara()
    with_app(user, standing_clock)
    client = Client()
    client.post("/sign-in/forgot/", {"email": user.email})
    client.post("/sign-in/forgot/code/", {"code": code_sent_to(user.email)})
    client.post("/sign-in/forgot/new/", {"password1": WORDS + "!", "password2": WORDS + "!"})
    assert client.post("/sign-in/", {"login": user.email, "password": WORDS + "!"})["Location"] == SECOND


def test_guessing_codes_is_stopped(standing_clock: list[float]) -> None:
    user = mara()
    with_app(user, standing_clock)
    client = begun(user)
    answers = [client.post(SECOND, {"code": f"{n:06}"}).status_code for n in range(7)]
    assert answers[0] == 401
    assert answers[-1] == 429


def test_a_recovery_code_opens_once_and_is_kept_as_a_hash(standing_clock: list[float]) -> None:
    user = mara()
    owner, _ = with_app(user, standing_clock)
    codes = recovery_codes(owner)
    assert len(set(codes)) == factors.CODES
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)
    page = owner.get("/settings/security/recovery-codes/").content.decode()
    assert not any(code in page for code in codes)
    spelled = codes[0].lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert begun(user).post(SECOND, {"code": spelled})["Location"] == "/home/"
    assert begun(user).post(SECOND, {"code": codes[0]}).status_code == 401
    assert "9 left" in owner.get("/settings/security/").content.decode()
    newest = recovery_codes(owner)
    assert begun(user).post(SECOND, {"code": codes[1]}).status_code == 401
    assert begun(user).post(SECOND, {"code": newest[1]}).status_code == 302


def test_recovery_codes_can_be_kept_as_a_file_without_scripts(standing_clock: list[float]) -> None:
    user = mara()
    owner, _ = with_app(user, standing_clock)
    page = owner.post("/settings/security/recovery-codes/").content.decode()
    assert 'download="recovery-codes.txt" href="data:text/plain' in page
    assert owner.get("/settings/security/recovery-codes/")["Cache-Control"].count("no-store") == 1


def test_without_a_second_factor_there_are_no_recovery_codes() -> None:
    assert signed_in(mara()).post("/settings/security/recovery-codes/").status_code == 404


def test_the_secret_of_an_app_is_not_readable_in_the_database(standing_clock: list[float], settings: Settings) -> None:
    user = mara()
    _, secret = with_app(user, standing_clock)
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new key for the server"
    assert begun(user).post(SECOND, {"code": code_at(secret, standing_clock[0])}).status_code == 302


def test_an_old_key_can_go_once_everything_is_written_with_the_new_one(
    standing_clock: list[float], settings: Settings
) -> None:
    user = mara()
    _, secret = with_app(user, standing_clock)
    assert factors.renew() == 0
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new key for the server"
    assert factors.renew() == 1
    with CaptureQueriesContext(connection) as looked:
        assert factors.renew() == 0
    assert "FOR UPDATE" not in str(looked.captured_queries), "nobody waits for what is new already"
    settings.SECRET_KEY_FALLBACKS = []
    assert begun(user).post(SECOND, {"code": code_at(secret, standing_clock[0])}).status_code == 302


def test_a_lost_key_opens_nothing_and_breaks_nothing(standing_clock: list[float], settings: Settings) -> None:
    user = mara()
    owner, secret = with_app(user, standing_clock)
    codes = recovery_codes(owner)
    settings.SECRET_KEY = "another key"
    client = begun(user)
    for code in (code_at(secret, standing_clock[0]), codes[0]):
        assert client.post(SECOND, {"code": code}).status_code == 401
    settings.SECRET_KEY_FALLBACKS = ["and another"]
    assert factors.renew() == 0


def test_the_app_is_taken_off_by_who_proves_to_be_its_owner(standing_clock: list[float]) -> None:
    user = mara()
    owner, _ = with_app(user, standing_clock)
    stranger = Client()
    stranger.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert stranger.post(f"{APP}remove/")["Location"].startswith("/settings/security/prove/")
    assert Authenticator.objects.filter(type="totp").exists()
    assert owner.post(f"{APP}remove/").status_code == 302
    assert not Authenticator.objects.exists()
    assert "taken off" in last_to(user.email)
    assert Client().post("/sign-in/", {"login": user.email, "password": WORDS})["Location"] == "/home/"


ODD = ["", "null", "[]", "1", '"x"', "{}", '{"response": 1}', '{"id": "x", "rawId": "x", "response": {}, "type": "x"}',
       '{"id":"eA","rawId":"eA","type":"public-key","response":{"clientDataJSON":"eA","authenticatorData":"eA",'
       '"signature":"eA","userHandle":"eA"}}', "[" * 100_000, "x" * 100_000, '{"response":{"userHandle":null}}',
       '{"id":"eA","rawId":"eA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"oA"}}',
      ]  # fmt: skip


@pytest.mark.parametrize("credential", ODD, ids=range(len(ODD)))
def test_what_is_no_passkey_opens_nothing_and_breaks_nothing(credential: str, standing_clock: list[float]) -> None:
    user = mara()
    client = Client()
    client.get("/sign-in/passkey/", headers={"Accept": "application/json"})
    assert client.post("/sign-in/passkey/", {"credential": credential})["Location"] == "/sign-in/"
    assert "_auth_user_id" not in client.session
    with_app(user, standing_clock)
    client = begun(user)
    assert client.post(SECOND, {"credential": credential}).status_code in {400, 401, 429}
    assert "_auth_user_id" not in client.session
    owner = Client()
    owner.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    fresh(owner).get("/settings/security/passkeys/add/")
    assert owner.post("/settings/security/passkeys/add/", {"credential": credential}).status_code in {400, 401}
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_sessions_are_listed_and_ended_one_by_one_or_all_others() -> None:
    user = mara()
    here, phone, office = signed_in(user), signed_in(user), signed_in(user)
    page = here.get("/settings/sessions/").content.decode()
    assert page.count("Firefox on Linux") >= 3
    one = UserSession.objects.get(session_key=phone.session.session_key)
    assert here.post(f"/settings/sessions/{one.pk}/end/").status_code == 302
    assert phone.get("/home/")["Location"].startswith("/sign-in/")
    assert office.get("/home/").status_code == 200
    assert here.post("/settings/sessions/end-others/").status_code == 302
    assert office.get("/home/")["Location"].startswith("/sign-in/")
    assert here.get("/home/").status_code == 200


def test_nobody_ends_or_sees_the_session_of_somebody_else() -> None:
    mine = signed_in(mara())
    session = UserSession.objects.get()
    ole = Client()
    ole.force_login(cast.hansen().user)
    assert ole.post(f"/settings/sessions/{session.pk}/end/").status_code == 404
    assert ole.get(f"/settings/sessions/{session.pk}/end/").status_code == 405
    assert mine.get("/home/").status_code == 200


def test_use_of_a_session_is_noted_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    client, now = signed_in(mara()), time.time()
    first = UserSession.objects.get().last_seen_at
    client.get("/home/")
    assert UserSession.objects.get().last_seen_at == first
    monkeypatch.setattr("accounts.middleware.time.time", lambda: now + 301)
    client.get("/home/")
    assert UserSession.objects.get().last_seen_at > first


def test_signing_out_kills_the_session_for_whoever_kept_its_cookie() -> None:
    client = signed_in(mara())
    kept = dict(client.cookies)
    client.post("/sign-out/")
    thief = Client()
    thief.cookies.load({name: each.value for name, each in kept.items()})
    assert thief.get("/home/")["Location"].startswith("/sign-in/")


def test_who_lost_everything_is_let_in_by_the_operators(standing_clock: list[float]) -> None:
    user = mara()
    owner, _ = with_app(user, standing_clock)
    recovery_codes(owner)
    call_command("forget_factors", f" {user.email.upper()} ")
    assert not Authenticator.objects.exists()
    assert owner.get("/settings/").status_code == 302
    assert "because we were asked to" in last_to(user.email)
    assert signed_in(user).get("/home/").status_code == 200
    for address, said in (("nobody@lamps.example", "Nobody"), ("nobody", "valid email")):
        with pytest.raises(CommandError, match=said):
            call_command("forget_factors", address)
