"""A request as we read it, an answer as we give it, and the two ways of giving none."""

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Request:
    """What came in, already split."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""

    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise Refusal(400, "The body is not JSON.") from error


@dataclass
class Answer:
    """What goes out."""

    status: int = 200
    body: bytes = b""
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    cut_short: bool = False

    def head(self) -> dict[str, str]:
        safe = {
            "Content-Type": self.kind,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Content-Security-Policy": PAGE_POLICY,
            "Cache-Control": "no-store",
        }
        return {**safe, **self.headers, "Content-Length": str(len(self.body))}


class Refusal(Exception):
    """An answer that is not a yes."""

    def __init__(self, status: int, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.answer = data({"title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}, status)


class HangUp(Exception):
    """No answer at all; `rudely` breaks the connection instead of closing it, `garbled` ends as a failed TLS does."""

    def __init__(self, *, rudely: bool = False, garbled: bool = False) -> None:
        super().__init__("hung up")
        self.rudely, self.garbled = rudely, garbled


def data(content: Any, status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, json.dumps(content, ensure_ascii=False).encode(), "application/json", named)


def page(html: str, status: int = 200) -> Answer:
    return Answer(status, html.encode(), "text/html; charset=utf-8")
