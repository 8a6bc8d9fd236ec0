"""Where our accounts differ from the library's defaults."""

import time
from typing import Any, ClassVar, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import addresses, codes, proof
from accounts.landing import first_page
from accounts.middleware import SEEN, SESSION_KEY, acting_for, actor_of
from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """What the library asks its project about."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "duplicate_email": _("This is the address you have now."),
        "email_password_mismatch": _("This address and this password do not belong together."),
        "email_taken": _("Another account has this address."),
        "enter_current_password": _("This is not your password."),
        "incorrect_code": _("This is not the code. Look at the newest one and type its digits."),
        "incorrect_password": _("This is not your password."),
        "rate_limited": _("That was too often. Wait a few minutes."),
        "too_many_login_attempts": _("That was wrong too often. Wait a few minutes, or sign in with a code by email."),
    }

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        user = cast(User, request.user)
        return first_page(actor_of(user, acting_for(user, request.session.get(SESSION_KEY))))

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        request.session[SEEN] = int(time.time())

    def clean_email(self, email: str) -> str:
        return addresses.normal(email)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("start")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return reverse("security" if self.request.user.is_authenticated else "sign_in")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("security")

    def generate_login_code(self) -> str:
        """A seed, from which the mail and the check make the code (codes.py)."""
        return codes.new_seed()

    generate_email_verification_code = generate_password_reset_code = generate_login_code

    def is_reauthentication_required(self, *, app: str, **_more: Any) -> bool:
        """Not within minutes of a sign-in. Who has neither password nor factor proves it by a code, too."""
        if proof.recent(self.request):
            return False
        if not super().get_reauthentication_methods(self.request.user):
            raise ReauthenticationRequired
        return True

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        known: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        by_mail = {"id": "code", "description": _("Use a code by email"), "url": reverse("prove_code")}
        return known or [by_mail]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The code is made of its seed only here, on its way out."""
        if "code" in context:
            context = {**context, "code": codes.code_of(context["code"])}
        self.deliver(template_prefix.rpartition("/")[2], email, context)

    def deliver(self, letter: str, address: str, context: dict[str, Any]) -> None:
        """Hand the mail to those who know how letters look (notifications.adapter)."""
        raise NotImplementedError
