"""Putting the catalogue on the shelves of the stand-in marketplace, through its own interface."""

import logging
from collections.abc import Iterator
from typing import Any

import httpx
from django.conf import settings

from listings.models import Listing

log = logging.getLogger(__name__)
BATCH = 1000
PATIENCE = 5.0


def fill() -> bool:
    """Send every listing; False if the marketplace does not answer, which leaves the portal complete without it."""
    headers = {"Authorization": f"Bearer {settings.MARKETPLACE_TOKEN}"}
    rows = list(goods())
    try:
        with httpx.Client(base_url=settings.MARKETPLACE_URL, headers=headers, timeout=PATIENCE) as client:
            for start in range(0, len(rows), BATCH):
                answer = client.post("/listings/batch", json={"listings": rows[start : start + BATCH]})
                answer.raise_for_status()
    except httpx.HTTPError as error:
        log.warning("the marketplace did not take the catalogue: %s", error)
        return False
    return True


def goods() -> Iterator[dict[str, Any]]:
    """Each listing in the marketplace's own words."""
    for listing in Listing.objects.select_related("seller").prefetch_related("images").order_by("external_id"):
        image = next(iter(listing.images.all()), None)
        yield {
            "external_id": listing.external_id,
            "title": listing.title,
            "description": listing.description,
            "price": "" if listing.price is None else f"{listing.price:.2f}",
            "currency": listing.currency,
            "market": listing.market,
            "seller": listing.seller.name,
            "seller_id": listing.seller.external_id,
            "category": listing.category,
            "image_file": f"{image.sha256}.png" if image else "",
        }
