"""Where a webhook may go: an https address of a public host, resolved once, every one of its addresses allowed.

Asked when the address is entered, and again before every single call: a name may lead elsewhere tomorrow.
"""

import re
import socket
import time
from dataclasses import dataclass
from ipaddress import ip_network
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from notifications.webhooks import networks
from notifications.webhooks.bounded import bounded
from notifications.webhooks.networks import Address

LONGEST, LONGEST_HOST = 500, 253
PORTS = (443, 8443)
DNS_SECONDS = 3.0
OURS_KNOWN_FOR = 300.0  # seconds
# Visible ASCII and letters of any script; no white space, no control characters, no backslash.
WRITTEN = re.compile(r"[^\s\\\x00-\x1f\x7f-\x9f\u2028\u2029]+")
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
# A last label that begins with a digit is a number in disguise (127.1, 0x7f.1): no top-level domain does.
LAST_LABEL = re.compile(r"[a-z]([a-z0-9-]{0,61}[a-z0-9])")
NEVER_PUBLIC = ("local", "internal", "localhost", "onion", "home.arpa")
LOOPBACK = "127.0.0.1"


class Forbidden(Exception):
    """Nothing is sent there. Says in words why not."""


class Nowhere(Forbidden):
    """The name leads nowhere, or the resolver does not answer in time."""


@dataclass(frozen=True)
class Target:
    """An address that is written as it must be; where it leads is asked each time."""

    url: httpx.URL
    host: str
    port: int

    @property
    def is_own_machine(self) -> bool:
        return self.url.scheme == "http"


def allowed(text: str) -> Target:
    """For an address that somebody enters: written rightly, and leading to public addresses only."""
    target = read(text)
    find(target)
    return target


def read(text: str) -> Target:
    """By httpx's parser, which is the one that calls."""
    if len(text) > LONGEST or not WRITTEN.fullmatch(text):
        raise Forbidden(_("This is not an address. Check it for spaces and odd characters."))
    try:
        url = httpx.URL(text)
        host = url.raw_host.decode("ascii")
        port = url.port
    except (httpx.InvalidURL, ValueError, UnicodeError):
        raise Forbidden(_("This is not an address. Check it for spaces and odd characters.")) from None
    if loopback_of_a_demo(url, port):
        return Target(url, host, port or 80)
    if url.scheme != "https":
        raise Forbidden(_("The address must begin with https://."))
    if "@" in text.partition("//")[2].partition("/")[0]:
        raise Forbidden(_("Leave out name and password; our signature shows who we are."))
    if "#" in text:
        raise Forbidden(_("Leave out the part after #."))
    if port is not None and port not in PORTS:
        raise Forbidden(_("Use port 443 or 8443."))
    check_host(host)
    return Target(url, host, port or 443)


def loopback_of_a_demo(url: httpx.URL, port: int | None) -> bool:
    """Only where the settings say so, which only a demo may: a receiver on the very machine that runs the demo."""
    here = url.scheme == "http" and url.raw_host == LOOPBACK.encode() and not url.userinfo and not url.fragment
    return bool(settings.WEBHOOK_LOOPBACK) and here and port is not None and port >= 1024


def check_host(host: str) -> None:
    """A name with a dot that the public can look up; never a number, however it is written."""
    labels = host.lower().split(".")
    written = len(host) <= LONGEST_HOST and len(labels) > 1 and all(LABEL.fullmatch(label) for label in labels[:-1])
    if not written or not LAST_LABEL.fullmatch(labels[-1]):
        raise Forbidden(_("Give a host by its name, like hooks.example.com; numbers are not taken."))
    if any(host.lower() == name or host.lower().endswith(f".{name}") for name in NEVER_PUBLIC):
        raise Forbidden(_("This host is not on the public internet."))
    if host.lower() in our_hosts():
        raise Forbidden(_("This host is ours; we do not call ourselves."))


def find(target: Target) -> str:
    """The one address to connect to. If a single one of a name's addresses is not allowed, none is."""
    if target.is_own_machine:
        return LOOPBACK
    found = resolve(target.host, target.port)
    if not found:
        raise Nowhere(_("This host cannot be found."))
    denied = tuple(ip_network(each) for each in settings.WEBHOOK_DENIED)
    mine = our_addresses()
    if any(networks.is_denied(each, denied) or each in mine for each in found):
        raise Forbidden(_("This host leads to an address that is not on the public internet, or is ours."))
    return str(found[0])


def resolve(host: str, port: int) -> list[Address]:
    """Every address of a name, in the resolver's order."""
    try:
        rows = bounded(DNS_SECONDS, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError, TimeoutError):
        return []
    try:
        return [networks.read(str(row[4][0])) for row in rows]
    except ValueError:
        return []


def our_hosts() -> set[str]:
    named = (settings.PORTAL_URL, settings.MARKETPLACE_URL, f"//{settings.EVIDENCE_HOST}")
    return {(urlsplit(each).hostname or "").lower() for each in named} - {""}


_ours: tuple[float, frozenset[Address]] = (-OURS_KNOWN_FOR, frozenset())


def our_addresses() -> frozenset[Address]:
    """Where the portal and the marketplace can be reached: asked anew every few minutes."""
    global _ours
    if _ours[0] + OURS_KNOWN_FOR <= time.monotonic():
        found = frozenset(address for host in our_hosts() for address in resolve(host, 443))
        _ours = time.monotonic(), found
    return _ours[1]
