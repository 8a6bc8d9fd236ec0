"""A private note on a notice."""

from docket import transaction
from docket.actors import Actor
from docket.errors import NotAllowed
from notices.models import Note, Notice


@transaction.atomic
def note(*, by: Actor, notice: Notice, text: str) -> Note:
    """Keep a note for reviewers; no party ever sees it."""
    if by.role not in {"reviewer", "senior", "operations"} or by.user_id is None:
        raise NotAllowed("Notes are for staff.")
    return Note.objects.create(notice=notice, by_id=by.user_id, text=text)
