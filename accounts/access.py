"""Who may open a staff page: others get the same 404 as for a page that does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

View = Callable[..., HttpResponseBase]
REVIEWERS = ("reviewer", "senior")
STAFF = ("reviewer", "senior", "operations", "admin")


def staff_only(*roles: str) -> Callable[[View], View]:
    """Let these staff roles in; strangers sign in first and come back."""

    def guarded(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            actor = getattr(request, "actor", None)
            if actor is None or actor.role not in roles:
                raise Http404
            return view(request, *args, **kwargs)

        return checked

    return guarded
