"""The stand-in marketplace as its callers see it: a real process, real connections."""

import base64
import hashlib
import hmac
import http.client
import http.server
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from sandbox.faults import Faults

ROOT = Path(__file__).resolve().parents[2]
LAMP = {
    "external_id": "L-7712093", "title": "Lamp <b>“Arc”</b>", "description": "Brass.\nHeavy.", "price": "129.00",
    "currency": "EUR", "market": "DE", "seller": "Nordic Mugs", "seller_id": "S-1", "category": "Lamps",
}  # fmt: skip


class Sandbox:
    """A running sandbox, and a plain caller of it."""

    def __init__(self, home: Path, *more: str) -> None:
        self.home = home
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sandbox", "--port", "0", "--home", str(home), "--token", "t", *more],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout
        self.address = self.process.stdout.readline().strip().removeprefix("ready http://")

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any, http.client.HTTPMessage]:
        connection = http.client.HTTPConnection(self.address, timeout=10)
        try:
            named = {"Authorization": "Bearer t"} | {k.replace("_", "-"): v for k, v in headers.items()}
            content = json.dumps(body) if isinstance(body, dict | list) else body
            connection.request(method, path, content, named)
            answer = connection.getresponse()
            read = answer.read()
            is_data = answer.headers["Content-Type"] == "application/json"
            return answer.status, json.loads(read) if is_data else read.decode(), answer.headers
        finally:
            connection.close()

    def hide(self, hidden_in: list[str], sequence: int, key: str = "", **more: Any) -> tuple[int, Any]:
        body = {"hidden_in": hidden_in, "sequence": sequence, "reason": "R1"} | more
        status, said, _ = self.ask("PUT", "/api/listings/L-7712093/visibility", body, Idempotency_Key=key)
        return status, said

    def end(self) -> None:
        self.process.terminate()
        assert self.process.wait(timeout=10) == 0
        assert self.process.stdout
        self.process.stdout.close()


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    running = Sandbox(tmp_path / "market")
    assert running.ask("POST", "/api/listings/batch", {"listings": [LAMP]})[:2] == (200, {"taken": 1})
    yield running
    running.end()


def test_a_listing_disappears_and_returns_by_country(sandbox: Sandbox) -> None:
    seen = sandbox.ask("GET", "/l/7712093?country=DE")
    assert seen[0] == 200 and "Lamp &lt;b&gt;“Arc”&lt;/b&gt;" in seen[1]
    assert sandbox.hide(["DE"], 1) == (200, {"external_id": "L-7712093", "hidden_in": ["DE"], "sequence": 1})
    status, text, _ = sandbox.ask("GET", "/l/7712093?country=DE")
    assert status == 404 and "no longer available here" in text and "Arc" not in text
    assert "Arc" not in sandbox.ask("GET", "/?country=DE")[1]
    assert "Arc" in sandbox.ask("GET", "/?country=FR&q=arc")[1]
    assert sandbox.ask("GET", "/l/7712093?country=FR")[0] == 200
    sandbox.hide(["*"], 2)
    assert sandbox.ask("GET", "/l/7712093?country=FR")[0] == 404
    sandbox.hide([], 3)
    assert sandbox.ask("GET", "/l/7712093?country=DE")[0] == 200


def test_older_wishes_are_refused_and_repeats_change_nothing(sandbox: Sandbox) -> None:
    assert sandbox.hide(["*"], 5, "a")[0] == 200
    assert sandbox.hide(["*"], 5, "a")[0] == 200
    status, said = sandbox.hide([], 4, "b")
    assert (status, said["sequence"]) == (409, 5)
    assert sandbox.hide(["DE"], 5, "c")[0] == 409
    assert sandbox.hide(["DE"], 6, "a")[0] == 422
    said = sandbox.ask("GET", "/api/listings/L-7712093/visibility")[1]
    assert said == {"external_id": "L-7712093", "hidden_in": ["*"], "sequence": 5}
    outcomes = [effect["outcome"] for effect in sandbox.ask("GET", "/api/effects")[1]["effects"]]
    assert outcomes.count("applied") == 1 and outcomes.count("repeated") == 1


def test_a_suspended_shop_takes_its_listings_with_it(sandbox: Sandbox) -> None:
    wish = {"standing": "suspended", "sequence": 1, "reason": "R9"}
    assert sandbox.ask("PUT", "/api/sellers/S-1/standing", wish)[0] == 200
    assert sandbox.ask("GET", "/l/7712093")[0] == 404
    assert sandbox.ask("PUT", "/api/sellers/S-1/standing", wish | {"standing": "good", "sequence": 2})[0] == 200
    assert sandbox.ask("GET", "/l/7712093")[0] == 200


def test_state_survives_a_restart_and_a_newer_catalogue(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.hide(["*"], 3)
    sandbox.ask("PUT", "/api/faults", {"rate": 0.5, "kinds": ["html"], "seed": 7})
    sandbox.end()
    again = Sandbox(sandbox.home)
    sandbox.process, sandbox.address = again.process, again.address
    assert sandbox.ask("GET", "/api/faults")[1]["seed"] == 7
    sandbox.ask("PUT", "/api/faults", {})
    assert sandbox.ask("PUT", "/api/listings/L-7712093", LAMP | {"title": "Lamp"})[0] == 200
    assert sandbox.hide(["*"], 3)[0] == 200
    assert sandbox.hide([], 2)[1]["sequence"] == 3


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"hidden_in": "DE", "sequence": 1}, 400),
        ({"hidden_in": ["Germany"], "sequence": 1}, 400),
        ({"hidden_in": ["DE"], "sequence": 0}, 400),
        ({"hidden_in": ["DE"], "sequence": True}, 400),
        ({"hidden_in": ["DE"], "sequence": 1, "more": 1}, 400),
        ([], 400),
        ("{", 400),
    ],
)
def test_what_it_does_not_understand_it_refuses(sandbox: Sandbox, body: Any, status: int) -> None:
    said = sandbox.ask("PUT", "/api/listings/L-7712093/visibility", body)
    assert said[0] == status and said[1]["detail"]


def test_only_the_bearer_of_the_token_may_hide(sandbox: Sandbox) -> None:
    wish = {"hidden_in": ["*"], "sequence": 1, "reason": ""}
    said = sandbox.ask("PUT", "/api/listings/L-7712093/visibility", wish, Authorization="Bearer x")
    assert said[0] == 401
    assert sandbox.ask("PUT", "/api/listings/L-1/visibility", wish)[0] == 404


def test_faults_strike_as_told(sandbox: Sandbox) -> None:
    def fault(kind: str, **more: Any) -> None:
        assert sandbox.ask("PUT", "/api/faults", {"rate": 1, "kinds": [kind], **more})[0] == 200

    fault("status-before", status=503, retry_after=7)
    status, _, headers = sandbox.ask("PUT", "/api/listings/L-7712093/visibility", {"hidden_in": ["*"], "sequence": 1})
    assert (status, headers["Retry-After"]) == (503, "7")
    fault("status-after", status=500)
    assert sandbox.hide(["*"], 1)[0] == 500
    for kind in ("reset-after", "truncated", "timeout-before"):
        fault(kind, hang=0.1)
        with pytest.raises((http.client.HTTPException, ConnectionError, json.JSONDecodeError)):
            sandbox.hide(["*"], 1)
    fault("tls")
    with pytest.raises((http.client.BadStatusLine, ConnectionError)):
        sandbox.hide(["*"], 1)
    fault("unknown")
    assert sandbox.hide(["*"], 1)[0] == 404
    fault("html")
    assert sandbox.ask("PUT", "/api/listings/L-7712093/visibility", {})[1].startswith("<!doctype")
    sandbox.ask("PUT", "/api/faults", {"outage": 60})
    assert sandbox.hide([], 2)[0] == 503
    sandbox.ask("PUT", "/api/faults", {})
    assert sandbox.ask("GET", "/api/listings/L-7712093/visibility")[1]["sequence"] == 1


def test_a_late_call_is_carried_out_after_all(sandbox: Sandbox) -> None:
    sandbox.ask("PUT", "/api/faults", {"rate": 1, "kinds": ["late"], "late": 0.2})
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        sandbox.hide(["*"], 1)
    sandbox.ask("PUT", "/api/faults", {})
    sandbox.hide([], 2)
    ends = time.monotonic() + 10
    while len(effects := sandbox.ask("GET", "/api/effects")[1]["effects"]) < 2 and time.monotonic() < ends:
        time.sleep(0.05)
    assert [(effect["sequence"], effect["outcome"]) for effect in effects] == [(2, "applied"), (1, "refused")]
    assert sandbox.ask("GET", "/api/listings/L-7712093/visibility")[1] == {
        "external_id": "L-7712093", "hidden_in": [], "sequence": 2
    }  # fmt: skip


def test_more_calls_a_second_than_it_allows_are_refused_and_the_crowd_is_counted(sandbox: Sandbox) -> None:
    sandbox.ask("PUT", "/api/faults", {"limit": 3})
    answers = [sandbox.ask("GET", "/api/listings/L-7712093/visibility") for _ in range(6)]
    assert [status for status, _, _ in answers[:3]] == [200] * 3
    refused = [headers["Retry-After"] for status, _, headers in answers if status == 429]
    assert refused and set(refused) == {"1"}
    assert 3 < sandbox.ask("GET", "/api/faults")[1]["busiest"] <= 6


def test_slow_calls_take_from_the_one_to_the_other() -> None:
    faults = Faults()
    faults.turn({"delay": 0.6, "delay_most": 20.0, "seed": 3})
    taken = []
    for _ in range(200):
        faults.draw("L-1")
        taken.append(faults.slowness())
    assert 0.6 <= min(taken) < 2 and 18 < max(taken) <= 20
    faults.turn({"delay": 0.6})
    assert faults.slowness() == 0.6


class Listener(http.server.BaseHTTPRequestHandler):
    """Keeps the news it is sent."""

    got: ClassVar[list[tuple[str, str, bytes]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + body
        self.got.append((self.headers["webhook-id"], self.headers["webhook-signature"], signed))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Quiet."""


def test_news_come_signed_twice_and_in_disorder_and_their_version_says_which_is_newer(tmp_path: Path) -> None:
    Listener.got.clear()
    listener = http.server.HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    secret = "whsec_" + base64.b64encode(b"0123456789abcdef").decode()
    hook = ["--hook", f"http://127.0.0.1:{listener.server_address[1]}/", "--hook-secret", secret]
    told = Sandbox(tmp_path / "telling", *hook)
    told.ask("PUT", "/api/faults", {"feed_twice": 1, "feed_shuffle": 50, "seed": 5})
    for n in range(8):
        told.ask("PUT", "/api/listings/L-7712093", LAMP | {"title": f"Lamp {n}"})
    told.hide(["*"], 1)
    told.end()
    listener.shutdown()
    names = [name for name, _, _ in Listener.got]
    assert len(names) == 18 and len(set(names)) == 9
    for _, signature, signed in Listener.got:
        expected = base64.b64encode(hmac.digest(b"0123456789abcdef", signed, "sha256")).decode()
        assert signature == f"v1,{expected}"
    news = [json.loads(signed.split(b".", 2)[2]) for _, _, signed in Listener.got]
    versions = [each["data"]["version"] for each in news if each["type"] == "listing.changed"]
    assert versions != sorted(versions) and set(versions) == set(range(1, 9))
    newest = max((each for each in news if "version" in each["data"]), key=lambda each: each["data"]["version"])
    assert newest["data"]["title"] == "Lamp 7"


@pytest.mark.parametrize(
    "body",
    [
        {"status": 499},
        {"limit": -1},
        {"limit": 1.5},
        {"status": 200},
        {"rate": 2},
        {"rate": True},
        {"kinds": ["nonsense"]},
        {"foo": 1},
        {"kinds": "html"},
    ],
)
def test_impossible_knobs_are_refused(sandbox: Sandbox, body: dict[str, Any]) -> None:
    assert sandbox.ask("PUT", "/api/faults", body)[0] == 400


def test_the_knobs_page_turns_the_knobs_for_its_own_form_only(sandbox: Sandbox) -> None:
    form = "rate=0.25&kinds=html&kinds=slow&status=503&seed=3"
    kind = {"Content_Type": "application/x-www-form-urlencoded"}
    assert sandbox.ask("POST", "/knobs", form, Origin="http://evil.example", **kind)[0] == 403
    assert sandbox.ask("POST", "/knobs", form, **kind)[0] == 403
    own = f"http://{sandbox.address}"
    assert sandbox.ask("POST", "/knobs", form, Origin=own, **kind)[0] == 303
    assert "25% of calls go wrong" in sandbox.ask("GET", "/knobs")[1]
    assert sandbox.ask("POST", "/knobs", "rate=9", Origin=own, **kind)[0] == 400
    assert sandbox.ask("POST", "/knobs", "rate=0", Origin=own, **kind)[0] == 303
    assert "Off: every call is answered well" in sandbox.ask("GET", "/knobs")[1]


def test_pages_run_nothing_and_load_nothing_from_elsewhere(sandbox: Sandbox) -> None:
    for path in ("/", "/l/7712093", "/l/1", "/knobs", "/nowhere"):
        _, text, headers = sandbox.ask("GET", path)
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "<script" not in text and " style=" not in text and " on" + "click" not in text


def test_pictures_are_served_by_their_hash_and_nothing_else_is(sandbox: Sandbox) -> None:
    drawing = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    name = hashlib.sha256(drawing).hexdigest() + ".svg"
    (sandbox.home / "images" / name).write_bytes(drawing)
    status, text, headers = sandbox.ask("GET", f"/images/{name}")
    assert (status, text, headers["Content-Type"]) == (200, drawing.decode(), "image/svg+xml")
    assert "sandbox" in headers["Content-Security-Policy"]
    for bad in ("/images/..%2Fmarket.sqlite3", "/images/%2e%2e/market.sqlite3", f"/images/{'0' * 64}.png"):
        assert sandbox.ask("GET", bad)[0] == 404


def test_hundreds_of_listings_are_turned_page_by_page(sandbox: Sandbox) -> None:
    many = [LAMP | {"external_id": f"L-{n}", "title": f"Mug {n}", "category": "Mugs"} for n in range(1000, 1060)]
    assert sandbox.ask("POST", "/api/listings/batch", many)[1] == {"taken": 60}
    text = sandbox.ask("GET", "/?category=Mugs&page=3")[1]
    assert "60 listings" in text and "Page 3 of 3" in text and "Mug 1059" in text and "Mug 1000" not in text
    assert "1 listing seen" in sandbox.ask("GET", "/?q=L-1007")[1]
    assert sandbox.ask("GET", "/?q=%25%25_&page=99999999999&country=zz")[0] == 200
