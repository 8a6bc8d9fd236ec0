"""A seller's findings, read from decisions and docket, and the record that policy.ladder makes of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from docket import clock
from docket.models import Entry
from listings.models import Seller
from notices.models import Claim, Decision
from policy import ladder, reasons
from policy.ladder import Finding, Record

DECIDING = ("uphold", "confirm", "uphold_after_all")
# What takes a finding away. A listing that came back because its seller mended it does not: the finding was right.
UNDOING = ("restore", "restore_on_appeal", "reverse", "retract")
CONTESTED = frozenset({"countered", "in_court", "appealed_takedown"})


@dataclass(frozen=True)
class Standing:
    """The record of one seller, and the claim and decision behind each finding."""

    record: Record
    findings: tuple[Finding, ...]
    decisions: Mapping[int, Decision]

    def claim(self, finding: Finding) -> Claim:
        return self.decisions[finding.id].claim


def of(seller: Seller, *, quiz_passed: bool = False) -> Standing:
    """Where this seller stands now. Three queries, whatever the number of findings."""
    now = clock.now()
    decisions = _decisions([seller.pk], now)
    undone = _undone(decisions)
    findings = tuple(_finding(decision, pk in undone) for pk, decision in decisions.items())
    return Standing(ladder.count(findings, now, quiz_passed=quiz_passed), findings, decisions)


def reaching_account_measures(claims: Sequence[Claim], reason: str) -> set[int]:
    """The sellers whom one more finding for this reason brings to a rung that two people decide. Two queries."""
    now, severity = clock.now(), _severity(reason)
    before: dict[int, list[Finding]] = {}
    decisions = _decisions({claim.seller_id for claim in claims}, now)
    undone = _undone(decisions)
    for pk, decision in decisions.items():
        before.setdefault(decision.claim.seller_id, []).append(_finding(decision, pk in undone))
    reaching = set()
    for seller in {claim.seller_id for claim in claims}:
        findings = before.get(seller, [])
        stood, then = ladder.count(findings, now), ladder.one_more(findings, severity, now)
        rung = then.rung or then.paused
        if rung and rung.needs_second_person and rung != stood.rung:
            reaching.add(seller)
    return reaching


def _decisions(sellers: Collection[int], now: datetime) -> dict[int, Decision]:
    """Claim → the decision that was its finding; a later one that only kept it changes neither day nor weight."""
    made = Decision.objects.filter(claim__seller__in=sellers, entry__step__in=DECIDING, claim__notice__is_test=False)
    recent = made.filter(decided_at__gt=now - ladder.look_back()).defer("private_note")
    rows = recent.select_related("claim__notice__right", "claim__snapshot", "claim__listing").order_by("pk")
    found: dict[int, Decision] = {}
    for decision in rows:
        found.setdefault(decision.claim_id, decision)
    return found


def _undone(decisions: Mapping[int, Decision]) -> set[int]:
    """The claims whose listing came back because the finding fell."""
    back = [pk for pk, d in decisions.items() if d.claim.state in {"restored", "retracted"}]
    steps = Entry.objects.filter(subject_type=Claim.procedure.subject, subject_id__in=back, step__in=UNDOING)
    return set(steps.values_list("subject_id", flat=True))


def _finding(decision: Decision, undone: bool) -> Finding:
    claim = decision.claim
    notice = claim.notice
    if decision.decided_at is None:
        raise ValueError("A proposal is no finding.")
    return Finding(
        id=claim.pk,
        matter=f"{notice.owner_id}:{notice.right_id or notice.subject_title}",
        severity=_severity(decision.reason_code),
        at=decision.decided_at,
        reversed=undone,
        contested=claim.state in CONTESTED,
    )


def _severity(code: str) -> str:
    """The weight of a reason; one that left the catalogue weighs nothing."""
    try:
        return reasons.get(code).severity
    except reasons.UnknownReason:
        return "none"
