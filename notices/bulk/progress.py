"""How far an import has come: counts, the time that is left, and whether the work rests after a failure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count

from docket import clock
from docket.models import Delivery, Entry
from notices.bulk import grouping
from notices.models import Import, ImportGroup, ImportRow

SAYS_AFTER = 5.0  # seconds; a guess made earlier is none
WORKERS = ("notices.bulk.checking.go_on", "notices.bulk.sending.go_on")
BEGINNINGS = ("check", "resume", "correct", "sign", "send_on", "go_on")
State = ImportRow.State


@dataclass
class Progress:
    """Counted when asked: a few milliseconds with fifty thousand rows, along an index."""

    job: Import
    rows: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        counted = self.job.rows.order_by().values_list("state").annotate(n=Count("pk"))
        self.rows = {**dict.fromkeys(State.values, 0), **dict(counted)}

    @property
    def total(self) -> int:
        return self.job.rows_total

    @property
    def checked(self) -> int:
        return self.total - self.rows[State.WAITING]

    @property
    def is_checking(self) -> bool:
        return self.job.state in {"checking", "stopped"}

    @cached_property
    def groups(self) -> Mapping[str, int]:
        counted = self.job.groups.order_by().values_list("state").annotate(n=Count("pk"))
        return {**dict.fromkeys(ImportGroup.State.values, 0), **dict(counted)}

    @cached_property
    def to_send(self) -> grouping.Count:
        return grouping.count(self.job)

    @property
    def planned(self) -> int:
        """All notices of this sending; before they are planned, as many as there will be."""
        return sum(self.groups.values()) if self.job.state != "signed" else self.to_send.notices

    @property
    def handled(self) -> int:
        return sum(self.groups.values()) - self.groups[ImportGroup.State.PLANNED] if self.job.state != "signed" else 0

    @property
    def done(self) -> int:
        """What the bar shows."""
        return self.checked if self.is_checking else self.handled

    @property
    def whole(self) -> int:
        return max(1, self.total if self.is_checking else self.planned)

    @property
    def quarter(self) -> int:
        """0 to 4: spoken aloud only when it grows."""
        return 4 * self.done // self.whole

    @cached_property
    def begun(self) -> Entry | None:
        return self.job.entries().filter(step__in=BEGINNINGS).last()

    @property
    def seconds_left(self) -> int | None:
        """From the pace since this run began; None while it is too early to say."""
        if self.begun is None or not self.job.working:
            return None
        passed = (clock.now() - self.begun.at).total_seconds()
        left = self.rows[State.WAITING] if self.is_checking else self.groups[ImportGroup.State.PLANNED]
        began_with = int(self.begun.facts.get("waiting" if self.is_checking else "notices", 0))
        finished = began_with - left
        if passed < SAYS_AFTER or finished <= 0:
            return None
        return round(passed / finished * left)

    @cached_property
    def pause(self) -> str:
        """ "tried again" after a failure that will pass, "stuck" when a person of ours must look, else nothing."""
        if not self.job.working:
            return ""
        owed = Delivery.objects.filter(entry__in=self.job.entries(), subscriber__in=WORKERS).exclude(state="done")
        row = owed.order_by("pk").values_list("state", "attempts", "last_error").first()
        if row is None:
            return ""
        state, _attempts, error = row
        return "stuck" if state == Delivery.State.STUCK else "tried again" if error else ""
