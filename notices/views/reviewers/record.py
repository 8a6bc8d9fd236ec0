"""How seller and filer stood before this claim, in short sentences; shown only after the merits."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from notices.models import Claim
from notices.procedure import HIDDEN
from notices.standing import filers, sellers
from policy.tiers import Line, line_of

WAITING = ("submitted", "escalated", "held", "incomplete", "awaiting_seller", "paused")


@dataclass(frozen=True)
class Record:
    """Two lines: the shop, and whoever filed."""

    seller: str
    filer: str


def standing_before(claim: Claim) -> Record:
    """A fixed number of queries, whatever their history."""
    earlier = Claim.objects.filter(seller=claim.seller_id).exclude(notice=claim.notice_id).order_by()
    return Record(of_seller(claim, dict(earlier.values_list("state").annotate(n=Count("pk")))), of_filer(claim))


def of_seller(claim: Claim, earlier: Mapping[str, int]) -> str:
    """The shop's other claims; taken-back and turned-round ones are named, for they speak the other way."""
    upheld = sum(earlier.get(state, 0) for state in HIDDEN)
    waiting = sum(earlier.get(state, 0) for state in WAITING)
    counts = [
        (upheld, _("%(n)d upheld")),
        (waiting, _("%(n)d waiting")),
        (earlier.get("rejected", 0), _("%(n)d not upheld")),
        (earlier.get("restored", 0), _("%(n)d restored")),
    ]
    words = ", ".join(text % {"n": n} for n, text in counts if n)
    points = sellers.of(claim.seller).record.points
    return _("%(counts)s · %(points)d points") % {"counts": words or _("no earlier claims"), "points": points}


def of_filer(claim: Claim) -> str:
    """How often its notices were right lately."""
    record = filers.of(claim.notice.filer).record
    if not record.decided:
        return _("nothing decided lately")
    words = _("right in %(right)d of %(decided)d lately") % {"right": record.right, "decided": record.decided}
    return words if line_of(record) is Line.ORDINARY else _("%(words)s · gets a second look") % {"words": words}
