"""The web server: reads a request, finds who answers it, sends the answer in one piece."""

import re
import socket
import struct
import sys
import traceback
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from sandbox import hooks
from sandbox.api import IMAGE, Api
from sandbox.faults import Faults
from sandbox.feed import Feed
from sandbox.hooks import Hooks
from sandbox.store import Store
from sandbox.storefront import Storefront
from sandbox.wire import Answer, HangUp, Refusal, Request, data

LONGEST_BODY = 8_000_000
HANDSHAKE_FAILURE = bytes([21, 3, 3, 0, 2, 2, 40])  # a fatal alert of TLS 1.2
TYPES = {"png": "image/png", "svg": "image/svg+xml", "jpg": "image/jpeg", "webp": "image/webp"}
STYLE = Path(__file__).with_name("market.css")


class Market(ThreadingHTTPServer):
    """One marketplace on one port."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self,
        address: tuple[str, int],
        home: Path,
        token: str,
        name: str,
        portal: str,
        *,
        hook: str = "",
        secret: str = "",
        partner_secret: str = "",
    ) -> None:
        self.images = home / "images"
        self.images.mkdir(parents=True, exist_ok=True)
        self.store = Store(home)
        self.faults = Faults(self.store.knobs())
        self.feed = Feed(hook, secret, self.faults)
        self.api = Api(self.store, self.faults, token, self.feed)
        self.hooks = Hooks(partner_secret)
        self.storefront = Storefront(self.store, self.api, name, portal)
        super().__init__(address, Visit)

    def answer(self, request: Request) -> Answer:
        """Find who answers; everything that refuses does so here."""
        try:
            if request.path.startswith("/api/"):
                return self.api.answer(request)
            if request.path == "/healthz":
                return data({"status": "ok"})
            if request.path == "/market.css":
                return Answer(200, STYLE.read_bytes(), "text/css; charset=utf-8")
            if found := re.fullmatch(rf"/images/({IMAGE.pattern})", request.path):
                return self.image(found[1])
            if request.path == "/hooks/":
                return hooks.answer(self.hooks, request, self.storefront.frame)
            return self.storefront.answer(request)
        except Refusal as refusal:
            return refusal.answer

    def image(self, name: str) -> Answer:
        """A picture under the hash of its bytes never changes; a drawing must not run anything."""
        try:
            content = (self.images / name).read_bytes()
        except FileNotFoundError as error:
            raise Refusal(404, "We have no such picture.") from error
        safe = {
            "Cache-Control": "public, max-age=31536000, immutable",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        }
        return Answer(200, content, TYPES[name.rpartition(".")[2]], safe)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Visitors who leave early are no news."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            traceback.print_exc()


class Visit(BaseHTTPRequestHandler):
    """One connection of one visitor."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Fairmark", ""
    disable_nagle_algorithm = True
    timeout = 60
    server: Market

    def do_GET(self) -> None:
        self.serve()

    do_HEAD = do_PUT = do_POST = do_GET  # noqa: N815

    def serve(self) -> None:
        try:
            answer = self.server.answer(self.request_read())
        except Refusal as refusal:
            self.close_connection = True  # its body was not read
            answer = refusal.answer
        except HangUp as hang_up:
            return self.hang_up(hang_up)
        except Exception:
            traceback.print_exc()
            answer = Refusal(500, "Something broke in the sandbox marketplace; its log says what.").answer
        return self.send(answer)

    def request_read(self) -> Request:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdecimal():
            raise Refusal(411, "Say how long the body is.")
        if int(length) > LONGEST_BODY:
            raise Refusal(413, f"A body has at most {LONGEST_BODY} bytes.")
        body = self.rfile.read(int(length))
        parts = urlsplit(self.path)
        return Request(
            method="GET" if self.command == "HEAD" else self.command,
            path=unquote(parts.path),
            query=dict(parse_qsl(parts.query)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=body,
        )

    def send(self, answer: Answer) -> None:
        """One write: a header and a body apart would wait for each other."""
        self.close_connection = self.close_connection or answer.cut_short
        lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in answer.head().items()]
        lines += ["Connection: close"] if self.close_connection else []
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        body = answer.body[: len(answer.body) // 2] if answer.cut_short else answer.body
        self.wfile.write(head if self.command == "HEAD" else head + body)

    def hang_up(self, how: HangUp) -> None:
        self.close_connection = True
        if how.garbled:
            self.wfile.write(HANDSHAKE_FAILURE)
        if how.rudely:
            # Lingering for no time makes the system send a reset.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (name of the standard library)
        """Quiet: the log of effects says what matters."""
