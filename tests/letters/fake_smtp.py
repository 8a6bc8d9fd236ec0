"""A mail server for tests, which takes letters, refuses them, or breaks off in the middle, as it is told."""

import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Got:
    """One letter the server has taken: who sent it to whom on the envelope, and what was in it."""

    sender: str
    recipients: list[str]
    mail: EmailMessage


@dataclass
class Mood:
    """What goes wrong with the next letter: at which command, and how."""

    at: str
    answer: str = ""  # a reply in place of the usual one; empty: break the connection off


class Smtp(socketserver.ThreadingTCPServer):
    """Keeps what it took, also where it then did not say so."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.got: list[Got] = []
        self.moods: list[Mood] = []
        self.tries = 0

    @property
    def port(self) -> int:
        return int(self.server_address[1])


@dataclass
class Envelope:
    """What was said before the letter."""

    sender: str = ""
    recipients: list[str] = field(default_factory=list)


class Talk(socketserver.StreamRequestHandler):
    """One conversation."""

    server: Smtp

    def handle(self) -> None:
        self.server.tries += 1
        self.mood = self.server.moods.pop(0) if self.server.moods else None
        envelope = Envelope()
        if not self.usual("OPEN", "220 fake"):
            return
        while line := self.rfile.readline():
            command = line.decode().strip()
            verb = command[:4].upper()
            if verb == "MAIL":
                envelope = Envelope(command.partition("<")[2].partition(">")[0])
            if verb == "RCPT":
                envelope.recipients.append(command.partition("<")[2].partition(">")[0])
            if not self.usual(verb, "354 go on" if verb == "DATA" else "221 bye" if verb == "QUIT" else "250 ok"):
                return
            if verb == "DATA" and not self.take(envelope):
                return
            if verb == "QUIT":
                return

    def take(self, envelope: Envelope) -> bool:
        data = b""
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            data += line[1:] if line.startswith(b"..") else line
        if self.mood is None or self.mood.at != "END" or not self.mood.answer:
            mail = message_from_bytes(data, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.server.got.append(Got(envelope.sender, envelope.recipients, mail))
        return self.usual("END", "250 taken")

    def usual(self, verb: str, answer: str) -> bool:
        """False once the connection is gone."""
        if self.mood is None or self.mood.at != verb:
            self.say(answer)
            return True
        if not self.mood.answer:
            # A reset, not a goodbye: what was on its way is lost.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            return False
        self.say(self.mood.answer)
        return True

    def say(self, answer: str) -> None:
        self.wfile.write(answer.encode() + b"\r\n")

    def finish(self) -> None:
        with suppress(OSError, ValueError):
            super().finish()


@contextmanager
def serving() -> Iterator[Smtp]:
    with Smtp() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server
        server.shutdown()
