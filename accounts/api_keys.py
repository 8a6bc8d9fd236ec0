"""Keys of partner systems: made once, stored as a hash, read in one query on every call."""

import hashlib
import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import DateTimeField, ExpressionWrapper
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiKey, Organisation, User
from accounts.rest.problems import Problem
from docket.actors import Actor

SCOPES = {
    "notices.read": _("Read notices and claims"),
    "notices.write": _("Send notices and take the notifier's steps"),
    "rights.read": _("Read rights and mandates"),
    "rights.write": _("Enter rights"),
    "evidence.write": _("Upload evidence"),
    "counter_notices.write": _("Answer and appeal as a seller"),
    "listings.write": _("Feed listings from the marketplace"),
    "webhooks": _("Manage webhooks"),
    "events.read": _("Read the feed of events"),
}
SECRET = re.compile(r"ipr_(?:live|test)_[A-Za-z0-9_-]{43}")
SHOWN = 13  # ipr_live_ and four characters: enough to recognise a key by
USE_NOTED_EVERY = timedelta(minutes=1)
# Addresses are logged by everything they pass through, so a key in one is already lost.
NAMES_OF_KEYS = frozenset({"key", "api_key", "apikey", "token", "access_token", "authorization", "bearer"})


def issue(
    *,
    organisation: Organisation,
    created_by: User,
    name: str,
    scopes: Iterable[str],
    live: bool = True,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """Make a key; the secret is returned here and never again."""
    wanted = sorted(set(scopes))
    if unknown := set(wanted) - set(SCOPES):
        raise ValueError(f"Nothing is called {', '.join(sorted(unknown))}.")
    secret = f"ipr_{'live' if live else 'test'}_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        organisation=organisation,
        created_by=created_by,
        name=name,
        prefix=secret[:SHOWN],
        digest=digest(secret),
        scopes=wanted,
        live=live,
        expires_at=expires_at,
    )
    return key, secret


def digest(secret: str) -> str:
    """A fast hash is enough: the secret has 256 random bits, so there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


def revoke(key: ApiKey) -> None:
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=Now())


def find(secret: str) -> ApiKey | None:
    """The key if it may be used now, by the database's clock; one query, with its organisation."""
    # The real clock and not the demo's: a statutory wait that is skipped must not end a key.
    asked = ApiKey.objects.select_related("organisation").annotate(
        asked_at=ExpressionWrapper(Now(), output_field=DateTimeField())
    )
    key = asked.filter(digest=digest(secret)).first()
    if key is None or key.revoked_at is not None:
        return None
    moment: datetime = key.asked_at
    if key.expires_at is not None and key.expires_at <= moment:
        return None
    if key.last_used_at is None or moment - key.last_used_at >= USE_NOTED_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=Now())
    return key


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer ipr_…`; the caller is an organisation, and no person."""

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="partner API"'

    def authenticate(self, request: Request) -> tuple[Any, ApiKey] | None:
        refuse_key_in_address(request.query_params.lists())
        given = request.headers.get("Authorization")
        if given is None:
            return None
        scheme, _space, secret = given.partition(" ")
        key = find(secret) if scheme.lower() == "bearer" and SECRET.fullmatch(secret) else None
        if key is None:
            raise AuthenticationFailed(_("This key is unknown, has ended or was revoked."))
        http = request._request
        http.organisation = key.organisation  # type: ignore[attr-defined]
        http.actor = Actor(  # type: ignore[attr-defined]
            key.organisation.role,
            organisation_id=key.organisation_id,
            key_id=key.pk,
            request_id=getattr(http, "request_id", ""),
        )
        return AnonymousUser(), key


def refuse_key_in_address(query: Iterable[tuple[str, Sequence[Any]]]) -> None:
    for name, values in query:
        if name.lower() in NAMES_OF_KEYS or any(SECRET.search(str(value)) for value in values):
            raise Problem("credentials-in-url")
