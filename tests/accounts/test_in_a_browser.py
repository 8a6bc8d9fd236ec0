"""Passkeys from beginning to end; and every page of the account looked at by axe, narrow and wide, light and dark."""

import os
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from tests import cast
from tests.accounts.mails import code_sent_to

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "a lamp in the harbour"


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
    page.get_by_role("button", name="Sign in", exact=True).click()


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
