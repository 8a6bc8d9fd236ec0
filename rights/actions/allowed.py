"""The deeds on a right's list of authorised sellers. The docket tells which sellers came and went."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from docket import transaction
from docket.actors import Actor
from docket.errors import NotAllowed
from docket.take import take
from rights.models import AllowedSeller, IPRight

MOST = 2000  # on the list of one right


@transaction.atomic
def allow(
    *,
    by: Actor,
    right: IPRight,
    sellers: Mapping[str, str],
    since: date | None = None,
    until: date | None = None,
    note: str = "",
) -> list[AllowedSeller]:
    """Put sellers (id → name) on the list; those that stand on it already are left as they are."""
    IPRight.objects.select_for_update(of=("self",)).get(pk=right.pk)
    standing = AllowedSeller.objects.filter(right=right).standing()
    known = set(standing.values_list("seller", flat=True))
    new = {seller: name for seller, name in sellers.items() if seller not in known}
    if not new:
        return []
    entry = take("allow", right, by=by, sellers=sorted(new))
    if len(known) + len(new) > MOST:
        raise NotAllowed(_("A right may have %(most)d authorised sellers.") % {"most": MOST})
    return AllowedSeller.objects.bulk_create(
        AllowedSeller(
            right=right,
            seller=seller,
            name=name,
            since=since,
            until=until,
            note=note,
            added_by_id=by.user_id,
            added_at=entry.at,
        )
        for seller, name in new.items()
    )


@transaction.atomic
def disallow(*, by: Actor, right: IPRight, sellers: Sequence[str]) -> int:
    """Take sellers off the list."""
    IPRight.objects.select_for_update(of=("self",)).get(pk=right.pk)
    gone = AllowedSeller.objects.filter(right=right, seller__in=sellers).standing()
    names = sorted(gone.values_list("seller", flat=True))
    if not names:
        return 0
    entry = take("disallow", right, by=by, sellers=names)
    return gone.update(removed_at=entry.at)
