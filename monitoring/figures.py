"""How often what was removed comes back.

Relist rate = removed offers with a confirmed match within 30 days / offers removed 30 days ago or earlier.
Confirmed: the owner reported the offer by a linked notice, and we removed it. Removals that were undone do not count.
The same is counted once more for offers of the same seller only.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q

from docket import clock
from monitoring.models import Fingerprint, Sighting
from notices.procedure import HIDDEN

DAYS = 30


@dataclass(frozen=True)
class Relists:
    """The figures of one watch."""

    watched: int = 0  # removed offers that are watched for
    mature: int = 0  # of these, removed 30 days ago or earlier
    back: int = 0  # of the mature, those that came back within 30 days
    back_in_shop: int = 0  # of these, in the same shop
    waiting: int = 0  # sightings that the owner has not judged

    @property
    def young(self) -> int:
        """Too fresh for the figure."""
        return self.watched - self.mature


def of(watches: Sequence[int]) -> dict[int, Relists]:
    """Watch → its figures. Two queries, whatever their number."""
    now = clock.now()
    confirmed = Sighting.objects.filter(
        fingerprint=OuterRef("pk"),
        state="reported",
        claim__state__in=HIDDEN,
        seen_at__lte=OuterRef("removed_at") + timedelta(days=DAYS),
    )
    mature = Q(removed_at__lte=now - timedelta(days=DAYS))
    rows = (
        Fingerprint.objects.filter(watch__in=watches, ended_at=None)
        .annotate(back=Exists(confirmed), same=Exists(confirmed.filter(same_seller=True)))
        .values("watch")
        .annotate(
            watched=Count("pk"),
            mature=Count("pk", filter=mature),
            came=Count("pk", filter=mature & Q(back=True)),
            came_in_shop=Count("pk", filter=mature & Q(same=True)),
        )
        .order_by()
    )
    open_ones = Sighting.objects.filter(watch__in=watches, state="new").order_by()
    waiting = dict(open_ones.values("watch").annotate(n=Count("pk")).values_list("watch", "n"))
    counted = {row["watch"]: Relists(row["watched"], row["mature"], row["came"], row["came_in_shop"]) for row in rows}
    return {pk: replace(counted.get(pk, Relists()), waiting=waiting.get(pk, 0)) for pk in watches}
