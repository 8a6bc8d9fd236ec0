"""The HTML of the storefront, escaped where it is written."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any
from urllib.parse import parse_qs

from sandbox.faults import KINDS

COUNTRIES = {
    "AE": "United Arab Emirates", "AT": "Austria", "AU": "Australia", "BE": "Belgium", "BR": "Brazil", "CA": "Canada",
    "CH": "Switzerland", "CN": "China", "CZ": "Czechia", "DE": "Germany", "DK": "Denmark", "ES": "Spain",
    "FI": "Finland", "FR": "France", "GB": "United Kingdom", "IE": "Ireland", "IN": "India", "IT": "Italy",
    "JP": "Japan", "KR": "South Korea", "MX": "Mexico", "NL": "Netherlands", "NO": "Norway", "PL": "Poland",
    "PT": "Portugal", "SE": "Sweden", "SG": "Singapore", "TR": "Türkiye", "US": "United States",
}  # fmt: skip


def frame(name: str, title: str, body: str, country: str, search: str, path: str) -> str:
    """The page around everything: name, search, the country one looks from, and an honest word about what this is."""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} · {escape(name)}</title>
<link rel="stylesheet" href="/market.css">
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<header>
<div class="bar">
<a class="name" href="/?country={escape(country)}">{escape(name)}</a>
<form class="search" action="/" role="search">
<label class="unseen" for="q">Search listings</label>
<input id="q" name="q" type="search" value="{escape(search)}" maxlength="100"
 placeholder="Search listings, shops, numbers">
<input type="hidden" name="country" value="{escape(country)}">
<button>Search</button>
</form>
<form class="place" action="{escape(path)}">
<label for="country">Seen from</label>
<select id="country" name="country">{options(country)}</select>
<button>Go</button>
</form>
</div>
</header>
<main id="content">
{body}
</main>
<footer>
<p>An invented marketplace for trying the portal: nothing here is for sale. <a href="/knobs">Fault knobs</a></p>
</footer>
</body>
</html>
"""


def options(chosen: str) -> str:
    return "".join(
        f'<option value="{code}"{" selected" if code == chosen else ""}>{escape(word)}</option>'
        for code, word in sorted(COUNTRIES.items(), key=lambda pair: pair[1])
    )


def shelves(
    found: Sequence[dict[str, Any]],
    total: int,
    country: str,
    search: str,
    category: str,
    categories: Sequence[str],
    address: Callable[..., str],
) -> str:
    """The grid, with the categories above it."""
    chips = "".join(
        f'<li><a href="{escape(address(category=word))}"{_current(word == category)}>'
        f"{escape(word or 'Everything')}</a></li>"
        for word in ["", *categories[:20]]
    )
    heading = f"“{escape(search)}”" if search else escape(category) or "Things with a maker"
    count = "1 listing" if total == 1 else f"{total:,} listings"
    cards = "".join(card(listing, country) for listing in found)
    shelf = f'<ul class="grid">{cards}</ul>' if found else nothing(search, address)
    return (
        f'<nav aria-label="Categories"><ul class="chips">{chips}</ul></nav>'
        f'<div class="heading"><h1>{heading}</h1><p>{count} seen from {escape(COUNTRIES[country])}</p></div>{shelf}'
    )


def _current(yes: bool) -> str:
    return ' aria-current="true"' if yes else ""


def nothing(search: str, address: Callable[..., str]) -> str:
    if not search:
        return '<section class="empty"><h2>The shelves are empty</h2><p>No listing has been loaded yet.</p></section>'
    return (
        '<section class="empty"><h2>Nothing fits</h2><p>Try fewer words, or a listing’s number.</p>'
        f'<p><a class="button" href="{escape(address(q="", category=""))}">Show everything</a></p></section>'
    )


def card(listing: dict[str, Any], country: str) -> str:
    return (
        f'<li class="card"><a href="{escape(place_of(listing))}?country={country}">{picture(listing)}'
        f"<strong>{escape(listing['title'])}</strong></a>"
        f'<span class="price">{price(listing)}</span><span class="shop">{escape(listing["seller"])}</span></li>'
    )


def picture(listing: dict[str, Any]) -> str:
    """The picture beside its title needs no words of its own."""
    if not listing["image"]:
        return f'<span class="picture none" aria-hidden="true">{escape(listing["title"][:1])}</span>'
    return f'<span class="picture"><img src="/images/{escape(listing["image"])}" alt="" loading="lazy"></span>'


def price(listing: dict[str, Any]) -> str:
    return escape(f"{listing['price']} {listing['currency']}".strip()) if listing["price"] else ""


def place_of(listing: dict[str, Any]) -> str:
    return f"/l/{listing['external_id'].removeprefix('L-')}"


def listing(found: dict[str, Any], country: str, portal: str) -> str:
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in found["description"].splitlines() if line.strip())
    report = (
        f'<p class="report"><a href="{escape(portal)}/">Report a violation of your rights</a></p>' if portal else ""
    )
    facts = {"Shop": found["seller"], "Category": found["category"], "Item number": found["external_id"]}
    rows = "".join(f"<div><dt>{name}</dt><dd>{escape(word)}</dd></div>" for name, word in facts.items() if word)
    return (
        f'<p class="back"><a href="/?country={country}">All listings</a></p>'
        f'<article class="offer">{picture(found)}<div>'
        f'<h1>{escape(found["title"])}</h1><p class="price">{price(found)}</p>{paragraphs}<dl>{rows}</dl>{report}'
        "</div></article>"
    )


def turning(at: int, last: int, address: Callable[[int], str]) -> str:
    if last == 1:
        return ""
    back = f'<a class="button" rel="prev" href="{escape(address(at - 1))}">Previous</a>' if at > 1 else "<span></span>"
    on = f'<a class="button" rel="next" href="{escape(address(at + 1))}">Next</a>' if at < last else "<span></span>"
    return f'<nav class="turning" aria-label="Pages">{back}<span>Page {at} of {last}</span>{on}</nav>'


WHOLE = ("status", "seed", "limit", "feed_shuffle")
NUMBERS = {
    "rate": ("Share of calls that go wrong", "0 is none, 0.25 every fourth, 1 all", 0.05, 1),
    "status": ("Error status", "from 400 to 599", 1, 599),
    "retry_after": ("Retry-After", "seconds that the error asks to wait; 0 says nothing", 1, 86400),
    "delay": ("Slow means", "seconds", 0.1, 120),
    "delay_most": ("at most", "slow calls take from the one to the other; 0 is always the first", 0.1, 120),
    "limit": ("Calls a second", "more are refused with 429; 0 is no limit", 1, 10000),
    "hang": ("Hanging means", "seconds until the line is cut", 0.5, 120),
    "late": ("Late means", "seconds until a broken-off call is carried out after all", 1, 600),
    "outage": ("Outage from now", "seconds in which every call fails; 0 is none", 1, 86400),
    "feed_twice": ("Share of news sent twice", "to the portal, if it listens", 0.05, 1),
    "feed_shuffle": ("News sent in disorder", "so many pieces are held back and mixed; 0 is none", 1, 1000),
    "seed": ("Seed", "the same seed gives the same row of faults", 1, 10**9),
}


def knobs(told: dict[str, Any], trouble: str = "") -> str:
    """The form of the fault knobs, as they stand."""
    on = told["rate"] > 0 or told["outage"] > 0
    state = f"On: {told['rate']:.0%} of calls go wrong." if told["rate"] else "Off: every call is answered well."
    if told["outage"]:
        state = f"Out of order for another {told['outage']:.0f} seconds."
    kinds = "".join(
        f'<label><input type="checkbox" name="kinds" value="{kind}"{" checked" if kind in told["kinds"] else ""}>'
        f"<span>{escape(words)}</span></label>"
        for kind, words in KINDS.items()
    )
    numbers = "".join(
        f'<div><label for="{name}">{label}</label><input id="{name}" name="{name}" type="number" min="0" max="{most}"'
        f' step="{step}" value="{told[name]:g}" aria-describedby="{name}-hint">'
        f'<small id="{name}-hint">{hint}</small></div>'
        for name, (label, hint, step, most) in NUMBERS.items()
    )
    return (
        f'<section class="knobs"><h1>Fault knobs</h1><p>How this marketplace treats the portal’s calls.</p>'
        f'<p class="state {"on" if on else "off"}" role="status">{escape(state)}</p>'
        + (f'<p class="state on" role="alert">{escape(trouble)}</p>' if trouble else "")
        + f'<form method="post" action="/knobs"><fieldset><legend>What goes wrong</legend>{kinds}</fieldset>'
        f'<fieldset class="numbers"><legend>How often, how long</legend>{numbers}</fieldset>'
        '<p class="deeds"><button>Turn the knobs</button></p></form>'
        '<form method="post" action="/knobs"><button class="quiet" name="rate" value="0">Everything off</button></form>'
        "</section>"
    )


def knobs_said(form: str) -> dict[str, Any]:
    """The form as the API would say it; what is left empty keeps its default."""
    said = parse_qs(form)
    whole: dict[str, Any] = {name: int(said[name][0]) for name in WHOLE if name in said}
    broken = {name: float(said[name][0]) for name in NUMBERS if name in said and name not in whole}
    kinds = {"kinds": said["kinds"]} if "kinds" in said else {}
    return {**whole, **broken, **kinds}
