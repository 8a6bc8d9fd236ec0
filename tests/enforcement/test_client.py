"""The client against servers that misbehave below the level of HTTP, and ids that are not ids."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from docket.errors import NeedsPerson, TryLater
from enforcement.marketplace import Gone, HttpMarketplace, NoAnswer, Visibility, marketplace, patience_of

YES = b'{"external_id": "L-1", "hidden_in": ["*"], "sequence": 1}'


@contextmanager
def server(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """A raw server: each connection is given to `serve`."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.recv(65536)
                    serve(connection)
                except OSError:
                    continue

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/api"
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def answering(status: str, body: bytes = b"", headers: str = "") -> Callable[[socket.socket], None]:
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{headers}\r\n"
    return lambda connection: connection.sendall(head.encode() + body)


def show(url: str, total_seconds: float = 5) -> Visibility:
    return HttpMarketplace(url, "t", total_seconds=total_seconds).show("L-1", ["*"], 1, "R1", "key")


def test_a_plain_yes() -> None:
    with server(answering("200 OK", YES)) as url:
        assert show(url) == Visibility(["*"], 1)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("400 Bad", NeedsPerson), ("403 No", NeedsPerson), ("422 No", NeedsPerson), ("302 Found", NeedsPerson),
        ("204 None", NeedsPerson), ("401 Who", TryLater), ("429 Slow", TryLater), ("503 Later", TryLater),
        ("500 Oh", NoAnswer), ("502 Oh", NoAnswer), ("504 Oh", NoAnswer), ("404 None", Gone), ("410 Gone", Gone),
        ("409 Newer", NeedsPerson),
    ],
)  # fmt: skip
def test_each_status_has_its_meaning(status: str, error: type[Exception]) -> None:
    with server(answering(status)) as url, pytest.raises(error):
        show(url)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"<html>", b"[" * 100_000, b'{"external_id": "L-2", "hidden_in": ["*"], "sequence": 1}',
        b'{"external_id": "L-1", "hidden_in": [], "sequence": 1}',
        b'{"external_id": "L-1", "hidden_in": ["*"], "sequence": 0}',
        b'{"external_id": "L-1", "hidden_in": ["*"], "sequence": true}',
        b'{"external_id": "L-1", "hidden_in": ["*"], "sequence": "1"}',
        b'{"external_id": "L-1", "hidden_in": "*", "sequence": 1}', b"\xff\xfe{}",
    ],
)  # fmt: skip
def test_a_yes_that_does_not_say_what_we_asked_is_none(body: bytes) -> None:
    with server(answering("200 OK", body)) as url, pytest.raises(NeedsPerson):
        show(url)


def test_a_byte_now_and_then_does_not_hold_us() -> None:
    def trickle(connection: socket.socket) -> None:
        for _ in range(15):
            connection.sendall(b"H")
            time.sleep(0.1)

    with server(trickle) as url:
        began = time.monotonic()
        with pytest.raises(NoAnswer):
            show(url, total_seconds=0.5)
        assert time.monotonic() - began < 2


def test_a_body_without_end_is_not_read() -> None:
    def pour(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        for _ in range(1000):
            connection.sendall(b" " * 65536)

    with server(pour) as url, pytest.raises(NoAnswer):
        show(url)


def test_nobody_there() -> None:
    with pytest.raises(NoAnswer):
        show("http://127.0.0.1:1/api")


@pytest.mark.parametrize("external_id", ["", ".", "..", "a/b", "a b", "ü", "x" * 65, "L-1?x", "L-1#", "L-1\n", "%2e"])
def test_what_is_no_listing_number_is_never_sent(external_id: str) -> None:
    with pytest.raises(NeedsPerson):
        HttpMarketplace("http://127.0.0.1:1/api", "t").visibility(external_id)


def test_patience_in_either_spelling() -> None:
    in_a_minute = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    spelled = {"7": 7, "0": 1, "999999": 3600, "soon": 5, "": 5, "-3": 5, "9" * 400: 5, in_a_minute: 60}
    for said, seconds in spelled.items():
        answer = httpx.Response(503, headers={"Retry-After": said})
        assert patience_of(answer) == pytest.approx(seconds, abs=2)


def test_one_client_a_process() -> None:
    assert marketplace() is marketplace()
