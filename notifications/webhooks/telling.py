"""A subscriber made of a function that tells which news follow from entries."""

from collections.abc import Callable, Sequence

from docket import transaction
from docket.delivering import Work
from docket.models import Entry
from notifications.webhooks import events
from notifications.webhooks.events import News

Find = Callable[[Sequence[Entry]], list[News]]


class Telling:
    """Nobody is called: events are written in the transaction that closes what was owed, so each is written once."""

    def __init__(self, find: Find) -> None:
        self.find = find

    def __call__(self, entry: Entry) -> None:
        with transaction.atomic():
            events.write(self.find([entry]))

    def plan(self, works: Sequence[Work]) -> None:
        """Nothing is to be called."""

    def record(self, works: Sequence[Work]) -> None:
        events.write(self.find([work.entry for work in works]))
