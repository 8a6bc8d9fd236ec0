"""The request that caused what is being done: carried from the page into deliveries, log lines and calls outside."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

NOBODY = "-"
request_id: ContextVar[str] = ContextVar("request_id", default=NOBODY)
delivery_id: ContextVar[int | None] = ContextVar("delivery_id", default=None)


@contextmanager
def following(request: str, delivery: int | None = None) -> Iterator[None]:
    """Everything logged and sent in this block belongs to this request, and to this delivery."""
    tokens = request_id.set(request or NOBODY), delivery_id.set(delivery)
    try:
        yield
    finally:
        request_id.reset(tokens[0])
        delivery_id.reset(tokens[1])


def headers() -> dict[str, str]:
    """What a call to the outside carries, so that the other side's log can be laid beside ours."""
    name = request_id.get()
    return {} if name == NOBODY else {"X-Request-Id": name}
