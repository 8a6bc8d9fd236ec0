"""Seals copies of listings as they stand now, so that a complaint is judged by what was complained of."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects

from docket import clock
from listings.models import Listing, SealedPicture, Snapshot


def seal(listings: Sequence[Listing]) -> dict[int, Snapshot]:
    """One sealed copy a listing, keyed by the listing's id; five queries at most, whatever the number."""
    if not listings:
        return {}
    prefetch_related_objects(listings, "seller", "images")
    taken_at = clock.now()
    contents = [content_of(listing) for listing in listings]
    snapshots = Snapshot.objects.bulk_create(
        Snapshot(listing=listing, taken_at=taken_at, content=content, sha256=Snapshot.seal(content))
        for listing, content in zip(listings, contents, strict=True)
    )
    seal_pictures(listings, taken_at)
    return {snapshot.listing_id: snapshot for snapshot in snapshots}


def seal_pictures(listings: Sequence[Listing], taken_at: datetime) -> None:
    """Remember where the bytes are: the listing may lose its pictures tomorrow, a sealed copy never does."""
    shown = {image.sha256: str(image.file.name) for listing in listings for image in listing.images.all()}
    SealedPicture.objects.bulk_create(
        (SealedPicture(sha256=sha256, file=file, sealed_at=taken_at) for sha256, file in sorted(shown.items())),
        ignore_conflicts=True,
    )


def content_of(listing: Listing) -> dict[str, Any]:
    """What the offer said and showed, in plain JSON."""
    seller = listing.seller
    return {
        "external_id": listing.external_id,
        "title": listing.title,
        "description": listing.description,
        "brand": listing.brand,
        "price": None if listing.price is None else f"{Decimal(listing.price):.2f}",
        "currency": listing.currency,
        "market": listing.market,
        "category": listing.category,
        "url": listing.url,
        "seller": {"external_id": seller.external_id, "name": seller.name},
        "version": listing.version,
        "images": [{"sha256": image.sha256} for image in listing.images.all()],
    }
