"""What reviewers write for each other: a private note, and the whiteboard of a notice."""

from docket import clock, transaction
from docket.actors import Actor
from docket.errors import NotAllowed
from docket.models import Entry
from docket.take import take
from notices import notes
from notices.actions import deed
from notices.models import Claim, Note, Notice, Whiteboard, WhiteboardText


@transaction.atomic
def note(*, by: Actor, notice: Notice, text: str) -> Note:
    """Keep a note for reviewers, and tell who is mentioned in it; no party ever sees it."""
    if by.role not in {"reviewer", "senior", "operations"} or by.user_id is None:
        raise NotAllowed("Notes are for staff.")
    made = Note.objects.create(notice=notice, by_id=by.user_id, text=text)
    colleagues, _unknown = notes.mentioned(text)
    take("write", made, by=by, mentions=sorted(user.pk for user in colleagues if user.pk != by.user_id))
    return made


@transaction.atomic
def write_board(*, by: Actor, notice: Notice, text: str, after: int | None = None) -> Entry:
    """Change the whiteboard. Raises Stale if somebody changed it since, and then nothing is changed."""
    if by.user_id is None:
        raise NotAllowed("Whiteboards are for staff.")
    Whiteboard.objects.get_or_create(notice=notice)
    board = Whiteboard.objects.select_for_update().get(notice=notice)
    claims = list(Claim.objects.with_papers().filter(notice=notice))
    party = any(told["by_is_party"] for told in deed.reviewing(claims, by, "").values())
    entry = take("write", board, by=by, after=after, by_is_party=party)
    Whiteboard.objects.filter(pk=board.pk).update(text=text)
    WhiteboardText.objects.create(board=board, n=entry.n, text=text, by_id=by.user_id, at=clock.now())
    return entry
