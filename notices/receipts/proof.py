"""Confirms a receipt for whoever holds it: genuine, when it was received, and whether the record still matches."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from docket import verify
from notices import sealing
from notices.models import Claim, Notice
from notices.receipts import pdf

LARGEST = 5_000_000
HASH = re.compile(r"[0-9a-f]{64}")
# Written as plain text into every receipt, so that no PDF has to be taken apart to find it.
NAMED = re.compile(rb"notice-receipt:(N-[0-9A-Z]{2,12}):([0-9a-f]{64})")


@dataclass(frozen=True)
class Proof:
    """What anyone may learn who holds the receipt; nothing about people."""

    reference: str
    received_at: datetime
    listings: int
    whole: bool  # the stored words still give this number, and the docket of each claim is unbroken
    same_file: bool | None = None  # of a file that was handed in: whether it is byte for byte the one we write


def named_in(file: bytes) -> tuple[str, str]:
    """Reference and receipt number that a file names; empty if it names none, or more than one."""
    found = set(NAMED.findall(file))
    if len(found) != 1:
        return "", ""
    reference, receipt = found.pop()
    return reference.decode(), receipt.decode()


def of(reference: str, receipt: str, file: bytes | None = None) -> Proof | None:
    """The proof, or nothing: an unknown reference and a wrong number are one and the same."""
    notice = Notice.objects.filter(reference=reference).first()
    held = notice.receipt if notice else "0" * 64
    if not secrets.compare_digest(held, receipt) or notice is None:
        return None
    return Proof(
        reference=notice.reference,
        received_at=notice.received_at,
        listings=notice.claims.count(),
        whole=whole(notice),
        same_file=None if file is None else pdf.of(notice) == file,
    )


def whole(notice: Notice) -> bool:
    """Recomputed now, from what is stored. Two queries, however many listings there are."""
    claims = list(Claim.objects.filter(notice=notice).values_list("pk", flat=True))
    return sealing.digest(notice.sealed) == notice.receipt and verify.unbroken("claim", claims, receipt=notice.receipt)
