"""M1: POST /api/v1/notices through the real web server, beside psycopg2 writing the very same rows."""

import argparse
import http.client
import itertools
import json
import random
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

import psycopg2
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import bare_intake, processor
from benchmarks.figures import Figure
from benchmarks.ground import Ground
from benchmarks.people import People
from ipr_portal.embedded.children import Child
from ipr_portal.embedded.home import free_port
from ipr_portal.embedded.places import tool
from ipr_portal.embedded.probe import answers_at
from listings.models import Listing
from notices.filing import declarations_for
from policy import regimes

CLIENTS = 8
ADDRESS = "/api/v1/notices"
Send = Callable[[], None]


def figures(people: People, asked: argparse.Namespace, here: Ground) -> list[Figure]:
    letter = Letter(people)
    counts = {listings: queries(letter, listings) for listings in (1, 20, 100)}
    port = free_port()
    web = here.crew.launch(web_server(here, port))
    here.crew.wait_for(web, within=60)
    lasting = 0.5 if asked.quick else 3.0
    lines, middle = [], {}
    for listings in (1, 20):
        rounds = []
        pattern = bare_intake.Pattern.of(letter.post(listings))
        for _ in range(asked.runs):
            with processor.watch(web.process.pid if web.process else 0) as used:
                ours = rate(lambda n=listings: over_http(port, letter, n), lasting)
            used.notices = int(ours * lasting)
            rounds.append((ours, rate(lambda p=pattern: directly(p), lasting), used))
        middle[listings] = sorted(r[0] for r in rounds)[len(rounds) // 2]
        note = f"{counts[listings]} queries; {rounds[-1][2].said()}"
        lines.append(
            Figure(f"M1 intake, {listings} listing{'s' * (listings > 1)} a notice", "notices/s", [r[0] for r in rounds],
                   "bare psycopg2, same rows", [r[1] for r in rounds], "≥ 0.25", note)
        )  # fmt: skip
    here.crew.stop(web)
    first, extra = 1000 / middle[1], 1000 * (1 / middle[20] - 1 / middle[1]) / 19
    note = f"queries with 1, 20, 100 listings: {', '.join(map(str, counts.values()))}"
    return [*lines, Figure("M1b each extra listing", "ms", [extra], "the first", [first], "≤ 0.05", note)]


def web_server(here: Ground, port: int) -> Child:
    """As in the Dockerfile: two workers."""
    command = [
        tool("granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "2",
        "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "ipr_portal.wsgi:application",
    ]  # fmt: skip
    # Not "ready": that refuses a database without durability, where the smoke test runs.
    answers = answers_at(f"http://127.0.0.1:{port}/healthz/live")
    return Child("web", command, here.home.folder("logs") / "web.log", answers, here.surroundings)


class Letter:
    """Bodies ready to be sent, each about other listings."""

    def __init__(self, people: People) -> None:
        self.right, self.secret = people.rights[0].public_id, people.secret
        self.listings = list(
            Listing.objects.filter(external_id__startswith="L-1").values_list("external_id", flat=True)
        )
        governing = [regimes.regime_for(market="US", kind="counterfeit")]
        self.declarations = [{"code": d.code, "version": d.version} for d in declarations_for(governing)]

    def body(self, listings: int) -> bytes:
        return json.dumps(
            {
                "right": self.right,
                "claim_type": "counterfeit",
                "listings": [{"id": each} for each in random.sample(self.listings, listings)],
                "explanation": "These lamps carry our mark; we did not make them.",
                "declarations": self.declarations,
                "signature": {"name": "Mara Linde", "capacity": "owner"},
            }
        ).encode()

    def headers(self) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self.secret}",
            "Content-Type": "application/json",
            "Idempotency-Key": str(uuid.uuid4()),
        }

    def post(self, listings: int) -> str:
        """Send one inside this process; the public id of the notice."""
        answer = Client().post(
            ADDRESS, self.body(listings), "application/json", headers=self.headers(), SERVER_NAME="127.0.0.1"
        )
        if answer.status_code != 201:
            raise RuntimeError(f"{answer.status_code}: {answer.content.decode()[:1000]}")
        return str(answer.json()["id"])


def queries(letter: Letter, listings: int) -> int:
    letter.post(listings)
    with CaptureQueriesContext(connection) as captured:
        letter.post(listings)
    return len(captured)


def over_http(port: int, letter: Letter, listings: int) -> Iterator[Send]:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def send() -> None:
        client.request("POST", ADDRESS, letter.body(listings), letter.headers())
        answer = client.getresponse()
        said = answer.read()
        if answer.status != 201:
            raise RuntimeError(f"{answer.status}: {said[:1000].decode()}")

    try:
        yield send
    finally:
        client.close()


def directly(pattern: "bare_intake.Pattern") -> Iterator[Send]:
    database: dict[str, Any] = connection.get_connection_params()
    direct = psycopg2.connect(
        **{k: v for k, v in database.items() if k in {"dbname", "user", "password", "host", "port"}}
    )
    try:
        yield lambda: pattern.write(direct)
    finally:
        direct.close()


def rate(door: Callable[[], Iterator[Send]], lasting: float) -> float:
    """How many a second all clients together get done."""

    def work(_number: int) -> int:
        with contextmanager(door)() as send:
            send()  # the connection is opened before the clock starts
            began = time.monotonic()
            for done in itertools.count():
                if time.monotonic() - began > lasting:
                    return done
                send()
        return 0

    with ThreadPoolExecutor(CLIENTS) as pool, suppress(KeyboardInterrupt):
        return sum(pool.map(work, range(CLIENTS))) / lasting
    raise KeyboardInterrupt
