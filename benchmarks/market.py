"""The other side of M6: the stand-in marketplace, slow on purpose, the worker, and bare clients beside it."""

import json
import os
import time
import urllib.request
import uuid
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings

from benchmarks.ground import Ground
from ipr_portal.embedded.children import Child
from ipr_portal.embedded.home import free_port
from ipr_portal.embedded.places import PYTHON, tool
from ipr_portal.embedded.probe import DIRECT, answers_at
from listings.models import Listing

WORKERS = 2
SLOTS = 16  # of each worker; half of them are the marketplace's
CALLS = WORKERS * SLOTS // 2
DELAY = 0.1


def start(here: Ground, listings: Sequence[Listing]) -> str:
    """The stand-in marketplace, slow on purpose, and the worker; the address of the former."""
    port = free_port()
    settings.MARKETPLACE_URL = os.environ["MARKETPLACE_URL"] = f"http://127.0.0.1:{port}/api"
    logs, around = here.home.folder("logs"), here.surroundings
    home = str(here.home.folder("sandbox"))
    market = Child(
        "sandbox", [PYTHON, "-m", "sandbox", "--port", str(port), "--home", home], logs / "sandbox.log",
        answers_at(f"http://127.0.0.1:{port}/healthz"), around,
    )  # fmt: skip
    workers = [worker(number, logs, around) for number in range(WORKERS)]
    here.crew.wait_for(*(here.crew.launch(child) for child in (market, *workers)), within=60)
    tell(port, "POST", "listings/batch", {"listings": [offer(each) for each in listings]})
    tell(port, "PUT", "faults", {"rate": 1.0, "kinds": ["slow"], "delay": DELAY})
    return str(settings.MARKETPLACE_URL)


def worker(number: int, logs: Path, around: Mapping[str, str]) -> Child:
    log = logs / f"worker{number}.log"
    command = [
        tool("celery"), "-A", "ipr_portal.celery", "worker", "-n", f"{number}@bench", "-P", "threads",
        "-c", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle",
    ]  # fmt: skip
    around = {**around, "WORKER_SLOTS": str(SLOTS), "MARKETPLACE_RATE": "0"}
    return Child(f"worker{number}", command, log, lambda: log.exists() and " ready." in log.read_text(), around)


def offer(listing: Listing) -> dict[str, str]:
    return {
        "external_id": listing.external_id, "title": listing.title, "description": listing.description,
        "price": str(listing.price), "currency": listing.currency, "market": listing.market,
        "seller": listing.seller.name, "seller_id": listing.seller.external_id, "category": listing.category,
    }  # fmt: skip


def tell(port: int, method: str, path: str, content: dict[str, Any]) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/{path}", json.dumps(content).encode(), method=method,
        headers={"Authorization": f"Bearer {os.environ['MARKETPLACE_TOKEN']}", "Content-Type": "application/json"},
    )  # fmt: skip
    DIRECT.open(request, timeout=30).close()


def limit(base: str, listings: Sequence[Listing]) -> float:
    """How many wishes a second the marketplace takes from as many bare clients as the workers have slots for it."""
    token = os.environ["MARKETPLACE_TOKEN"]
    limits = httpx.Limits(max_connections=CALLS, max_keepalive_connections=CALLS)
    with httpx.Client(trust_env=False, headers={"Authorization": f"Bearer {token}"}, limits=limits) as client:

        def wish(listing: Listing) -> None:
            answer = client.put(
                f"{base}/listings/{listing.external_id}/visibility",
                json={"hidden_in": ["*"], "sequence": 1000, "reason": "TM-01"},
                headers={"Idempotency-Key": str(uuid.uuid4())},
            )
            answer.raise_for_status()

        began = time.monotonic()
        with ThreadPoolExecutor(CALLS) as pool:
            list(pool.map(wish, listings))
        return len(listings) / (time.monotonic() - began)
