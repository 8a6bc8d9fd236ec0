"""Carrying deliveries out: planned together, called each for itself outside any transaction, recorded together."""

import logging
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import Any, Protocol, runtime_checkable

from django.db import transaction
from django.utils.module_loading import import_string

from docket import breaker, dependencies, leases, metrics, outbox, pace, tracing
from docket.breaker import Observation
from docket.database import is_gone
from docket.dead_letters import actions as dead_letters
from docket.dependencies import Dependency
from docket.errors import MoreToDo, NeedsPerson, TryLater
from docket.leases import Closing, Lease
from docket.models import Delivery, Entry

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 12  # with the backoff below about three quarters of an hour; then a person must look
BACKOFF_SECONDS, BACKOFF_CAP = 2.0, 900.0
DUE, DONE, STUCK = Delivery.State.DUE.value, Delivery.State.DONE.value, Delivery.State.STUCK.value
BATCH = 4  # deliveries one thread takes at once: a lease must last until its turn comes


@dataclass(eq=False)
class Work:
    """One delivery under way: what is to be called outside, and how it went."""

    held: Lease
    entry: Entry
    call: Callable[[], Any] | None = None  # None: nothing is left to be done outside
    probe: bool = False
    begun: bool = False
    moments: list[float] = field(default_factory=list)  # when it may call, where there is a rate cap
    plan: Any = None  # whatever the subscriber keeps from planning to recording
    answer: Any = None
    error: Exception | None = None

    def carry_out(self) -> "Work":
        """Call the other side, in whatever thread this is; nothing is written down yet."""
        self.begun = True
        if self.call is None or self.error is not None:
            return self
        began = time.monotonic()
        with tracing.following(self.entry.request_id, self.held.id), pace.keeping(self.moments):
            try:
                self.answer = self.call()
            except Exception as error:
                self.error = error
        metrics.CALL_SECONDS.labels(self.held.dependency).observe(time.monotonic() - began)
        return self


@runtime_checkable
class Batched(Protocol):
    """A subscriber that plans and records many entries at once; called with one entry it does the whole of it."""

    def __call__(self, entry: Entry) -> None: ...

    def plan(self, works: Sequence[Work]) -> None:
        """Set `call` of each (one transaction); leave it None where nobody need be called."""

    def record(self, works: Sequence[Work]) -> None:
        """Write down what came back (inside the transaction that closes them); may set `error`."""


def take_up(dependency: Dependency, limit: int) -> list[Work]:
    """Lease what may be called now, and plan it. Nothing while the breaker is open, except for a probe."""
    leave = breaker.ask(dependency)
    if leave.wait > 0:
        return []
    if leave.probing:
        return probe(dependency)
    room, _ = pace.room(dependency, limit)
    held = leases.lease(dependency.name, room) if room else []
    return planned(held, dependency)


def probe(dependency: Dependency) -> list[Work]:
    held = leases.lease(dependency.name, 1)
    if held and not breaker.take_probe(dependency):
        leases.give_back(held)
        return []
    works = planned(held, dependency)
    for work in works:
        work.probe = True
    return works


def planned(held: Sequence[Lease], dependency: Dependency) -> list[Work]:
    if not held:
        return []
    entries = Entry.objects.in_bulk({each.entry_id for each in held})
    works = [Work(each, entries[each.entry_id]) for each in held]
    for subscriber, group in by_subscriber(works):
        plan(subscriber, group)
    if dependency.rate:
        give_moments([work for work in works if work.call is not None], dependency)
    return works


def give_moments(works: Sequence[Work], dependency: Dependency) -> None:
    """One call each, and one more where it is first looked whether an earlier one had its effect."""
    wanted = [2 if work.held.may_be_known else 1 for work in works]
    moments = pace.reserve(dependency, sum(wanted)) if works else []
    for work, count in zip(works, wanted, strict=True):
        work.moments, moments = moments[:count], moments[count:]


def by_subscriber(works: Iterable[Work]) -> list[tuple[str, list[Work]]]:
    def name(work: Work) -> str:
        return work.held.subscriber

    return [(key, list(group)) for key, group in groupby(sorted(works, key=name), key=name)]


def plan(name: str, works: Sequence[Work]) -> None:
    """What is to be called; where planning all at once fails, each is planned for itself."""
    try:
        subscriber = import_string(name)
        if isinstance(subscriber, Batched):
            subscriber.plan(works)
        else:
            for work in works:
                work.call = partial(subscriber, work.entry)
    except Exception as error:
        if is_gone(error):
            raise
        if len(works) > 1:
            for work in works:
                plan(name, [work])
        else:
            works[0].error = error


def settle(works: Sequence[Work], dependency: Dependency) -> int:
    """Write down how these went, and give each its next state. Returns how many are done."""
    seen = [found for work in works if (found := observation(work, dependency))]
    is_open = breaker.observe(dependency, seen)
    for work in works:
        if isinstance(work.error, TryLater) and work.error.everyone:
            pace.rest(dependency, work.error.seconds)
    return sum(record(name, group, dependency, is_open) for name, group in by_subscriber(works))


def observation(work: Work, dependency: Dependency) -> Observation | None:
    """What this says about the other side; nothing if it was not called, or if the fault is ours."""
    error = work.error
    if work.call is None or dependency.blames is dependencies.nobody:
        return None
    if error is None:
        return Observation(good=True, probe=work.probe)
    if dependency.blames(error):
        patience = (error.seconds, error.shuts) if isinstance(error, TryLater) else (0.0, False)
        return Observation(False, work.probe, told(error), rest=patience[0], shuts=patience[1])
    return Observation(good=True, probe=work.probe) if isinstance(error, NeedsPerson) else None


def record(name: str, works: Sequence[Work], dependency: Dependency, is_open: bool) -> int:
    """One transaction for all of them; where that fails, one for each."""
    try:
        with transaction.atomic():
            done = [work for work in works if work.error is None]
            if done and isinstance(subscriber := import_string(name), Batched):
                subscriber.record(done)
            return finish(works, dependency, is_open)
    except Exception as error:
        if is_gone(error):
            raise
        if len(works) > 1:
            return sum(record(name, [work], dependency, is_open) for work in works)
        works[0].error = works[0].error or error
        with transaction.atomic():
            return finish(works, dependency, is_open)


def finish(works: Sequence[Work], dependency: Dependency, is_open: bool) -> int:
    closings = [closing(work, dependency, is_open) for work in works]
    ours = leases.close(closings)
    closed = [each for each in closings if each.held.id in ours]
    dead_letters.stick([each for each in closed if each.state == STUCK])
    for each in closed:
        metrics.DELIVERED.labels(dependency.name, each.held.subscriber, outcome(each)).inc()
    return sum(each.state == DONE for each in closed)


def outcome(closed: Closing) -> str:
    return "again" if closed.state == DUE else closed.state


def closing(work: Work, dependency: Dependency, is_open: bool) -> Closing:
    """Done; a person; later; or the next part."""
    held, error = work.held, work.error
    if error is None:
        return Closing(held, DONE, attempts=held.attempts)
    if isinstance(error, MoreToDo):
        return Closing(held, DUE, wait=0.0, attempts=0)
    if isinstance(error, TryLater):  # being asked to wait is no failure
        again = held.attempts - 1
        return Closing(held, DUE, wait=error.seconds, attempts=again, error=str(error), exactly=error.exactly)
    if isinstance(error, NeedsPerson):
        log.error("%s of entry %s needs a person: %s", held.subscriber, held.entry_id, error)
        return Closing(held, STUCK, attempts=held.attempts, error=str(error))
    return failure(held, error, spared=(is_open or work.probe) and dependency.blames(error))


def failure(held: Lease, error: Exception, *, spared: bool) -> Closing:
    """Later, each time after a longer wait. While the other side serves nobody, no attempt is counted."""
    why = told(error)
    log.warning("%s of entry %s failed (attempt %s): %s", held.subscriber, held.entry_id, held.attempts, why)
    if not spared and held.attempts >= MAX_ATTEMPTS and not outbox.is_never_given_up(held.subscriber):
        log.error("%s of entry %s needs a person: %s", held.subscriber, held.entry_id, why)
        return Closing(held, STUCK, attempts=held.attempts, error=why)
    wait = min(BACKOFF_CAP, BACKOFF_SECONDS * 2.0 ** min(held.attempts - 1, 30))
    attempts = max(1, held.attempts - 1) if spared else held.attempts
    return Closing(held, DUE, wait=wait, attempts=attempts, error=why)


def told(error: BaseException) -> str:
    return "".join(traceback.format_exception_only(error)).strip()


def deliver(*, limit: int = 50) -> int:
    """Deliver what is due, in this thread, until nothing is or so many were tried. Workers use docket.pumps."""
    done = tried = 0
    found = True
    while found and tried < limit:
        found = False
        for dependency in dependencies.all():
            works = take_up(dependency, min(BATCH, limit - tried)) if tried < limit else []
            done += settle([work.carry_out() for work in works], dependency) if works else 0
            tried, found = tried + len(works), found or bool(works)
    return done
