"""The key in the mail to an owner: signed, good for one proposal and one answer, kept as a hash only."""

import hashlib
import secrets

from django.core.signing import BadSignature, Signer

from docket import clock
from rights.models import Mandate


def issue(mandate: Mandate) -> str:
    """A new key for a proposal that waits; an earlier one no longer opens anything."""
    key = signer(mandate).sign(secrets.token_urlsafe(24))
    waiting = Mandate.objects.filter(pk=mandate.pk, state="proposed")
    return key if waiting.update(key_digest=digest(key)) else ""


def find(key: str) -> Mandate | None:
    """The proposal that this key opens, while it waits for an answer."""
    waiting = Mandate.objects.filter(state="proposed", answer_by__gte=clock.today(), key_digest=digest(key))
    mandate = waiting.select_related("agent", "owner", "letter").first()
    if mandate is None:
        return None
    try:
        signer(mandate).unsign(key)
    except BadSignature:
        return None
    return mandate


def signer(mandate: Mandate) -> Signer:
    """Each proposal signs for itself, so that a key of one is no key of another."""
    return Signer(sep=".", salt=f"rights.keys:{mandate.public_id}")


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
