"""Which case a seller may see; any other one does not exist."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest

from accounts.models import Organisation, User
from docket.actors import Actor
from notices import cases
from notices.cases import Case

__all__ = ["actor_of", "case_of", "login_required", "shop_of", "user_of"]


def shop_of(request: HttpRequest) -> Organisation:
    """The shop for which this person acts, or 404."""
    organisation: Organisation | None = getattr(request, "organisation", None)
    if organisation is None or organisation.role != "seller":
        raise Http404
    return organisation


def case_of(request: HttpRequest, reference: str) -> Case:
    """A case of this shop, or 404 as for a case that does not exist."""
    case = cases.find(shop_of(request), reference)
    if case is None:
        raise Http404
    return case


def actor_of(request: HttpRequest) -> Actor:
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


def user_of(request: HttpRequest) -> User:
    return cast(User, request.user)
