"""Notices against sellers whom the owner itself has authorised: named at each screen, and confirmed once more."""

from collections.abc import Iterable, Mapping

from listings.models import Listing
from rights.models import AllowedSeller, IPRight


def known(right: IPRight | None, listings: Iterable[Listing]) -> Mapping[int, AllowedSeller]:
    """Listing → its seller's place on the list of this right; those of other sellers are missing. One query."""
    sellers: dict[str, list[int]] = {}
    for listing in listings:
        sellers.setdefault(listing.seller.external_id, []).append(listing.pk)
    if right is None or not sellers:
        return {}
    found = AllowedSeller.objects.filter(right=right, seller__in=sellers).on()
    return {listing: allowed for allowed in found for listing in sellers[allowed.seller]}
