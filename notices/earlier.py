"""What is known of a listing before it is reported: earlier claims on it, and whether it is hidden already."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import OuterRef, Subquery

from accounts.models import Organisation
from enforcement.models import Restriction
from listings.models import Listing
from notices.checks_strip import covers
from notices.models import Claim
from rights.models import IPRight


class Earlier(NamedTuple):
    """One's own earlier claim on a listing; `removed_at` only while that claim hides it."""

    reference: str
    received_at: datetime
    removed_at: datetime | None


def own(listings: Iterable[Listing], *, owner: Organisation, right: IPRight | None) -> dict[int, Earlier]:
    """The newest claim of this owner, for this right, that is open or hides the listing. One query."""
    ordered = Restriction.objects.standing().filter(source=OuterRef("public_id")).order_by("-pk")
    claims = Claim.objects.counting().filter(listing__in=list(listings), notice__owner=owner, notice__right=right)
    rows = claims.order_by("pk").values_list(
        "listing", "notice__reference", "notice__received_at", Subquery(ordered.values("ordered_at")[:1])
    )
    return {listing: Earlier(reference, at, removed) for listing, reference, at, removed in rows}


def hidden(listings: Iterable[Listing]) -> set[int]:
    """Those that somebody's notice hides where they are sold; whose notice it is stays untold. One query."""
    markets = {each.pk: each.market for each in listings}
    standing = Restriction.objects.standing().filter(listing__in=markets).values_list("listing", "territories")
    return {listing for listing, where in standing if where and covers(where, markets[listing])}
