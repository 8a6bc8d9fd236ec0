"""Everything a marketplace can do wrong, on purpose, and drawn from a seed so that a bad day can be repeated."""

import random
import threading
import time
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
    "conflict": "Say that something newer is known (409)",
    "refused": "Refuse for good (422)",
}

ERRORS = {status.value for status in HTTPStatus if status >= 400}


@dataclass
class Knobs:
    """How the marketplace misbehaves now; all off by default."""

    rate: float = 0.0
    kinds: tuple[str, ...] = ("status-before",)
    status: int = 503
    retry_after: float = 0.0
    delay: float = 2.0
    hang: float = 12.0
    late: float = 30.0
    outage_until: float = 0.0
    seed: int = 1
    only: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.kinds, self.only = tuple(self.kinds), tuple(self.only)
        limits = {"rate": 1.0, "delay": 120.0, "hang": 120.0, "late": 600.0, "retry_after": 86400.0}
        for name, most in limits.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
                raise ValueError(f"{name} is a number from 0 to {most:g}")
        if isinstance(self.status, bool) or self.status not in ERRORS:
            raise ValueError("status is an error status of HTTP, from 400 to 599")
        if not isinstance(self.seed, int) or not isinstance(self.outage_until, int | float):
            raise ValueError("seed is a whole number, outage_until a time in seconds")
        if unknown := [kind for kind in self.kinds if kind not in KINDS]:
            raise ValueError(f"unknown kinds: {unknown}; there are {sorted(KINDS)}")
        if self.rate and not self.kinds:
            raise ValueError("choose at least one kind of fault")
        if not all(isinstance(name, str) for name in self.only):
            raise ValueError("only is a list of listing numbers")


class Faults:
    """The knobs, and the draw for each call."""

    def __init__(self, said: dict[str, Any] | None = None) -> None:
        self.lock = threading.Lock()
        self.knobs = Knobs(**(said or {}))
        self.calls = 0

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
            self.knobs, self.calls = Knobs(**said), 0
            return self.knobs

    def draw(self, external_id: str) -> str:
        """The fault of this call, or nothing. The same seed gives the same row of faults."""
        with self.lock:
            knobs = self.knobs
            self.calls += 1
            chance = random.Random(f"{knobs.seed}:{self.calls}")  # noqa: S311 (a fault, not a secret)
        if knobs.outage_until > time.time():
            return "status-before"
        if knobs.only and external_id not in knobs.only:
            return ""
        return chance.choice(knobs.kinds) if chance.random() < knobs.rate else ""

    def told(self) -> dict[str, Any]:
        return {**asdict(self.knobs), "calls": self.calls, "outage": max(0.0, self.knobs.outage_until - time.time())}
