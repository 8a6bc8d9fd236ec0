"""The marketplace as we see it: tell it what a listing should be, ask what it is, and believe nothing unread."""

import json
import os
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from threading import Thread
from typing import Any, Protocol, TypeGuard, TypeVar
from urllib.parse import quote

import httpx
from django.conf import settings

from docket import pace, tracing
from docket.errors import NeedsPerson, TryLater

T = TypeVar("T")

NAME = "marketplace"  # as the breaker and the rate cap know it
TOTAL_SECONDS = 15.0  # a whole call; docket.leases.LEASE_SECONDS stays well above it
TIMEOUT = httpx.Timeout(10.0, connect=2.0, pool=2.0)
LIMITS = httpx.Limits(max_connections=16, max_keepalive_connections=16)
MAX_BODY = 1_000_000
LONGEST_PATIENCE = 3600.0  # a marketplace may ask for more; we ask again after an hour
LISTING_ID = re.compile(r"(?!\.+$)[A-Za-z0-9_.:-]{1,64}")
SAFE_NUMBER = 2**53


class Gone(Exception):
    """The marketplace does not have this listing any more."""


class Conflict(Exception):
    """The marketplace has already heard something newer about this listing."""

    def __init__(self, newest: int) -> None:
        super().__init__(f"The marketplace is at {newest}.")
        self.newest = newest


class NoAnswer(Exception):
    """Nothing usable came back; whether our wish was carried out is unknown, and asking again is safe."""


class Lied(NeedsPerson):
    """It said yes, and what it said or shows is something else."""


class Unintelligible(Exception):
    """An answer that says yes, but not to what we asked."""


@dataclass(frozen=True, slots=True)
class Visibility:
    """Where the marketplace says that a listing is hidden, and by which of our numbers."""

    hidden_in: list[str]
    sequence: int


def serves_nobody(error: BaseException) -> bool:
    """Whether this error says something about the marketplace as a whole: its breaker counts it."""
    if isinstance(error, TryLater):
        return not error.everyone  # when it asks everyone for patience, the pace sees to it
    return isinstance(error, NoAnswer | Lied)


class Marketplace(Protocol):
    """What every platform's adapter must do. Refusals are Gone, Conflict, NeedsPerson, TryLater or NoAnswer."""

    def show(self, external_id: str, hidden_in: Sequence[str], sequence: int, reason: str, key: str) -> Visibility:
        """Make the listing hidden exactly there; returns only once the marketplace has plainly said so."""

    def visibility(self, external_id: str) -> Visibility:
        """Where the listing is hidden now."""


def marketplace() -> Marketplace:
    """The marketplace of the settings: one client a process, since connections do not survive a fork."""
    return _client(os.getpid(), settings.MARKETPLACE_URL, settings.MARKETPLACE_TOKEN)


@lru_cache(maxsize=4)
def _client(_process: int, base: str, token: str) -> "HttpMarketplace":
    return HttpMarketplace(base, token)


class HttpMarketplace:
    """The protocol over HTTP, as docs/api.md describes the marketplace's side."""

    def __init__(self, base: str, token: str, *, total_seconds: float = TOTAL_SECONDS) -> None:
        self.base = base.rstrip("/")
        self.total_seconds = total_seconds
        self.client = httpx.Client(
            timeout=TIMEOUT,
            limits=LIMITS,
            follow_redirects=False,
            trust_env=False,
            headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
        )

    def show(self, external_id: str, hidden_in: Sequence[str], sequence: int, reason: str, key: str) -> Visibility:
        asked = Visibility(sorted(hidden_in), sequence)
        wish = {"hidden_in": asked.hidden_in, "sequence": sequence, "reason": reason}
        try:
            said = self._call("PUT", external_id, json=wish, headers={"Idempotency-Key": key})
        except Unintelligible:
            said = None
        if said != asked:
            said = self.visibility(external_id)
        if said.sequence > sequence:
            raise Conflict(said.sequence)
        if said != asked:
            raise Lied(
                f"The marketplace said yes, yet shows {external_id} as hidden in {said.hidden_in} at"
                f" {said.sequence}; we asked for {asked.hidden_in} at {sequence}."
            )
        return said

    def visibility(self, external_id: str) -> Visibility:
        try:
            return self._call("GET", external_id)
        except Unintelligible as error:
            raise Lied(f"The marketplace's answer about {external_id} makes no sense: {error}") from error

    def _call(self, method: str, external_id: str, **request: Any) -> Visibility:
        if not LISTING_ID.fullmatch(external_id):
            raise NeedsPerson(f"{external_id!r} cannot be the number of a listing on the marketplace.")
        url = f"{self.base}/listings/{quote(external_id, safe='')}/visibility"
        request["headers"] = {**request.get("headers", {}), **tracing.headers()}
        pace.wait(NAME)
        answer = within(self.total_seconds, lambda: self._exchange(method, url, request))
        refuse(answer)
        return understood(answer, external_id)

    def _exchange(self, method: str, url: str, request: dict[str, Any]) -> httpx.Response:
        """One request, its body read only as far as we are willing to."""
        ends = time.monotonic() + self.total_seconds
        with self.client.stream(method, url, **request) as response:
            body = bytearray()
            for piece in response.iter_bytes():
                body += piece
                if len(body) > MAX_BODY:
                    raise NoAnswer("The marketplace's answer is too long.")
                if time.monotonic() > ends:
                    raise NoAnswer("The marketplace's answer did not end in time.")
        return httpx.Response(response.status_code, headers=retained(response.headers), content=bytes(body))


def retained(headers: httpx.Headers) -> dict[str, str]:
    """The one header we act on: the body is decoded already, so its length and encoding no longer hold."""
    return {name: headers[name] for name in ("retry-after",) if name in headers}


def within(seconds: float, call: Callable[[], T]) -> T:
    """Bound a whole call: httpx limits each read, yet a byte now and then could hold us for ever."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=run, daemon=True, name="marketplace").start()
    try:
        return future.result(timeout=seconds)
    except TimeoutError as error:
        raise NoAnswer(f"The marketplace did not answer within {seconds:g} seconds.") from error
    except httpx.HTTPError as error:
        raise NoAnswer(f"The marketplace did not answer: {type(error).__name__} {error}") from error


def refuse(answer: httpx.Response) -> None:
    """Sort an answer that is not a yes by what there is to do about it."""
    status = answer.status_code
    if status == 200:
        return
    if status in {404, 410}:
        raise Gone
    if status == 409:
        raise Conflict(newest_of(answer))
    if status == 401:
        raise TryLater(60, "The marketplace does not accept our token (401): see MARKETPLACE_TOKEN.", shuts=True)
    if status in {429, 503}:
        raise TryLater(patience_of(answer), f"The marketplace asked for patience ({status}).", everyone=status == 429)
    if status >= 500 or status in {408, 425}:
        raise NoAnswer(f"The marketplace answered {status}.")
    raise NeedsPerson(f"The marketplace refused ({status}): {answer.text[:300]}")


def newest_of(answer: httpx.Response) -> int:
    newest = content(answer).get("sequence")
    if not is_sequence(newest):
        raise NeedsPerson("The marketplace speaks of a conflict (409) and does not say with what.")
    return newest


def patience_of(answer: httpx.Response) -> float:
    """Seconds to wait, from either spelling of Retry-After; the docket adds chance."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isdecimal() and len(said) < 10:
        seconds = float(said)
    else:
        try:
            seconds = (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            seconds = 5.0
    return min(max(seconds, 1.0), LONGEST_PATIENCE)


def understood(answer: httpx.Response, external_id: str) -> Visibility:
    """A yes counts only if it names our listing, countries and a number."""
    said = content(answer)
    hidden_in, sequence = said.get("hidden_in"), said.get("sequence")
    if said.get("external_id") != external_id:
        raise Unintelligible("it is about another listing")
    if not isinstance(hidden_in, list) or not all(isinstance(place, str) for place in hidden_in):
        raise Unintelligible("it does not say where")
    if not is_sequence(sequence):
        raise Unintelligible("it does not say under which number")
    return Visibility(sorted(hidden_in), sequence)


def content(answer: httpx.Response) -> dict[str, Any]:
    try:
        said = json.loads(answer.content)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def is_sequence(number: object) -> TypeGuard[int]:
    return type(number) is int and 0 <= number < SAFE_NUMBER
