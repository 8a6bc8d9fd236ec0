"""What a shopper sees: the shelves, one listing, and the page where people switch faults on."""

from dataclasses import asdict
from html import escape
from urllib.parse import urlencode

from sandbox import pages
from sandbox.api import Api
from sandbox.pages import COUNTRIES
from sandbox.store import Store
from sandbox.wire import Answer, Refusal, Request, page

PAGE_SIZE = 24
HOME_COUNTRY = "DE"


class Storefront:
    """The pages; no cookie, no script: the country is part of the address."""

    def __init__(self, store: Store, api: Api, name: str, portal: str) -> None:
        self.store, self.api, self.name, self.portal = store, api, name, portal.rstrip("/")

    def answer(self, request: Request) -> Answer:
        parts = request.path.strip("/").split("/")
        match request.method, *parts:
            case "GET", "":
                return self.shelves(request)
            case "GET", "l", number:
                return self.listing(number, request)
            case "GET", "knobs":
                return page(self.frame("Fault knobs", pages.knobs(self.api.faults.told()), HOME_COUNTRY))
            case "POST", "knobs":
                return self.turn(request)
        return self.missing("There is no page at this address", "Perhaps the link was cut off.", HOME_COUNTRY)

    def shelves(self, request: Request) -> Answer:
        country = country_of(request)
        search, category = request.query.get("q", "")[:100].strip(), request.query.get("category", "")[:120]
        number = request.query.get("page", "1")
        at = min(int(number), 10_000) if number.isdecimal() and len(number) < 8 and int(number) else 1
        total, found = self.store.browse(
            country, search=search, category=category, skip=(at - 1) * PAGE_SIZE, limit=PAGE_SIZE
        )

        def address(**changed: str) -> str:
            query = {"country": country, "q": search, "category": category} | changed
            return "/?" + urlencode({name: value for name, value in query.items() if value})

        last = max(1, -(-total // PAGE_SIZE))
        body = pages.shelves(found, total, country, search, category, self.store.words("category"), address)
        body += pages.turning(at, last, lambda n: address(page=str(n)))
        return page(self.frame("Things with a maker", body, country, search))

    def listing(self, number: str, request: Request) -> Answer:
        found = self.store.listing(f"L-{number}") or self.store.listing(number)
        country = country_of(request, (found or {}).get("market", ""))
        if found is None or not self.store.is_seen(found["external_id"], country):
            place = COUNTRIES.get(country, country)
            return self.missing(
                "This listing is no longer available here",
                f"Visitors from {place} cannot see it. It may have ended, or been taken down.",
                country,
                f"/l/{number}",
            )
        body = pages.listing(found, country, self.portal)
        return page(self.frame(found["title"], body, country, path=f"/l/{number}"))

    def turn(self, request: Request) -> Answer:
        """Set the knobs from the page's form; a form on somebody else's page must not."""
        origin = request.headers.get("origin", "")
        if origin.partition("//")[2] != request.headers.get("host", ""):
            raise Refusal(403, "Knobs are turned on the marketplace's own page.")
        try:
            said = pages.knobs_said(request.body.decode())
            self.api.faults.turn(said)
        except (ValueError, TypeError) as error:
            form = pages.knobs(self.api.faults.told(), trouble=str(error))
            return page(self.frame("Fault knobs", form, HOME_COUNTRY), 400)
        self.store.turn(asdict(self.api.faults.knobs))
        return Answer(303, b"", "text/plain", {"Location": "/knobs"})

    def missing(self, heading: str, text: str, country: str, path: str = "/") -> Answer:
        body = (
            f'<section class="empty"><h1>{escape(heading)}</h1><p>{escape(text)}</p>'
            f'<p><a class="button" href="/?country={escape(country)}">Look at what is here</a></p></section>'
        )
        return page(self.frame(heading, body, country, path=path), 404)

    def frame(self, title: str, body: str, country: str, search: str = "", path: str = "/") -> str:
        return pages.frame(self.name, title, body, country, search, path)


def country_of(request: Request, otherwise: str = "") -> str:
    """The country a visitor says to come from."""
    said = request.query.get("country", "").upper()
    return said if said in COUNTRIES else otherwise if otherwise in COUNTRIES else HOME_COUNTRY
