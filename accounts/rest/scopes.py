"""What a key must be allowed to do. A method that says nothing about it is open to nobody."""

from typing import Any

from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import ApiKey, Organisation
from accounts.rest.problems import Problem
from docket.actors import Actor

PUBLIC = "public"  # no key needed
ANY_KEY = "any key"
EITHER = " or "  # between two scopes of which one will do


class HasScope(BasePermission):
    """Each method names its scope (`operations.operation`)."""

    def has_permission(self, request: Request, view: Any) -> bool:
        method = str(request.method).lower()
        scope = scope_of(view, "get" if method == "head" else method)
        if scope == PUBLIC:
            return True
        if not isinstance(request.auth, ApiKey):
            raise NotAuthenticated()
        if scope is None and not hasattr(view, method):
            return True  # the method does not exist: 405 says it better than 403
        if scope == ANY_KEY or (scope is not None and set(scope.split(EITHER)) & set(request.auth.scopes)):
            return True
        raise Problem("insufficient-scope", f"This needs the scope {scope}." if scope else "")


def scope_of(view: Any, method: str) -> str | None:
    operation = getattr(getattr(view, method, None), "operation", None)
    scope: str | None = operation.scope if operation else None
    return scope


def key_of(request: Request) -> ApiKey:
    key = request.auth
    if not isinstance(key, ApiKey):
        raise NotAuthenticated()
    return key


def organisation_of(request: Request) -> Organisation:
    return key_of(request).organisation


def demand(request: Request, scope: str) -> None:
    """For a method that serves both sides: the scope that this caller's side needs."""
    if scope not in key_of(request).scopes:
        raise Problem("insufficient-scope", f"This needs the scope {scope}.")


def actor_of(request: Request) -> Actor:
    """The key as an actor; set by ApiKeyAuthentication."""
    key_of(request)
    actor: Actor = request._request.actor  # type: ignore[attr-defined]
    return actor
