"""Where the caller stands: a notifier by how often its notices were right, a shop by its points."""

from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from accounts.models import Organisation
from accounts.rest import told
from accounts.rest.answers import answer
from accounts.rest.operations import Endpoint, operation
from accounts.rest.scopes import organisation_of
from docket import clock
from listings.models import Seller
from notices import limits
from notices.standing import filers, sellers
from policy import ladder, tiers
from policy.house_rules import Rung, Tier
from policy.load import book
from policy.tiers import FilerRecord, Lack, Line

SHARE = {"type": "number", "minimum": 0, "maximum": 1}
NUMBER = told.maybe(told.WHOLE)
TIER = told.record(code=told.TEXT, title=told.TEXT, listings_a_notice=told.WHOLE, notices_a_day=NUMBER)
MEASURE = told.record(measure=told.TEXT, points=told.WHOLE)
FILER = told.record(
    "StandingOfNotifier",
    window_days=told.WHOLE,
    decided=told.WHOLE,
    right=told.WHOLE,
    rejected=told.WHOLE,
    came_back=told.WHOLE,
    taken_back=told.WHOLE,
    left_out=told.WHOLE,
    precision=told.maybe(SHARE),
    interval={"type": "array", "items": SHARE, "minItems": 2, "maxItems": 2},
    review={"type": "string", "enum": [each.value for each in Line]},
    tier=TIER,
    sent_today=told.WHOLE,
    changes=told.record(
        next_tier=told.maybe(TIER),
        next_tier_lacks={"type": "array", "items": {"type": "string", "enum": [each.value for each in Lack]}},
        right_decisions_to_next_tier=NUMBER,
        right_decisions_to_ordinary=NUMBER,
        reversals_to_second_look=NUMBER,
        reversals_to_at_risk=NUMBER,
    ),
)
SHOP = told.record(
    "StandingOfSeller",
    points=told.WHOLE,
    measure=told.maybe(MEASURE),
    paused=told.maybe(MEASURE),
    next_measure=told.maybe(MEASURE),
    falls=told.listed(told.record(at=told.MOMENT, points=told.WHOLE)),
    rules=told.TEXT,
)


class Standing(Endpoint):
    """A notifier's accuracy and tier, or a shop's points: what they are, what follows, and what would change them."""

    @operation(
        "Read your standing",
        scope="notices.read",
        gives={"title": "Standing", "oneOf": [FILER, SHOP]},
    )
    def get(self, request: Request) -> HttpResponse:
        caller = organisation_of(request)
        return answer(of_shop(caller) if caller.kind == Organisation.Kind.SELLER else of_filer(caller))


def of_filer(filer: Organisation) -> dict[str, Any]:
    found = filers.of(filer)
    record = found.record
    return {
        "window_days": book().tiers.window_days,
        "decided": record.decided,
        "right": record.right,
        "rejected": found.rejected,
        "came_back": found.came_back,
        "taken_back": found.taken_back,
        "left_out": found.left_out,
        "precision": record.precision,
        "interval": list(record.interval),
        "review": tiers.line_of(record),
        "tier": tier(tiers.tier_of(record)),
        "sent_today": limits.sent_today(filer),
        "changes": changes(record),
    }


def changes(record: FilerRecord) -> dict[str, Any]:
    """The page `/standing/` says the same in words."""
    above, order = tiers.next_tier(record), list(Line)
    worse = order[order.index(tiers.line_of(record)) + 1 :]
    ordinary = tiers.line_of(record) is Line.ORDINARY or bool(record.untrue)  # an untrue one ends by itself, with time
    return {
        "next_tier": tier(above) if above else None,
        "next_tier_lacks": tiers.lacks(above, record) if above else [],
        "right_decisions_to_next_tier": tiers.rights_until(above, record) if above else None,
        "right_decisions_to_ordinary": None if ordinary else tiers.rights_until_ordinary(record),
        **{
            f"reversals_to_{line.value}": tiers.reversals_until(line, record) if line in worse else None
            for line in (Line.SECOND_LOOK, Line.AT_RISK)
        },
    }


def tier(of: Tier) -> dict[str, Any]:
    return {name: getattr(of, name) for name in ("code", "title", "listings_a_notice", "notices_a_day")}


def of_shop(organisation: Organisation) -> dict[str, Any]:
    shop = Seller.objects.filter(organisation=organisation).first()
    record = sellers.of(shop).record if shop else ladder.count((), clock.now())
    return {
        "points": record.points,
        "measure": measure(record.rung),
        "paused": measure(record.paused),
        "next_measure": measure(record.next_rung),
        "falls": [{"at": at, "points": points} for at, points in record.falls],
        "rules": record.version,
    }


def measure(rung: Rung | None) -> dict[str, Any] | None:
    return {"measure": rung.measure, "points": rung.points} if rung else None
