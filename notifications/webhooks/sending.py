"""Bringing one endpoint up to date: a subscriber that stands by in the outbox, one row and one slot an endpoint.

Events gather in our own table. The row in the outbox is called for when there are any, and one worker at a time leases
it: an endpoint that hangs holds one slot of the webhooks' and nobody else's, however much waits for it.
"""

from collections.abc import Sequence
from functools import partial

from docket.delivering import Work
from docket.errors import MoreToDo
from docket.models import Entry
from notifications.webhooks import recording, turns

NAME = "notifications.webhooks.sending.catch_up"


class CatchUp:
    """Subscriber that stands by for each endpoint; many endpoints are planned and recorded at once."""

    def __call__(self, entry: Entry) -> None:
        """Everything that is due at one endpoint, here and now."""
        pk, after = entry.subject_id, None
        while after is None or isinstance(after, MoreToDo):
            turn = turns.planned([pk]).get(pk)
            if turn is None:
                return
            after = recording.record_one(pk, turns.carried_out(turn))

    def plan(self, works: Sequence[Work]) -> None:
        due = turns.planned({work.entry.subject_id for work in works})
        for work in works:
            if (turn := due.get(work.entry.subject_id)) is not None:
                work.call = partial(turns.carried_out, turn)

    def record(self, works: Sequence[Work]) -> None:
        after = recording.record({work.entry.subject_id: work.answer or [] for work in works})
        for work in works:
            work.error = after.get(work.entry.subject_id)


catch_up = CatchUp()
