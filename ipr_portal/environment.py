"""Typed reading of environment variables, failing loudly when one is missing or malformed."""

import os
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """The variable, or the content of the file named by NAME_FILE (for mounted secrets)."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}.")
    return value


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "1" if default else "0").lower()
    if value not in {"0", "1", "true", "false"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value in {"1", "true"}


def whole_number(name: str, default: int, *, least: int = 0, most: int = 2**31 - 1) -> int:
    value = os.environ.get(name, str(default))
    try:
        number = int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error
    if not least <= number <= most:
        raise ImproperlyConfigured(f"{name} must be from {least} to {most}, not {number}.")
    return number


def words(name: str, default: str = "") -> list[str]:
    return [word for word in os.environ.get(name, default).replace(",", " ").split() if word]


def networks(name: str) -> list[str]:
    """Addresses and networks, like 10.1.0.0/16; one that is none stops the start instead of failing each request."""
    for word in words(name):
        try:
            ip_network(word)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name} holds {word!r}, which is no network: {error}.") from error
    return words(name)


def database(url: str) -> dict[str, object]:
    """Django's database settings from postgres://user:password@host:port/name."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/") or "portal",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
    }
