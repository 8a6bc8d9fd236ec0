"""What goes to the marketplace first: what the law times to the day, what a court ordered, what is dangerous."""

from docket.models import Entry
from docket.outbox import ORDINARY, SEVERE, URGENT
from policy import reasons
from policy.reasons import UnknownReason

URGENT_KINDS = frozenset({"safety_critical_counterfeit", "forged_papers", "patent_order"})
BY_ORDER = frozenset({"X-01", "PT-02"})  # a court or an authority has spoken


def of(entry: Entry) -> int:
    """The priority of what this entry owes the marketplace; 0 goes first."""
    code = str(entry.facts.get("reason_code", ""))
    kind = severity(code)
    if entry.role == "clock" or code in BY_ORDER or kind in URGENT_KINDS:
        return URGENT
    # Whoever was hidden wrongly should not wait behind a morning's takedowns.
    return SEVERE if kind == "counterfeit" or entry.step == "lift" else ORDINARY


def severity(code: str) -> str:
    try:
        return reasons.get(code).severity
    except UnknownReason:
        return "none"
