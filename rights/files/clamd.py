"""Asks ClamAV about a file, in clamd's own words (INSTREAM): the bytes go over, a verdict comes back."""

import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass

CONNECT_SECONDS, ANSWER_SECONDS = 3.0, 30.0
LONGEST_ANSWER = 4096


@dataclass(frozen=True)
class Verdict:
    """What the scanner said: nothing found, or the name of what it found."""

    finding: str = ""


class TooLargeToScan(Exception):
    """The scanner takes smaller files than we do (StreamMaxLength)."""


def scan(chunks: Iterable[bytes], address: str) -> Verdict:
    """Raises OSError while the scanner is away or speaks nonsense: then nothing is known about the file."""
    with connect(address) as scanner:
        scanner.settimeout(ANSWER_SECONDS)
        try:
            scanner.sendall(b"zINSTREAM\0")
            for chunk in chunks:
                scanner.sendall(struct.pack("!I", len(chunk)) + chunk)
            scanner.sendall(struct.pack("!I", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # it stops listening when the file is too large, and says so
        return understood(answer_of(scanner))


def connect(address: str) -> socket.socket:
    host, _, port = address.rpartition(":")
    if not address.startswith("/") and port.isdecimal():
        return socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS)
    scanner = socket.socket(socket.AF_UNIX)
    scanner.settimeout(CONNECT_SECONDS)
    try:
        scanner.connect(address)
    except BaseException:
        scanner.close()
        raise
    return scanner


def answer_of(scanner: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER and (more := scanner.recv(1024)):
        said += more
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def understood(answer: str) -> Verdict:
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return Verdict()
    if said.endswith(" FOUND"):
        return Verdict(said.removesuffix(" FOUND"))
    if "size limit exceeded" in said:
        raise TooLargeToScan(said)
    raise OSError(f"The scanner said: {answer[:200]!r}")
