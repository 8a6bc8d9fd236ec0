"""One call to a partner's address: pinned to the address that was checked, bounded in time and size, no redirects."""

import re
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx
from django.db import connection

from notifications.webhooks import targets
from notifications.webhooks.bounded import bounded
from notifications.webhooks.models import Attempt
from notifications.webhooks.targets import Forbidden, Nowhere

CONNECT_SECONDS, TOTAL_SECONDS = 5.0, 15.0
MOST_READ, MOST_SHOWN = 65_536, 1024
NOT_SHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
AGENT = "ipr-portal-webhooks/1"
Kind = Attempt.Outcome


@dataclass(frozen=True)
class Outcome:
    """How one call went."""

    kind: Kind
    ms: int = 0
    status: int | None = None
    answer: str = ""
    retry_after: str = ""

    @property
    def good(self) -> bool:
        return self.kind == Kind.TAKEN

    @property
    def reached(self) -> bool:
        """Somebody answered: what is wrong may be this one event, and not the whole address."""
        return self.status is not None


@dataclass(frozen=True)
class Reply:
    """What came back, as far as we read it."""

    status: int
    read: bytes
    retry_after: str


class Line:
    """Calls to one endpoint, one after the other, over one connection where the other side keeps it open."""

    def __init__(self) -> None:
        self.client: httpx.Client | None = None

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()

    def cut(self) -> None:
        if self.client is not None:
            self.client.close()
            self.client = None

    def post(self, url: str, body: str, headers: Mapping[str, str]) -> Outcome:
        """Never raises for what the other side does."""
        if connection.in_atomic_block:
            raise RuntimeError("Nobody is called inside a transaction.")
        began = time.monotonic()
        kind, more = self._tried(url, body, headers)
        return Outcome(kind, ms=round((time.monotonic() - began) * 1000), **more)

    def _tried(self, url: str, body: str, headers: Mapping[str, str]) -> tuple[Kind, dict[str, Any]]:
        try:
            answer = bounded(TOTAL_SECONDS, lambda: self._call(url, body, headers))
        except Nowhere:
            return Kind.UNKNOWN, {}
        except Forbidden:
            return Kind.BLOCKED, {}
        except (TimeoutError, httpx.TimeoutException):
            self.cut()
            return Kind.TIMEOUT, {}
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            self.cut()
            return (Kind.UNSAFE if is_about_tls(error) else Kind.UNREACHABLE), {}
        told = {"status": answer.status, "answer": shown(answer.read), "retry_after": answer.retry_after}
        return judged(answer.status), told

    def _call(self, url: str, body: str, headers: Mapping[str, str]) -> Reply:
        """Look where it leads, then go exactly there: the name stays in TLS and in Host, the address is ours."""
        target = targets.read(url)
        address = targets.find(target)
        if self.client is None:
            self.client = new_client()
        named = {
            **headers,
            "Host": target.url.netloc.decode("ascii"),
            "Content-Type": "application/json",
            "User-Agent": AGENT,
            "Accept-Encoding": "identity",
        }
        place = target.url.copy_with(host=address)
        asked = {"content": body.encode(), "headers": named, "extensions": {"sni_hostname": target.host}}
        with self.client.stream("POST", place, **asked) as response:  # type: ignore[arg-type]
            return Reply(response.status_code, read_some(response), response.headers.get("retry-after", "")[:40])


def read_some(response: httpx.Response) -> bytes:
    """As it comes off the wire and never unpacked: a bomb stays as small as it was sent."""
    ends = time.monotonic() + TOTAL_SECONDS
    read = bytearray()
    for piece in response.iter_raw():
        read += piece
        if len(read) >= MOST_READ:
            break
        if time.monotonic() > ends:
            raise TimeoutError
    packed = response.headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}
    return b"" if packed else bytes(read[:MOST_READ])


def new_client() -> httpx.Client:
    return httpx.Client(
        verify=tls(),
        timeout=httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS),
        follow_redirects=False,
        trust_env=False,
        limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
    )


@cache
def tls() -> ssl.SSLContext:
    """Reading the authorities takes longer than a call: once a process."""
    return httpx.create_ssl_context(trust_env=False)


def judged(status: int) -> Kind:
    if 200 <= status < 300:
        return Kind.TAKEN
    if status == 410:
        return Kind.GONE
    return Kind.REDIRECTED if 300 <= status < 400 else Kind.ANSWERED


def shown(read: bytes) -> str:
    """The first kilobyte of its text, for whoever looks for a fault."""
    return NOT_SHOWN.sub("", read[: 4 * MOST_SHOWN].decode("utf-8", "replace")).strip()[:MOST_SHOWN]


def is_about_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
