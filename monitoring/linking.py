"""A notice that follows an old decision reports what was sighted."""

from docket.models import Entry
from monitoring import actions
from notices.models import Claim


def concerns(entry: Entry) -> bool:
    """Only the claims of notices that are linked to an old decision."""
    return bool(entry.facts.get("follows"))


def note(entry: Entry) -> None:
    """Subscriber of claim.submit. Asked again, it finds nothing new."""
    claim = Claim.objects.select_related("notice__owner", "listing").get(pk=entry.subject_id)
    if not claim.notice.is_test:
        actions.note_report(claim=claim)
