"""Where a listing may not be seen: the sum of all restrictions that stand, and of nothing else."""

from collections.abc import Iterable

from enforcement.models import Restriction
from listings.models import Listing

EVERYWHERE = "*"


def union(territories: Iterable[Iterable[str]]) -> list[str]:
    """All territories together in one spelling: sorted, each once, and "*" alone where it is everywhere."""
    named = {territory for group in territories for territory in group}
    return [EVERYWHERE] if EVERYWHERE in named else sorted(named)


def hidden_in(listing: Listing) -> list[str]:
    """Where this listing should be hidden now; empty means shown everywhere."""
    return union(Restriction.objects.standing().filter(listing=listing).values_list("territories", flat=True))
