"""Passkeys from beginning to end; and every page of the account looked at by axe, narrow and wide, light and dark."""

import os
import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, expect

from accounts import actions, invitations
from accounts.models import Membership, User
from docket.actors import SYSTEM
from notifications import unsubscribing
from tests import cast
from tests.accounts.mails import code_sent_to
from tests.barriers import Look, barriers_in
from tests.waiting import follow

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "a lamp in the harbour"
LOOKS: list[Look] = [(320, "dark"), (768, "light"), (1280, "light")]


@pytest.fixture(autouse=True)
def fresh_counts(transactional_db: None) -> None:
    cache.clear()


def mara() -> User:
    user = cast.mara().user
    user.set_password(WORDS)
    user.save()
    return user


def sign_in(page: Page, user: User) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Email address").fill(user.email)
    page.get_by_label("Password", exact=True).fill(WORDS)
    follow(page, page.get_by_role("button", name="Sign in", exact=True))


def with_authenticator(context: BrowserContext) -> Page:
    """A device with a finger on it, as far as the browser knows."""
    page = context.new_page()
    spoken = context.new_cdp_session(page)
    spoken.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    spoken.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def test_a_passkey_is_made_opens_the_account_alone_and_is_taken_off(window: Any) -> None:
    user, faults = mara(), []
    page = with_authenticator(window())
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    sign_in(page, user)
    page.goto("/settings/security/passkeys/add/")
    page.get_by_label("A name for it").fill("My laptop")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("button", name="Show my recovery codes").click()
    expect(page.get_by_text(re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")).first).to_be_visible()
    assert Authenticator.objects.get(type="webauthn").data["name"] == "My laptop"

    page.context.clear_cookies()
    page.goto("/sign-in/?next=/rights/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: url.endswith("/rights/") and "sign-in" not in url)

    page.context.clear_cookies()
    sign_in(page, user)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url("**/home/")

    page.goto("/settings/security/")
    page.get_by_role("link", name="Take off My laptop").click()
    page.get_by_role("button", name="Take it off").click()
    expect(page.get_by_role("heading", name="Security")).to_be_visible()
    assert not Authenticator.objects.exists()
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("That passkey did not work here")).to_be_visible()
    assert not faults


def test_everything_but_passkeys_works_without_scripts(window: Any) -> None:
    page = window(320, scripts=False).new_page()
    page.goto("/sign-up/")
    page.get_by_label("Your name").fill("Ada Berg")
    page.get_by_label("Email address").fill("ada@lamps.example")
    page.get_by_label("Password").fill(WORDS)
    page.get_by_role("button", name="Make the account").click()
    page.get_by_label("Six-digit code").fill(code_sent_to("ada@lamps.example"))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="For whom do you act?")).to_be_visible()
    page.goto("/sign-in/")
    page.goto("/settings/security/")
    expect(page.get_by_text("Passkeys", exact=True)).to_be_visible()


def looked(page: Page) -> str:
    """Axe finds nothing, nothing runs out sideways, one heading names the page; returns the heading."""
    assert not barriers_in(page, LOOKS)
    assert page.locator("h1").count() == 1, page.url
    return page.locator("h1").inner_text()


def filled(page: Page, button: str, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"main [name={name}]").fill(value)
    follow(page, page.get_by_role("button", name=button, exact=True))


STRANGERS = ("sign-in/", "sign-in/code/", "sign-in/forgot/", "sign-up/", "sign-in/closed/", "report/", "report/status/")
MEMBERS = (
    "settings/",
    "settings/notifications/",
    "settings/organisation/",
    "settings/organisation/new/",
    "settings/security/",
    "settings/security/app/",
    "settings/security/passkeys/add/",
    "settings/security/recovery-codes/",
    "settings/security/prove/",
    "settings/sessions/",
    "settings/address/",
    "settings/password/",
    "settings/keys/",
    "settings/webhooks/",
    "sign-out/",
    "team/",
    "team/invite/",
    "team/leave/",
)


def test_no_page_on_the_way_in_has_a_barrier(window: Any) -> None:
    page, faults = window().new_page(), []
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    user = mara()
    for path in STRANGERS:
        page.goto(f"/{path}")
        looked(page)
    page.goto("/sign-in/code/")
    filled(page, "Send me a code", email=user.email)
    assert "code" in looked(page).lower()
    page.goto("/sign-in/forgot/")
    filled(page, "Send me a code", email=user.email)
    looked(page)
    filled(page, "Go on", code=code_sent_to(user.email))
    assert page.url.endswith("/sign-in/forgot/new/")
    looked(page)
    page.goto("/sign-up/")
    filled(page, "Make the account", name="Ada", email="ada@lamps.example", password1="harbour")
    looked(page)  # with faults shown
    filled(page, "Make the account", name="Ada", email="ada@lamps.example", password1=WORDS)
    looked(page)
    filled(page, "Go on", code=code_sent_to("ada@lamps.example"))
    looked(page)
    page.goto("/settings/organisation/new/")
    looked(page)
    page.goto(unsubscribing.link(user.pk, "people"))
    looked(page)
    follow(page, page.get_by_role("button", name="Stop them"))
    looked(page)
    assert [each for each in faults if "40" not in each] == []


def test_no_page_of_the_settings_has_a_barrier(window: Any) -> None:
    context, faults, user = window(), [], mara()
    page = context.new_page()
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    organisation = cast.mara().organisation
    assert organisation is not None
    lena = cast.person("lena@linde.example", "Lena Vogt")
    actions.admit(by=SYSTEM, organisation=organisation, user=lena.user, role="preparer", vouched="founding")
    invited = actions.invite(
        by=cast.mara().actor,
        organisation=organisation,
        email="ada@linde.example",
        role="member",
        invited_by=user,
    )
    sign_in(page, user)
    page.wait_for_url("**/home/")
    member = Membership.objects.get(user=lena.user).public_id
    for path in (*MEMBERS, f"team/{member}/"):
        page.goto(f"/{path}")
        assert page.url.endswith(path), "not sent elsewhere"
        looked(page)
    page.goto("/team/invite/")
    filled(page, "Send the invitation", email="nobody")
    looked(page)
    page.goto(f"/invitations/{invitations.token_of(invited)}/")
    assert "another address" in page.content()
    looked(page)
    page.goto("/settings/security/app/")
    secret = page.locator("main details bdi").text_content() or ""
    filled(page, "Add the app", code=format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    looked(page)
    follow(page, page.get_by_role("button", name="Show my recovery codes"))
    looked(page)
    page.goto("/settings/security/app/remove/")
    looked(page)
    page.goto("/settings/security/")
    looked(page)
    context.clear_cookies()
    page.goto(f"/invitations/{invitations.token_of(invited)}/")
    looked(page)
    sign_in(page, user)
    assert looked(page) == "One more step"
    assert [each for each in faults if "40" not in each] == []
