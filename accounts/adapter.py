"""Where our accounts differ from the library's defaults."""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from accounts import addresses, codes
from accounts.landing import first_page
from accounts.middleware import SESSION_KEY, acting_for, actor_of
from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by invitation until sign-up with a verified address is open."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        user = cast(User, request.user)
        return first_page(actor_of(user, acting_for(user, request.session.get(SESSION_KEY))))

    def clean_email(self, email: str) -> str:
        return addresses.normal(email)

    def generate_login_code(self) -> str:
        """A seed, from which the mail and the check make the code (codes.py)."""
        return codes.new_seed()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The code is made of its seed only here, on its way out."""
        if "code" in context:
            context = {**context, "code": codes.code_of(context["code"])}
        self.deliver(template_prefix.rpartition("/")[2], email, context)

    def deliver(self, letter: str, address: str, context: dict[str, Any]) -> None:
        """Hand the mail to those who know how letters look (notifications.adapter)."""
        raise NotImplementedError
