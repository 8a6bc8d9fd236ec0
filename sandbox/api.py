"""The listing API that the portal speaks to, with its faults, and the doors for the demo and the tests."""

import hmac
import json
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from sandbox.faults import OVER, Faults
from sandbox.feed import Feed
from sandbox.store import KeyReused, Older, Store
from sandbox.wire import Answer, HangUp, Refusal, Request, data, page

IDENTIFIER = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
PLACE = re.compile(r"[A-Z]{2}|\*")
IMAGE = re.compile(r"[0-9a-f]{64}\.(?:png|svg|jpg|webp)")
STANDINGS = ("good", "limited", "suspended")
BATCH = 2000
LIMITS = {"title": 500, "description": 20000, "price": 20, "currency": 3, "market": 2, "seller": 200, "category": 120}


class Api:
    """Everything below /api/."""

    def __init__(self, store: Store, faults: Faults, token: str, feed: Feed) -> None:
        self.store, self.faults, self.token, self.feed = store, faults, token, feed

    def answer(self, request: Request) -> Answer:
        said = request.headers.get("authorization", "")
        if not hmac.compare_digest(said.encode(), f"Bearer {self.token}".encode()):
            raise Refusal(401, "The bearer token is missing or wrong.")
        parts = request.path.removeprefix("/api/").split("/")
        answer = self.by_portal(parts, request) or self.by_demo(parts, request)
        if answer is None:
            raise Refusal(404, "There is nothing here.")
        return answer

    def by_portal(self, parts: list[str], request: Request) -> Answer | None:
        """What the portal calls; faults strike only here."""
        match request.method, *parts:
            case "PUT", "listings", external_id, "visibility":
                return self.faulty(external_id, lambda: self.hide(external_id, request))
            case "GET", "listings", external_id, "visibility":
                return self.faulty(external_id, lambda: self.look(external_id))
            case "PUT", "sellers", external_id, "standing":
                return self.faulty(external_id, lambda: self.stand(external_id, request))
            case "GET", "sellers", external_id, "standing":
                return self.faulty(external_id, lambda: data(self.store.standing(external_id)))
        return None

    def by_demo(self, parts: list[str], request: Request) -> Answer | None:
        """What the demo and the tests call: the catalogue, the log of effects, the knobs."""
        match request.method, *parts:
            case "POST", "listings", "batch":
                return self.take_batch(request)
            case "PUT", "listings", external_id:
                return self.take_one(external_id, request)
            case "GET", "effects":
                return data({"effects": self.store.effects(**window(request.query))})
            case "GET", "faults":
                return data(self.faults.told())
            case "PUT", "faults":
                return self.turn(request)
        return None

    def hide(self, external_id: str, request: Request) -> Answer:
        wish = wished(request.json(), "hidden_in")
        places = wish["hidden_in"]
        if not isinstance(places, list) or not all(isinstance(p, str) and PLACE.fullmatch(p) for p in places):
            raise Refusal(400, "hidden_in is a list of country codes, or of * alone.")
        said = settled(lambda: self.store.hide(external_id, wish, request.headers.get("idempotency-key", "")))
        if said is None:
            raise Refusal(404, "We have no such listing.")
        self.feed.tell("listing.visibility", [said])
        return data(said)

    def look(self, external_id: str) -> Answer:
        listing = self.store.listing(external_id)
        if listing is None:
            raise Refusal(404, "We have no such listing.")
        return data(
            {
                "external_id": external_id,
                "hidden_in": json.loads(listing["hidden_in"]),
                "sequence": listing["sequence"],
            }
        )

    def stand(self, external_id: str, request: Request) -> Answer:
        wish = wished(request.json(), "standing")
        if wish["standing"] not in STANDINGS or not IDENTIFIER.fullmatch(external_id):
            raise Refusal(400, f"standing is one of {', '.join(STANDINGS)}.")
        return data(settled(lambda: self.store.stand(external_id, wish, request.headers.get("idempotency-key", ""))))

    def take_one(self, external_id: str, request: Request) -> Answer:
        body = request.json()
        if not isinstance(body, dict):
            raise Refusal(400, "A listing is an object.")
        self.offer([offered({**body, "external_id": external_id})])
        return data({"external_id": external_id})

    def take_batch(self, request: Request) -> Answer:
        body = request.json()
        listings = body.get("listings") if isinstance(body, dict) else body
        if not isinstance(listings, list) or len(listings) > BATCH:
            raise Refusal(400, f"Send a list of at most {BATCH} listings.")
        self.offer([offered(listing) for listing in listings])
        return data({"taken": len(listings)})

    def offer(self, listings: Sequence[dict[str, str]]) -> None:
        self.store.offer(listings)
        changed = (self.store.listing(listing["external_id"]) for listing in listings)
        self.feed.tell("listing.changed", (found for found in changed if found))

    def turn(self, request: Request) -> Answer:
        body = request.json()
        if not isinstance(body, dict):
            raise Refusal(400, "Knobs are an object.")
        try:
            self.faults.turn(body)
        except (ValueError, TypeError) as error:
            raise Refusal(400, str(error)) from error
        self.store.turn(asdict(self.faults.knobs))
        return data(self.faults.told())

    def faulty(self, external_id: str, do: Callable[[], Answer]) -> Answer:
        """Do it, or do whatever the knobs say instead."""
        fault = self.faults.draw(external_id)
        if not fault:
            return do()
        if fault == OVER:
            raise error_of(429, 1)
        if fault in REFUSALS:
            raise REFUSALS[fault]()
        answer = do() if fault.endswith("-after") or fault == "truncated" else None
        self.fall_silent(fault.removesuffix("-before").removesuffix("-after"), do)
        if fault == "slow":
            time.sleep(self.faults.slowness())
            return do()
        if answer is not None:
            answer.cut_short = True
            return answer
        return lie(fault)

    def fall_silent(self, fault: str, do: Callable[[], Answer]) -> None:
        """The faults that end without the answer; the others come back from here."""
        knobs = self.faults.knobs
        match fault:
            case "status":
                raise error_of(knobs.status, knobs.retry_after)
            case "timeout":
                time.sleep(knobs.hang)
                raise HangUp
            case "reset":
                raise HangUp(rudely=True)
            case "tls":
                raise HangUp(garbled=True)
            case "late":
                later = threading.Timer(knobs.late, quietly(do))
                later.daemon = True
                later.start()
                raise HangUp(rudely=True)


REFUSALS: dict[str, Callable[[], Refusal]] = {
    "gone": lambda: Refusal(410, "This listing is gone."),
    "unknown": lambda: Refusal(404, "We have no such listing."),
    "conflict": lambda: Refusal(409, "Something newer is known.", sequence=10**6),
    "refused": lambda: Refusal(422, "We do not do this."),
}


def lie(fault: str) -> Answer:
    """Answers that have nothing to do with what was asked."""
    match fault:
        case "wrong":
            return data({"external_id": "L-0", "hidden_in": [], "sequence": 0})
        case "html":
            return page("<!doctype html><title>Welcome</title><h1>Everything is fine</h1>")
        case "huge":
            return data({"hidden_in": ["*"], "sequence": 1, "padding": "x" * 2_000_000})
        case "redirect":
            return data({}, 307, Location="/")
    return data(None)


def error_of(status: int, retry_after: float) -> Refusal:
    refusal = Refusal(status, "A fault, switched on at /knobs.")
    if retry_after:
        refusal.answer.headers["Retry-After"] = f"{retry_after:.0f}"
    return refusal


def settled(do: Callable[[], Any]) -> Any:
    try:
        return do()
    except Older as older:
        raise Refusal(409, "We were told something newer.", sequence=older.newest) from older
    except KeyReused as reused:
        raise Refusal(422, "This Idempotency-Key came before, with another wish.") from reused


def quietly(do: Callable[[], Answer]) -> Callable[[], None]:
    def run() -> None:
        try:
            do()
        except Refusal:
            return  # nobody is listening any more; the log of effects has it

    return run


def wished(body: Any, name: str) -> dict[str, Any]:
    """The three fields of a wish, and nothing else."""
    if not isinstance(body, dict) or set(body) - {name, "sequence", "reason"} or name not in body:
        raise Refusal(400, f"Send {name}, sequence and reason.")
    sequence, reason = body.get("sequence"), body.get("reason", "")
    if type(sequence) is not int or not 0 < sequence < 2**53:
        raise Refusal(400, "sequence is a whole number from 1.")
    if not isinstance(reason, str) or len(reason) > 200:
        raise Refusal(400, "reason is a short text.")
    return {name: body[name], "sequence": sequence, "reason": reason}


def offered(body: Any) -> dict[str, str]:
    """One listing for the store, or a refusal that says what is wrong with it."""
    if not isinstance(body, dict) or not IDENTIFIER.fullmatch(str(body.get("external_id", ""))):
        raise Refusal(400, "Each listing needs an external_id of letters, digits and _ . : -")
    listing = {"external_id": str(body["external_id"]), "seller_id": str(body.get("seller_id") or "")[:64]}
    for name, most in LIMITS.items():
        value = body.get(name)
        listing[name] = "" if value is None else str(value)
        if len(listing[name]) > most:
            raise Refusal(400, f"{listing['external_id']}: {name} has more than {most} characters.")
    if not listing["title"]:
        raise Refusal(400, f"{listing['external_id']}: title is missing.")
    listing["image"] = str(body.get("image_file") or "").rpartition("/")[2]
    if listing["image"] and not IMAGE.fullmatch(listing["image"]):
        raise Refusal(400, f"{listing['external_id']}: image_file is <sha256>.png, .svg, .jpg or .webp below images/.")
    return listing


def window(query: dict[str, str]) -> dict[str, Any]:
    after, limit = query.get("after", "0"), query.get("limit", "1000")
    if not (after.isdecimal() and limit.isdecimal() and len(after) < 16 and 0 < int(limit) <= 10000):
        raise Refusal(400, "after and limit are whole numbers; limit is at most 10000.")
    return {"after": int(after), "limit": int(limit), "external_id": query.get("external_id", "")}
