"""Secrets and signatures of Standard Webhooks: HMAC-SHA256 over id, time and body, with every secret that still counts.

The published library computes; we read what comes from outside with more care than it does.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from standardwebhooks.webhooks import Webhook

PREFIX = "whsec_"
LEAST_BYTES, MOST_BYTES, USUAL_BYTES = 24, 64, 32
SECONDS = re.compile(r"[0-9]{1,11}", re.ASCII)
MOST_SIGNATURES = 10
HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


def make() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(USUAL_BYTES)).decode()


def is_secret(text: str) -> bool:
    """Whether this is a secret that somebody may bring along: 24 to 64 bytes in base 64, after whsec_."""
    if not text.startswith(PREFIX):
        return False
    try:
        raw = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return False
    return LEAST_BYTES <= len(raw) <= MOST_BYTES


def headers(name: str, moment: datetime, body: str, known: Iterable[str]) -> dict[str, str]:
    """The three headers; while a secret is being replaced, two signatures."""
    signed = " ".join(Webhook(secret).sign(name, moment.astimezone(UTC), body) for secret in known)
    return dict(zip(HEADERS, (name, str(int(moment.timestamp())), signed), strict=True))


def is_genuine(known: Sequence[str], name: str, seconds: str, body: bytes, given: str) -> bool:
    """Whether one of the `v1` signatures is made with one of these secrets. Other schemes do not count."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return False
    if not SECONDS.fullmatch(seconds):
        return False
    moment = datetime.fromtimestamp(int(seconds), UTC)
    wanted = [Webhook(secret).sign(name, moment, text).encode() for secret in known]
    shown = [sign.encode() for sign in given.split(" ")[:MOST_SIGNATURES] if sign.startswith("v1,")]
    return any(hmac.compare_digest(sign, other) for sign in shown for other in wanted)


def kept(secret: str) -> str:
    """As it lies in the database."""
    return _keys().encrypt(secret.encode()).decode() if secret else ""


def opened(lying: str) -> str:
    return _keys().decrypt(lying.encode()).decode() if lying else ""


def renewed(lying: str) -> str:
    """The same secret, written with the key of now; as it was if it is already, or if no key we know opens it."""
    newest, *_older = _each()
    try:
        newest.decrypt(lying.encode())
    except InvalidToken:
        try:
            return _keys().rotate(lying.encode()).decode()
        except InvalidToken:
            return lying
    return lying


def _keys() -> MultiFernet:
    return MultiFernet(_each())


def _each() -> list[Fernet]:
    """Keys made of SECRET_KEY, newest first, so that an old one can be retired."""
    known = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    made = [hashlib.sha256(f"notifications.webhooks:{each}".encode()).digest() for each in known]
    return [Fernet(base64.urlsafe_b64encode(each)) for each in made]
