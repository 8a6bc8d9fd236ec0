"""What a listing costs beside what the owner's authorised sellers ask for goods under the same mark."""

from decimal import Decimal
from statistics import median

from listings.models import Listing
from notices.models import Claim
from rights.models import AllowedSeller

FEWEST, MOST = 3, 200  # offers that make a usual price; more are not read
LOW = 50  # per cent below it that are worth a look


def below_usual(claim: Claim) -> int:
    """By how many per cent it is cheaper; 0 where that is little or nobody can know. One query."""
    content, right = claim.snapshot.content, claim.notice.right
    if right is None or not content.get("price"):
        return 0
    allowed = AllowedSeller.objects.filter(right=right).on().values("seller")
    offers = Listing.objects.filter(seller__external_id__in=allowed, currency=content.get("currency", ""))
    named = offers.filter(title__icontains=right.title, state=Listing.State.LIVE).exclude(price=None)
    rows = named.exclude(pk=claim.listing_id).values_list("price", flat=True)[:MOST]
    prices = [price for price in rows if price is not None]
    if len(prices) < FEWEST or not (usual := median(prices)):
        return 0
    percent = int(100 - 100 * Decimal(str(content["price"])) / usual)
    return percent if percent >= LOW else 0
