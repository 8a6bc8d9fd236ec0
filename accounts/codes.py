"""Signing in with a six-digit code by mail: for guests, for sellers, and for whoever has no password at hand.

`begin` sends the code and leads to the page where it is typed. The library keeps the process: in the browser's
session, for ten minutes. What the session holds is a seed; the code is made of it with the server's key, so that
nobody who reads the database can read a code.
"""

import unicodedata
from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.flows.logout import logout
from allauth.account.internal.flows.signup import send_unknown_account_mail
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStage, LoginStageController
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac
from django.utils.module_loading import import_string

from accounts import people
from accounts.middleware import SESSION_KEY
from accounts.models import User
from docket import transaction

DIGITS = 6
SECONDS = 600


def begin(
    request: HttpRequest,
    address: str,
    *,
    next: str = "",  # noqa: A002  as it is called in addresses
    then: str = "",
    facts: Mapping[str, Any] | None = None,
    acting: int | None = None,
    otherwise: str = "",
) -> HttpResponse:
    """Send a code to this address (`addresses.normal`) and go where it is typed; afterwards to `next`.

    `then` names a function `(address, user or None, **facts) -> User` of the caller's domain. It is called once the
    address is proven, inside a transaction, and may make the person or what they act for. Without `then` nobody is
    made: an address without an account gets a mail that says so, and the page looks the same. `acting` is the
    organisation for which the person acts afterwards. With `otherwise`, the name of a letter, there is no code:
    the address gets that letter, and the page looks the same.
    """
    if request.user.is_authenticated:
        if request.user.email == address and not then:
            return HttpResponseRedirect(next or reverse("start"))
        logout(request)
    if not ratelimit.consume(request, action="request_login_code", key=address):
        refused: HttpResponse = ratelimit.respond_429(request)
        return refused
    wish = {"next": next, "then": then, "facts": dict(facts or {}), "acting": acting, "otherwise": otherwise}
    CodeProcess.start(request, address, **wish)
    return HttpResponseRedirect(reverse("code_enter"))


class CodeProcess(LoginCodeVerificationProcess):  # type: ignore[misc]
    """The library's process, for people who may not exist yet."""

    @classmethod
    def start(cls, request: HttpRequest, address: str, **wish: Any) -> "CodeProcess":
        user = None if wish["otherwise"] else User.objects.filter(email=address).first()
        login = Login(user=user, email=address)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, email=address), initiated_by_user=True, **wish)
        process = cls(stage)
        process.send()
        process.persist()
        return process

    @classmethod
    def resume(cls, stage: LoginStage) -> "CodeProcess | None":
        process: CodeProcess | None = cls(stage).abort_if_invalid()
        return process

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        if letter := self.state.get("otherwise"):
            if not skip_enumeration_mails:
                get_adapter().send_mail(f"account/email/{letter}", email, {})
        elif self.user or self.state.get("then"):
            get_adapter().send_mail("account/email/login_code", email, {"code": self.generate_code()})
        elif not skip_enumeration_mails:
            send_unknown_account_mail(self.request, email)

    def fits(self, typed: str) -> bool:
        """Whether this is the code. Each code has a counted number of tries, however many are sent at once."""
        seed: str = self.code
        in_count = counted(self.request, seed or self.state["email"])
        return in_count and bool(seed) and same(seed, typed)

    def finish(self, redirect_url: str | None = None) -> HttpResponse:
        """The address is proven: sign in its person, with whatever other factor their account asks for."""
        address = self.state["email"]
        with transaction.atomic():
            user = self.user
            if name := self.state.get("then"):
                user = import_string(name)(address, user, **self.state["facts"])
            people.prove(user, address)
        if self.state.get("acting"):
            self.request.session[SESSION_KEY] = self.state["acting"]
        record_authentication(self.request, user, method="code", email=address)
        login = Login(user=user, email=address, redirect_url=redirect_url or self.state.get("next") or None)
        answer: HttpResponse = perform_login(self.request, login)
        return answer


def same(seed: str, typed: str) -> bool:
    """Whether what was typed is the code of this seed."""
    return constant_time_compare(digits_in(typed), code_of(seed))


def counted(request: HttpRequest, seed: str) -> bool:
    """Count one try of this code; False when it had all of them."""
    return bool(ratelimit.consume(request, action="code_tries", key=seed))


def new_seed() -> str:
    return get_random_string(32)


def code_of(seed: str) -> str:
    """The six digits that belong to a seed; only the server's key tells them."""
    number = int.from_bytes(salted_hmac("accounts.codes", seed, algorithm="sha256").digest(), "big")
    return f"{number % 10**DIGITS:0{DIGITS}}"


def digits_in(typed: str) -> str:
    """The digits of whatever was typed or pasted, of any script; spaces and dashes are nothing."""
    return "".join(str(unicodedata.digit(sign)) for sign in typed if unicodedata.digit(sign, None) is not None)
