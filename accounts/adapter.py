"""Where our accounts differ from the library's defaults."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from accounts.landing import first_page
from accounts.middleware import SESSION_KEY, acting_for, actor_of


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by invitation until sign-up with a verified address is open."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        user = request.user
        if not user.is_authenticated:
            return first_page(None)
        return first_page(actor_of(user, acting_for(user, request.session.get(SESSION_KEY))))
