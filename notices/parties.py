"""Who is too near to a case: members of a party now, and those who left it lately (policy/thresholds.yaml)."""

from collections.abc import Collection

from accounts import belonging
from notices.models import Claim
from policy.load import book


def sides_of(user_id: int | None) -> frozenset[int]:
    """The organisations about which this person decides nothing. One query."""
    return belonging.lately(user_id, book().thresholds.party_months)


def left_lately(organisations: Collection[int]) -> set[int]:
    """Who belonged to one of these and left it lately. One query."""
    return belonging.left_lately(organisations, book().thresholds.party_months)


def is_party(sides: frozenset[int], claim: Claim) -> bool:
    return bool(sides & {claim.notice.filer_id, claim.notice.owner_id, claim.seller.organisation_id or 0})
