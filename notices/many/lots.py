"""The share of a batch that is looked at by itself: drawn by lots that nobody can choose, and anybody can prove.

A claim's lot is the hash of its first entry: it stood in the docket before the batch was thought of, so trying again
with another choice draws the same. Whoever doubts it takes the hash, and the share that the deed's entry names.
"""

from collections.abc import Sequence

from docket.models import Entry
from notices.models import Claim

DIGITS = 8
ALL = 16**DIGITS


def of(claims: Sequence[Claim]) -> dict[int, str]:
    """Claim → its lot. One query."""
    first = Entry.objects.filter(subject_type=Claim.procedure.subject, subject_id__in=[c.pk for c in claims], n=1)
    return {pk: lot[:DIGITS] for pk, lot in first.values_list("subject_id", "hash")}


def drawn(lot: str, share: float) -> bool:
    return bool(int(lot, 16) < share * ALL)
