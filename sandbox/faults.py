"""Everything a marketplace can do wrong, on purpose, and drawn from a seed so that a bad day can be repeated."""

import random
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from http import HTTPStatus
from typing import Any

KINDS = {
    "status-before": "Refuse with an error status; nothing is done",
    "status-after": "Do it, then answer with an error status",
    "timeout-before": "Hang, then hang up; nothing is done",
    "timeout-after": "Do it, then hang and hang up",
    "reset-before": "Break the connection; nothing is done",
    "reset-after": "Do it, then break the connection",
    "slow": "Do it, but slowly",
    "wrong": "Say yes about another listing; nothing is done",
    "html": "Say yes with a page instead of data; nothing is done",
    "truncated": "Do it, but stop in the middle of the answer",
    "empty": "Say yes with nothing; nothing is done",
    "huge": "Answer with two million bytes; nothing is done",
    "redirect": "Send the caller elsewhere; nothing is done",
    "late": "Break the connection now, do it much later",
    "gone": "Say that the listing is gone (410)",
    "unknown": "Say that there is no such listing (404)",
    "conflict": "Say that something newer is known (409)",
    "refused": "Refuse for good (422)",
    "tls": "Break off as a failed TLS handshake does; nothing is done",
}
OVER = "over-limit"

MOST = {
    "rate": 1.0, "delay": 120.0, "delay_most": 120.0, "hang": 120.0, "late": 600.0, "retry_after": 86400.0,
    "limit": 10_000, "feed_twice": 1.0, "feed_shuffle": 1000,
}  # fmt: skip
ERRORS = {status.value for status in HTTPStatus if status >= 400}


@dataclass
class Knobs:
    """How the marketplace misbehaves now; all off by default."""

    rate: float = 0.0
    kinds: tuple[str, ...] = ("status-before",)
    status: int = 503
    retry_after: float = 0.0
    delay: float = 2.0
    delay_most: float = 0.0  # slow calls take from `delay` to this, by chance; 0: exactly `delay`
    limit: int = 0  # calls a second; more are refused with 429
    feed_twice: float = 0.0  # share of the news that is sent twice
    feed_shuffle: int = 0  # so many pieces of news are held back and sent in another order
    hang: float = 12.0
    late: float = 30.0
    outage_until: float = 0.0
    seed: int = 1
    only: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.kinds, self.only = tuple(self.kinds), tuple(self.only)
        for fault in (*self.faults_in_numbers(), *self.faults_in_kinds()):
            raise ValueError(fault)

    def faults_in_numbers(self) -> Iterator[str]:
        for name, most in MOST.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
                yield f"{name} is a number from 0 to {most:g}"
        if isinstance(self.status, bool) or self.status not in ERRORS:
            yield "status is an error status of HTTP, from 400 to 599"
        if not all(isinstance(each, int) for each in (self.seed, self.limit, self.feed_shuffle)):
            yield "seed, limit and feed_shuffle are whole numbers"
        if not isinstance(self.outage_until, int | float):
            yield "outage_until is a time in seconds"

    def faults_in_kinds(self) -> Iterator[str]:
        if unknown := [kind for kind in self.kinds if kind not in KINDS]:
            yield f"unknown kinds: {unknown}; there are {sorted(KINDS)}"
        if self.rate and not self.kinds:
            yield "choose at least one kind of fault"
        if not all(isinstance(name, str) for name in self.only):
            yield "only is a list of listing numbers"


class Faults:
    """The knobs, and the draw for each call."""

    def __init__(self, said: dict[str, Any] | None = None) -> None:
        self.lock = threading.Lock()
        self.knobs = Knobs(**(said or {}))
        self.calls = self.busiest = 0
        self.lately: deque[float] = deque()  # when the calls of the last second came

    def turn(self, said: dict[str, Any]) -> Knobs:
        """Set the knobs anew; what is not named goes back to its default. `outage` is seconds from now."""
        said = dict(said)
        if outage := said.pop("outage", 0):
            if not isinstance(outage, int | float) or not 0 < outage <= 86400:
                raise ValueError("outage is a number of seconds, at most a day")
            said["outage_until"] = time.time() + outage
        if unknown := set(said) - {f.name for f in fields(Knobs)}:
            raise ValueError(f"unknown knobs: {sorted(unknown)}")
        if not all(isinstance(said.get(name, []), list | tuple) for name in ("kinds", "only")):
            raise ValueError("kinds and only are lists")
        with self.lock:
            self.knobs, self.calls, self.busiest = Knobs(**said), 0, 0
            self.lately.clear()
            return self.knobs

    def draw(self, external_id: str) -> str:
        """The fault of this call, or nothing. The same seed gives the same row of faults."""
        with self.lock:
            knobs = self.knobs
            self.calls += 1
            crowd = self._crowd()
            chance = random.Random(f"{knobs.seed}:{self.calls}")  # noqa: S311 (a fault, not a secret)
        if knobs.limit and crowd > knobs.limit:
            return OVER
        if knobs.outage_until > time.time():
            return "status-before"
        if knobs.only and external_id not in knobs.only:
            return ""
        return chance.choice(knobs.kinds) if chance.random() < knobs.rate else ""

    def _crowd(self) -> int:
        """How many calls came within the last second, this one among them."""
        now = time.monotonic()
        self.lately.append(now)
        while self.lately[0] <= now - 1.0:
            self.lately.popleft()
        self.busiest = max(self.busiest, len(self.lately))
        return len(self.lately)

    def slowness(self) -> float:
        """How long a slow call takes."""
        knobs = self.knobs
        chance = random.Random(f"slow:{knobs.seed}:{self.calls}")  # noqa: S311 (a fault, not a secret)
        return chance.uniform(knobs.delay, max(knobs.delay, knobs.delay_most))

    def told(self) -> dict[str, Any]:
        """The knobs, what is left of an outage, and what came in since they were turned."""
        left = max(0.0, self.knobs.outage_until - time.time())
        return {**asdict(self.knobs), "calls": self.calls, "busiest": self.busiest, "outage": left}
