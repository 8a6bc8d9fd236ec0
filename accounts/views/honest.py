"""The library answers a wrong form with 200; ours says in its status what was wrong."""

from typing import Any

from django.http import HttpResponse

WRONG = {
    "wrong",
    "incorrect_code",
    "incorrect_password",
    "enter_current_password",
    "email_password_mismatch",
    "account_inactive",
}
TOO_MANY = {"too_many_login_attempts", "rate_limited"}


class Honest:
    """400 for what is missing or malformed, 401 for what does not fit, 429 for too many tries."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if response.status_code == 200:
            response.status_code = status_of(form)
        return response


def status_of(form: Any) -> int:
    codes = {error.code for errors in form.errors.as_data().values() for error in errors}
    if codes & TOO_MANY:
        return 429
    return 401 if codes & WRONG else 400
