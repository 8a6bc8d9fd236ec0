"""A partner's receiver for trying webhooks: checks each message, answers the challenge, shows what arrived."""

import hmac
import json
import time
from collections import deque
from dataclasses import dataclass
from html import escape
from typing import Any

from sandbox.feed import signature
from sandbox.wire import Answer, Refusal, Request, page

KEPT, LONGEST, OLDEST = 50, 20_000, 300  # messages, bytes, seconds
HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


@dataclass(frozen=True)
class Arrived:
    """One message and what we think of it."""

    at: float
    name: str
    kind: str
    body: str
    verdict: str

    @property
    def good(self) -> bool:
        return not self.verdict


class Hooks:
    """Keeps the newest messages in memory; without a secret every one is refused."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.arrived: deque[Arrived] = deque(maxlen=KEPT)

    def take(self, request: Request) -> Answer:
        """As any receiver should: first the signature, then the words; a repeat is as good as the first time."""
        name, at, given = (request.headers.get(each, "") for each in HEADERS)
        verdict = self.verdict(name, at, given, request.body)
        said = read(request.body)
        kind = str(said.get("type", ""))
        body = request.body[:LONGEST].decode("utf-8", "replace")
        self.arrived.appendleft(Arrived(time.time(), name, kind, body, verdict))
        if verdict:
            raise Refusal(401, verdict)
        code = said.get("data", {}).get("challenge", "") if kind == "webhook.challenge" else "thank you"
        return Answer(200, str(code).encode(), "text/plain; charset=utf-8")

    def verdict(self, name: str, at: str, given: str, body: bytes) -> str:
        """What is wrong; nothing if it is genuine."""
        if not self.secret:
            return "This receiver has no secret."
        if not at.isdecimal() or abs(time.time() - int(at[:15])) > OLDEST:
            return "The timestamp is not of now."
        wanted = signature(self.secret, name, at, body)
        if not any(hmac.compare_digest(each.encode(), wanted.encode()) for each in given.split(" ")):
            return "The signature does not fit."
        return ""

    def shown(self) -> str:
        lines = "".join(line(each) for each in self.arrived)
        none = '<section class="empty"><h2>Nothing yet</h2><p>Send a test event in the portal.</p></section>'
        return (
            '<div class="heading"><h1>What arrived</h1><p>A partner’s receiver, for trying webhooks</p></div>'
            f"<p>It checks the signature of each message and keeps the newest {KEPT}.</p>{lines or none}"
        )


def read(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) and isinstance(said.get("data", {}), dict) else {}


def line(each: Arrived) -> str:
    mark = "genuine" if each.good else f"refused: {each.verdict}"
    moment = time.strftime("%H:%M:%S", time.gmtime(each.at))
    return (
        f"<h2>{escape(each.kind) or 'no type'}</h2><dl><div><dt>When (UTC)</dt><dd>{moment}</dd></div>"
        f"<div><dt>Signature</dt><dd>{escape(mark)}</dd></div>"
        f"<div><dt>webhook-id</dt><dd>{escape(each.name)}</dd></div>"
        f"<div><dt>Body</dt><dd>{escape(each.body)}</dd></div></dl>"
    )


def answer(hooks: Hooks, request: Request, frame: Any) -> Answer:
    if request.method == "POST":
        return hooks.take(request)
    return page(frame("What arrived", hooks.shown(), "DE"))
