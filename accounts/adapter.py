"""Where our accounts differ from the library's defaults."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by invitation until sign-up with a verified address is open."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
