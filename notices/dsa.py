"""Statements of reasons in the structure of the DSA's transparency database (Art. 24(5)): one a restriction.

Every word comes from the rule book, a code or a date, so that no personal data can be in one.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from enforcement.models import Restriction
from enforcement.visibility import EVERYWHERE
from notices.models import Claim, Decision
from policy import reasons, regimes
from policy.load import book
from policy.regimes import EU_MEMBERS
from policy.types import Ground, Infringed, RightKind
from rights.models import IPRight
from rights.territories import expanded

Record = dict[str, Any]
EEA = EU_MEMBERS | {"IS", "LI", "NO"}
UNION_OFFICE = "EM"
BATCH = 200


def of_claims(claims: Sequence[Claim]) -> list[Record]:
    """Those of these claims, the oldest first; four queries, whatever their number."""
    sources = [claim.public_id for claim in claims]
    return list(_records(Restriction.objects.filter(source__in=sources, confirmed_at__isnull=False).order_by("pk")))


def begun(since: datetime, until: datetime) -> Iterator[Record]:
    """All whose restriction the marketplace confirmed from then on and before then."""
    rows = Restriction.objects.filter(confirmed_at__gte=since, confirmed_at__lt=until).order_by("pk")
    last = 0
    while found := list(rows.filter(pk__gt=last)[:BATCH]):
        yield from _records(found)
        last = found[-1].pk


def _records(restrictions: "Sequence[Restriction] | Any") -> Iterator[Record]:
    """What was never in force needs none; neither does what nobody in the EEA was kept from seeing."""
    restrictions = list(restrictions)
    papers = Claim.objects.select_related("notice__right", "listing", "seller", "snapshot")
    claims = {claim.public_id: claim for claim in papers.filter(public_id__in={r.source for r in restrictions})}
    made = Decision.objects.filter(claim__in=claims.values(), outcome=Decision.Outcome.UPHELD, decided_at__isnull=False)
    decisions = list(made.select_related("entry").order_by("pk"))
    for restriction in restrictions:
        claim = claims.get(restriction.source)
        where = scope(restriction.territories)
        if claim is not None and where and "EU" in regimes.get(claim.regime).jurisdictions:
            yield _record(restriction, claim, _behind(restriction, claim, decisions), where)


def scope(territories: Sequence[str]) -> list[str]:
    """The countries of the EEA among these."""
    return sorted(EEA if EVERYWHERE in territories else EEA & set(expanded(territories)))


def _behind(restriction: Restriction, claim: Claim, decisions: Sequence[Decision]) -> Decision:
    """The decision that ordered it: the newest that was made by then."""
    ours = [each for each in decisions if each.claim_id == claim.pk]
    return [each for each in ours if each.decided_at and each.decided_at <= restriction.ordered_at][-1]


def _record(restriction: Restriction, claim: Claim, decision: Decision, where: list[str]) -> Record:
    zone = ZoneInfo(regimes.get(claim.regime).zone)
    kind = book().dsa.kinds[RightKind(claim.notice.claim_type)]
    began = restriction.confirmed_at or restriction.ordered_at
    everywhere = EVERYWHERE in restriction.territories
    pictures = ["CONTENT_TYPE_IMAGE"] if claim.snapshot.content.get("images") else []
    return {
        "puid": restriction.public_id,
        "decision_visibility": [f"DECISION_VISIBILITY_CONTENT_{'REMOVED' if everywhere else 'DISABLED'}"],
        **_ground(restriction, claim.notice.right, kind),
        "content_type": ["CONTENT_TYPE_PRODUCT", "CONTENT_TYPE_TEXT", *pictures],
        "category": "STATEMENT_CATEGORY_INTELLECTUAL_PROPERTY_INFRINGEMENTS",
        "category_specification": [kind.keyword],
        **({"category_specification_other": kind.other} if kind.other else {}),
        "territorial_scope": where,
        # Where the marketplace never said since when it is offered, the day on which we sealed it.
        "content_date": str(claim.listing.listed_on or claim.snapshot.taken_at.astimezone(zone).date()),
        "application_date": str(began.astimezone(zone).date()),
        "account_type": f"ACCOUNT_TYPE_{'BUSINESS' if claim.seller.business else 'PRIVATE'}",
        "decision_facts": book().dsa.facts.get(decision.entry.step, book().dsa.facts["uphold"]),
        "source_type": "SOURCE_ARTICLE_16",
        "automated_detection": "No",
        "automated_decision": f"AUTOMATED_DECISION_{'PARTIALLY' if decision.automated else 'NOT_AUTOMATED'}",
    }


def _ground(restriction: Restriction, right: IPRight | None, kind: Infringed) -> Record:
    """Either the law or our terms, never both: the database drops the words of the other."""
    reason = reasons.get(restriction.reason_code)
    why = f"{reason.title}. {kind.why}"
    if restriction.ground == Ground.TERMS:
        return {
            "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
            "decision_ground_reference_url": settings.PORTAL_URL + reverse("policy", args=[reason.code]),
            "incompatible_content_ground": book().dsa.terms,
            "incompatible_content_explanation": why,
        }
    by_union = bool(kind.union_law and right and right.office == UNION_OFFICE)
    url = kind.union_url if by_union else kind.url
    return {
        "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
        **({"decision_ground_reference_url": url} if url else {}),
        "illegal_content_legal_ground": kind.union_law if by_union else kind.law,
        "illegal_content_explanation": why,
    }
