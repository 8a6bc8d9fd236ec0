"""How a queue is narrowed: an allow-list of filters, each of which an index answers."""

from dataclasses import dataclass, fields
from datetime import timedelta

from django.db.models import Q, QuerySet

from docket import clock
from notices import catchwords
from notices.models import Dossier
from notices.queues.counts import THIS_MOMENT, UNASSIGNED

FREE, HELD, MINE = "free", "held", "mine"


@dataclass(frozen=True)
class Asked:
    """The filters in force; an empty one asks for nothing."""

    q: str = ""
    right: str = ""
    claim: str = ""
    market: str = ""
    lang: str = ""
    owner: str = ""
    seller: str = ""
    tier: str = ""
    age: str = ""  # days at least
    held: str = ""


FILTERS = tuple(field.name for field in fields(Asked))


def narrowed(rows: "QuerySet[Dossier]", asked: Asked, me: int | None) -> "QuerySet[Dossier]":
    """Those of these cases that fit every filter."""
    exactly = {"right": asked.right, "market": asked.market, "lang": asked.lang, "tier": asked.tier}
    query = catchwords.query(asked.q, exactly, {"owner": asked.owner, "seller": asked.seller})
    if query is not None:
        few = catchwords.few(query)
        rows = rows.filter(notice__catchwords__words=query) if few is None else rows.filter(notice__in=few)
    elif asked.q:
        return rows.none()  # signs without a single word: nothing has them
    if asked.claim:
        rows = rows.filter(claim_type=asked.claim)
    if asked.age:
        rows = rows.filter(received_at__lte=clock.now() - timedelta(days=int(asked.age)))
    return rows.filter(_held(asked.held, me))


def _held(asked: str, me: int | None) -> Q:
    """By whom it is held at this moment; leases are judged by the real clock, also where a demo's runs ahead."""
    if asked == FREE:
        return UNASSIGNED
    if asked == HELD:
        return Q(held_by__isnull=False, held_until__gt=THIS_MOMENT)
    return Q(held_by=me, held_until__gt=THIS_MOMENT) | Q(assigned_to=me) if asked == MINE else Q()
