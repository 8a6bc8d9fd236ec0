"""Where nothing is sent: every way to name an address that is not public, when it is entered and when it is called.

Real servers on 127.0.0.1 and ::1 count who connects; names lead where the test says. One case must connect, or the
test would be blind.
"""

import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from notifications.webhooks import client, networks, targets
from notifications.webhooks.client import Line
from notifications.webhooks.models import Attempt
from notifications.webhooks.targets import Forbidden

PUBLIC, PUBLIC_6 = "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"
NAME = "hooks.example.com"
# What stands in an address. {port} is that of the counting servers, so that a mistake would be a connection.
WRITTEN = [
    "http://hooks.example.com/", "ftp://hooks.example.com/", "//hooks.example.com/", "hooks.example.com", "",
    "https://", "https:///x", "javascript:alert(1)", "https://hooks.example.com:22/", "https://hooks.example.com:0/",
    "https://hooks.example.com:65536/", "https://hooks.example.com:80/", "https://user@hooks.example.com/",
    "https://a:b@hooks.example.com/", "http://a@127.0.0.1:{port}/", "https://@hooks.example.com/",
    "https://hooks.example.com/#x", "https://hooks.example.com/#", "https://127.0.0.1:{port}/",
    "https://127.1:{port}/", "https://0x7f.1:{port}/", "https://0x7f000001:{port}/", "https://2130706433:{port}/",
    "https://017700000001:{port}/", "https://127.0.0.1.:{port}/", "https://①②⑦.⓪.⓪.①:{port}/",
    "https://127。0。0。1:{port}/", "https://[::1]:{port}/", "https://[::ffff:127.0.0.1]:{port}/",
    "https://[::ffff:7f00:1]:{port}/", "https://[0:0:0:0:0:0:0:1]:{port}/", "https://[fe80::1%25lo]:{port}/",
    "https://localhost:{port}/", "https://localhost.:{port}/", "https://LOCALHOST:{port}/",
    "https://a.localhost:{port}/", "https://printer.local/", "https://db.internal/", "https://x.onion/",
    "https://nas.home.arpa/", "https://intranet/", "https://hooks.example.com./",
    "https://1.1.1.1 &@127.0.0.1:{port}#@hooks.example.com/", "https://hooks.example.com\\@127.0.0.1:{port}/",
    "https://127.0.0.1:{port}\\.hooks.example.com/", "https://hooks.example.com\r\nHost: x/",
    "https://hooks.example.com%0d%0a/", "https://hooks%00.example.com/", "https://hooks.example.com\x00/",
    "https://hooks.example.com\t/", " https://hooks.example.com/", "https://hooks.example.com/ x",
    "https://hooks..example.com/", "https://-a.example.com/", "https://a_b.example.com/",
    "https://" + "a" * 64 + ".example.com/", "https://" + "a." * 130 + "com/", "https://hooks.example.com/" + "a" * 500,
    "https://hooks.example.1/", "https://hooks.example.0x1/", "https://[::1/", "https://hooks.example.com:4e3/",
]  # fmt: skip
# To what a name leads.
LEADS = [
    ["127.0.0.1"], ["127.0.0.53"], ["0.0.0.0"], ["0.1.2.3"], ["10.0.0.1"], ["100.64.0.1"], ["169.254.169.254"],  # noqa: S104
    ["172.16.0.1"], ["172.31.255.255"], ["192.0.0.8"], ["192.0.2.1"], ["192.88.99.1"], ["192.168.0.1"], ["198.18.0.1"],
    ["198.51.100.1"], ["203.0.113.1"], ["224.0.0.1"], ["240.0.0.1"], ["255.255.255.255"],
    ["::"], ["::1"], ["::7f00:1"], ["::ffff:127.0.0.1"], ["::ffff:0:127.0.0.1"], ["64:ff9b::7f00:1"],
    ["64:ff9b:1::1"], ["100::1"], ["2001::1"], ["2001:db8::1"], ["2002:7f00:1::"], ["3fff::1"], ["5f00::1"],
    ["fc00::1"], ["fd00:ec2::254"], ["fe80::1"], ["fe80::1%lo"], ["fec0::1"], ["ff02::1"],
    [PUBLIC, "127.0.0.1"], ["127.0.0.1", PUBLIC], [PUBLIC, "::1"], [PUBLIC, PUBLIC_6, "10.0.0.1"], [], ["no address"],
]  # fmt: skip


class Counting:
    """Listens and counts."""

    def __init__(self, family: int, host: str, port: int = 0) -> None:
        self.socket = socket.socket(family)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind((host, port))
        self.socket.listen()
        self.connections = 0
        threading.Thread(target=self.count, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.socket.getsockname()[1])

    def count(self) -> None:
        while True:
            try:
                taken, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            taken.close()


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Counting]]:
    """Counting servers on both loopback addresses, on a port that is as good as 443."""
    four = Counting(socket.AF_INET, "127.0.0.1")
    servers = [four, Counting(socket.AF_INET6, "::1", four.port)] if socket.has_ipv6 else [four]
    monkeypatch.setattr(targets, "PORTS", (443, 8443, four.port))
    monkeypatch.setattr(client, "connection", type("Outside", (), {"in_atomic_block": False}))
    monkeypatch.setattr(targets, "our_addresses", frozenset)  # only the list counts
    yield servers
    for each in servers:
        each.socket.close()


@pytest.fixture
def leads(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Names lead where the test says, one answer after the other; the last one stays. Returns the names asked for."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def script(*answers: list[str]) -> list[str]:
        left = list(answers)

        def answer(host: str, port: int, *_: Any, **__: Any) -> list[tuple[Any, ...]]:
            if host == "127.0.0.1":  # the checked address itself, on its way to the socket
                return real(host, port, *_, **__)
            asked.append(host)
            found = left.pop(0) if len(left) > 1 else left[0]
            if not found:
                raise socket.gaierror
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]

        monkeypatch.setattr(targets.socket, "getaddrinfo", answer)
        return asked

    return script


def send(url: str) -> Attempt.Outcome:
    with Line() as line:
        return line.post(url, "{}", {}).kind


@pytest.mark.parametrize("written", WRITTEN)
def test_what_is_written_wrongly_is_refused_and_never_called(written: str, here: Any, leads: Any) -> None:
    asked = leads(["127.0.0.1"])
    url = written.format(port=here[0].port) if "{port}" in written else written
    with pytest.raises(Forbidden):
        targets.allowed(url)
    assert send(url) in {Attempt.Outcome.BLOCKED, Attempt.Outcome.UNKNOWN}
    assert asked == [] and [each.connections for each in here] == [0] * len(here)


@pytest.mark.parametrize("answer", LEADS, ids=lambda answer: "+".join(answer) or "nothing")
def test_a_name_of_which_one_address_is_not_public_is_refused(answer: list[str], here: Any, leads: Any) -> None:
    leads(answer)
    url = f"https://{NAME}:{here[0].port}/hook"
    with pytest.raises(Forbidden):
        targets.allowed(url)
    assert send(url) in {Attempt.Outcome.BLOCKED, Attempt.Outcome.UNKNOWN}
    assert [each.connections for each in here] == [0] * len(here)


def test_every_network_of_the_list_is_denied_at_both_ends() -> None:
    for network in networks.DENIED:
        assert networks.is_denied(network[0]) and networks.is_denied(network[-1])
    for public in (PUBLIC, PUBLIC_6, "1.1.1.1", "100.63.255.255", "100.128.0.0", "172.32.0.0", "2600::1"):
        assert not networks.is_denied(ipaddress.ip_address(public))


def test_a_name_that_leads_elsewhere_after_it_was_entered_is_not_called(here: Any, leads: Any) -> None:
    """Rebinding: public when it is entered, this machine when it is called."""
    leads([PUBLIC], ["127.0.0.1"])
    url = f"https://{NAME}:{here[0].port}/hook"
    targets.allowed(url)
    assert send(url) == Attempt.Outcome.BLOCKED
    assert [each.connections for each in here] == [0] * len(here)


def test_our_own_hosts_and_addresses_are_not_called(leads: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    leads([PUBLIC])
    settings.MARKETPLACE_URL, settings.PORTAL_URL = "https://market.example.com/api", "https://portal.example.com"
    for host in ("market.example.com", "PORTAL.example.com"):
        with pytest.raises(Forbidden):
            targets.allowed(f"https://{host}/")
    monkeypatch.setattr(targets, "our_addresses", frozenset)
    targets.allowed(f"https://{NAME}/")
    monkeypatch.setattr(targets, "our_addresses", lambda: frozenset({ipaddress.ip_address(PUBLIC)}))
    with pytest.raises(Forbidden):
        targets.allowed(f"https://{NAME}/")
    monkeypatch.setattr(targets, "our_addresses", frozenset)
    settings.WEBHOOK_DENIED = ["93.184.0.0/16"]
    with pytest.raises(Forbidden):
        targets.allowed(f"https://{NAME}/")


def test_a_resolver_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(targets, "DNS_SECONDS", 0.05)
    monkeypatch.setattr(targets.socket, "getaddrinfo", lambda *_, **__: over.wait(30) or [])
    with pytest.raises(Forbidden):
        targets.allowed(f"https://{NAME}/")
    over.set()


def test_this_machine_by_plain_http_is_for_a_demo_only(settings: Any, leads: Any) -> None:
    leads(["127.0.0.1"])
    with pytest.raises(Forbidden):
        targets.allowed("http://127.0.0.1:8099/hook")
    settings.WEBHOOK_LOOPBACK = True
    assert targets.allowed("http://127.0.0.1:8099/hook").is_own_machine
    for other in ("http://127.0.0.2:8099/", "http://localhost:8099/", "http://127.0.0.1:80/", "http://10.0.0.1:8099/"):
        with pytest.raises(Forbidden):
            targets.allowed(other)


# The control: with this machine counted as public, the very same call connects, to the address that was checked.


def certificate(folder: Path, name: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path = folder / f"{name}.pem"
    path.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    return path


def whole(connection: socket.socket) -> str:
    """The head of a request, once its body is here too: who closes on unread bytes resets the connection."""
    read = b""
    while b"\r\n\r\n" not in read:
        read += connection.recv(65536)
    head, _, body = read.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65536)
    return head.decode() + "\r\n"


@pytest.mark.parametrize("held_by", [NAME, "evil.example.com"])
def test_a_public_address_is_called_there_with_its_name_in_tls_and_host(
    held_by: str, here: Any, leads: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pem = certificate(tmp_path, held_by)
    monkeypatch.setattr(networks, "DENIED", ())
    context = ssl.create_default_context(cafile=str(pem))
    monkeypatch.setattr(client, "tls", lambda: context)
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{here[0].port}")
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{here[0].port}")
    seen: dict[str, Any] = {}
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(10)
    port = server.getsockname()[1]
    monkeypatch.setattr(targets, "PORTS", (port,))

    def serve() -> None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(pem)
        tls.sni_callback = lambda _, name, __: seen.update(sni=name)  # type: ignore[assignment]
        try:
            taken, _ = server.accept()
            taken.settimeout(10)
            with tls.wrap_socket(taken, server_side=True) as wrapped:
                seen["head"] = whole(wrapped)
                wrapped.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
        except OSError:
            seen["refused"] = True

    thread = threading.Thread(target=serve)
    thread.start()
    asked = leads(["127.0.0.1"], ["10.0.0.1"])  # asked once: a second answer would be another one
    outcome = send(f"https://{NAME}:{port}/hook?x=1")
    thread.join()
    server.close()
    assert seen["sni"] == NAME and asked == [NAME]
    assert here[0].connections == 0  # no proxy of the environment
    if held_by == NAME:
        assert outcome == Attempt.Outcome.TAKEN
        head = seen["head"].lower()
        assert head.startswith("post /hook?x=1 http/1.1\r\n") and f"\r\nhost: {NAME}:{port}\r\n" in head
    else:
        assert outcome == Attempt.Outcome.UNSAFE and "head" not in seen
