"""News of listings, sent to whoever listens: signed as Standard Webhooks; twice and in disorder if so told."""

import base64
import hashlib
import hmac
import json
import queue
import random
import threading
import time
import urllib.request
import uuid
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from sandbox.faults import Faults

TRIES, PAUSE, PATIENCE = 5, 0.5, 10.0
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Feed:
    """One listener, told in a thread of its own; a listener that is away is tried again a few times."""

    def __init__(self, address: str, secret: str, faults: Faults) -> None:
        self.address, self.secret, self.faults = address, secret, faults
        self.waiting: queue.Queue[Mapping[str, Any] | None] = queue.Queue()
        self.held: list[Mapping[str, Any]] = []
        self.chance = random.Random(faults.knobs.seed)  # noqa: S311 (a fault, not a secret)
        self.thread = threading.Thread(target=self._work, daemon=True, name="feed")
        if address:
            self.thread.start()

    def tell(self, kind: str, things: Iterable[Mapping[str, Any]]) -> None:
        """Put news in the queue; `version` in it says which is newer, whatever the order of arrival."""
        if not self.address:
            return
        for thing in things:
            self.waiting.put({"type": kind, "timestamp": stamp(), "data": dict(thing)})

    def close(self) -> None:
        """Send what is still held back, and end."""
        if self.address:
            self.waiting.put(None)
            self.thread.join(PATIENCE)

    def _work(self) -> None:
        while (news := self.waiting.get()) is not None:
            self.held.append(news)
            if len(self.held) > self.faults.knobs.feed_shuffle:
                self._send_held()
        self._send_held()

    def _send_held(self) -> None:
        going, self.held = self.held, []
        if self.faults.knobs.feed_shuffle:
            self.chance.shuffle(going)
        for news in going:
            name = f"msg_{uuid.uuid4().hex}"
            for _ in range(2 if self.chance.random() < self.faults.knobs.feed_twice else 1):
                self._send(name, json.dumps(news).encode())

    def _send(self, name: str, body: bytes) -> None:
        for attempt in range(TRIES):
            with suppress(OSError):
                DIRECT.open(self._request(name, body), timeout=PATIENCE).close()
                return
            time.sleep(PAUSE * 2**attempt)

    def _request(self, name: str, body: bytes) -> urllib.request.Request:
        at = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "webhook-id": name,
            "webhook-timestamp": at,
            "webhook-signature": signature(self.secret, name, at, body),
        }
        return urllib.request.Request(self.address, body, headers, method="POST")  # noqa: S310 (ours to name)


def signature(secret: str, name: str, at: str, body: bytes) -> str:
    """As standardwebhooks.com has it: over id, time and body, with the bytes behind `whsec_`."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.digest(key, f"{name}.{at}.".encode() + body, hashlib.sha256)).decode()


def stamp() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
