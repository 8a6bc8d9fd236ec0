"""What is for sale on the invented marketplace: drawn by lot from goods.yaml, the same at every install."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from ipr_portal.demo import pictures
from ipr_portal.demo.data import read
from listings.models import Listing, ListingImage, Seller

SEED = 7712
FIRST_ID = 7713001
MOST_PLAIN = 84


@dataclass(frozen=True)
class Offer:
    """One listing to be: `kind` is what it shows, `trade` what it is (genuine, fake, …, plain, planted)."""

    number: int
    shop: str
    kind: str
    trade: str
    brand: str
    print_on_it: str
    colours: int
    market: str
    price: Decimal
    title: str
    text: str

    @property
    def external_id(self) -> str:
        return f"L-{self.number}"


@cache
def offers() -> list[Offer]:
    lots = random.Random(SEED)  # noqa: S311  the same goods at every install, no secret
    return [*_planted(), *_branded(lots), *_plain(lots)]


def _planted() -> Iterator[Offer]:
    for place, told in enumerate(read("goods")["planted"]):
        price = Decimal(str(told["price"]))
        yield Offer(
            told["id"], told["shop"], told["kind"], "planted", told["brand"], told["print"], place,
            told["market"], price, told["title"], told["text"],
        )  # fmt: skip


def _branded(lots: random.Random) -> Iterator[Offer]:
    number = FIRST_ID
    for place, brand in enumerate(read("goods")["brands"]):
        for trade, markets in brand["offers"].items():
            for market in markets:
                number += lots.randint(3, 60)
                yield _offer(lots, number, place, brand, trade, market)


def _offer(lots: random.Random, number: int, place: int, brand: dict[str, Any], trade: str, market: str) -> Offer:
    told = read("goods")["offers"][trade]
    model = lots.choice(brand["models"])
    title = lots.choice(told["titles"]).format(brand=brand["name"], model=model, plain=brand["plain"])
    return Offer(
        number=number,
        shop=_shop(lots, market, honest=trade == "genuine"),
        kind=brand["kind"],
        trade=trade,
        brand=brand["name"] if trade in {"genuine", "resale", "fake"} else "",
        print_on_it="" if trade == "part" else brand["name"] if trade != "lookalike" else brand["name"][:1] + ".",
        colours=place + lots.randint(0, 2),
        market=market,
        price=_price(brand["price"] * lots.uniform(*told["price"]), market),
        title=title[:1].upper() + title[1:],
        text=f"{title[:1].upper() + title[1:]}. {told['text']}",
    )


def _plain(lots: random.Random) -> Iterator[Offer]:
    number = FIRST_ID + 20_000
    markets = list(read("goods")["markets"])
    for turn in range(MOST_PLAIN):
        told = read("goods")["plain"][turn % len(read("goods")["plain"])]
        number, market, title = number + lots.randint(3, 60), lots.choice(markets), lots.choice(told["titles"])
        yield Offer(
            number=number,
            shop=_shop(lots, market, honest=bool(turn % 2)),
            kind=told["kind"],
            trade="plain",
            brand="",
            print_on_it="",
            colours=lots.randint(0, 5),
            market=market,
            price=_price(told["price"] * lots.uniform(0.8, 1.3), market),
            title=title,
            text=f"{title}. Packed with care and sent within two days. Questions are welcome.",
        )


def _shop(lots: random.Random, market: str, *, honest: bool) -> str:
    """A shop that sells there; the two shops of the tour have only what the stories name."""
    shops = [s for s in read("cast")["shops"] if market in s["markets"] and not s.get("role")]
    fitting = [s for s in shops if (s.get("trade") == "authorised") == honest] or shops
    return str(lots.choice(fitting)["key"])


def _price(euros: float, market: str) -> Decimal:
    currency = read("goods")["markets"][market]
    amount = euros * read("goods")["rates"][currency]
    return Decimal(round(amount)) if amount > 100 else Decimal(f"{amount:.2f}")


def create() -> None:
    """All listings with their pictures; what is there already stays as it is."""
    known = set(Listing.objects.values_list("external_id", flat=True))
    missing = [offer for offer in offers() if offer.external_id not in known]
    sellers = {seller.external_id: seller for seller in Seller.objects.all()}
    made = Listing.objects.bulk_create(_listing(offer, sellers[f"S-{offer.shop}"]) for offer in missing)
    drawn = [pictures.of_goods(o.kind, o.print_on_it, o.colours) for o in missing]
    ListingImage.objects.bulk_create(
        ListingImage(listing=listing, file=pictures.store(picture), sha256=picture.sha256)
        for listing, picture in zip(made, drawn, strict=True)
    )


def _listing(offer: Offer, seller: Seller) -> Listing:
    return Listing(
        external_id=offer.external_id,
        seller=seller,
        title=offer.title,
        description=offer.text,
        brand=offer.brand,
        price=offer.price,
        currency=read("goods")["markets"][offer.market],
        market=offer.market,
        category={"poster": "Prints", "lamp": "Lighting", "shoe": "Shoes", "headphones": "Audio"}.get(
            offer.kind, "Home"
        ),
        url=f"https://fairmark.example/l/{offer.number}",
        listed_on=date(2025, 1, 1) + timedelta(offer.number % 500),
    )


def unreported(brand: str, trade: str, market: str, shop: str, count: int) -> list[Listing]:
    """The first listings of this description that nobody has reported yet, for the stories."""
    wanted = [
        offer.external_id
        for offer in offers()
        if brand in {offer.brand, offer.print_on_it, _brand_of(offer)}
        and offer.trade in trade.split()
        and offer.market in market.split()
        and shop in {"", offer.shop}
    ]
    found = Listing.objects.filter(external_id__in=wanted, claims=None).select_related("seller").order_by("external_id")
    chosen = list(found[:count])
    if len(chosen) < count:
        raise LookupError(f"{count} × {brand} {trade} in {market}, and only {len(chosen)} are left")
    return chosen


def _brand_of(offer: Offer) -> str:
    return next((b["name"] for b in read("goods")["brands"] if b["name"] in offer.title), "")


def named(numbers: list[int]) -> list[Listing]:
    ids = [f"L-{number}" for number in numbers]
    found = {each.external_id: each for each in Listing.objects.filter(external_id__in=ids).select_related("seller")}
    return [found[each] for each in ids]
