"""Who may open a page: others get the same 404 as for a page that does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import Membership, Organisation, User
from docket.actors import Actor

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


def members_only(view: View) -> View:
    """Let in whoever acts for an organisation, and hand it to the page."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, organisation_of(request), *args, **kwargs)

    return guarded


def admins_only(view: View) -> View:
    """Let in who administers the organisation they act for; others learn nothing of the page."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        organisation = organisation_of(request)
        if not administers(request):
            raise Http404
        return view(request, organisation, *args, **kwargs)

    return guarded


def organisation_of(request: HttpRequest) -> Organisation:
    organisation = cast("Organisation | None", getattr(request, "organisation", None))
    if organisation is None:
        raise Http404
    return organisation


def administers(request: HttpRequest) -> bool:
    """By the membership that this request was begun with (middleware); a deed asks again, under lock."""
    return getattr(organisation_of(request), "acting_role", "") == Membership.Role.ADMIN


def actor_of(request: HttpRequest) -> Actor:
    actor = cast("Actor | None", getattr(request, "actor", None))
    if actor is None:
        raise Http404
    return actor


def user_of(request: HttpRequest) -> User:
    return cast(User, request.user)
