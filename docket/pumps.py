"""What works deliveries off in a worker: for each dependency a thread that leases ahead, calls side by side, records.

Each dependency has slots of its own in each process, so that one that hangs leaves the others theirs.
"""

import logging
import threading
import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import close_old_connections, connection

from docket import breaker, delivering, dependencies, leases, pace, pulse
from docket.database import is_gone
from docket.delivering import Work
from docket.dependencies import Dependency

log = logging.getLogger(__name__)

LOOK_EVERY = 5.0  # seconds between two looks without a hint: a worker works on while Redis is away
RENEW_EVERY = leases.LEASE_SECONDS / 3
GATHER = 0.005  # seconds to wait for others that end at the same time, so that they are recorded together
AGAIN = 1.0  # seconds until the next look while calls are under way, or the database is away


class Pump:
    """Works off one dependency in this process, until it is stopped."""

    def __init__(self, dependency: Dependency, look_every: float | None = LOOK_EVERY) -> None:
        self.dependency, self.look_every = dependency, look_every
        self.awake, self.stopping, self.shut = threading.Event(), threading.Event(), threading.Event()
        self.running: dict[Future[Work], Work] = {}
        self.finished: list[Work] = []  # called, and not yet written down
        self.failures, self.renewed = 0, time.monotonic()
        self.slots = ThreadPoolExecutor(dependency.slots, thread_name_prefix=dependency.name)
        self.thread = threading.Thread(target=self._live, daemon=True, name=f"pump-{dependency.name}")

    def start(self) -> "Pump":
        self.thread.start()
        return self

    def wake(self) -> None:
        self.awake.set()

    def end(self) -> None:
        """Begin nothing more, finish what is under way, give back the rest; then its thread ends."""
        self.stopping.set()
        self.shut.set()
        self.awake.set()

    def _live(self) -> None:
        while not self.stopping.is_set() or self.running or self.finished:
            pause = self._turn()
            self.awake.wait(pause)
            self.awake.clear()
        self.slots.shutdown(wait=False)
        pulse.end(self.dependency.name)
        connection.close()

    def _turn(self) -> float | None:
        """One look at everything; returns for how long to sleep at most. Nothing that goes wrong ends the thread."""
        try:
            close_old_connections()
            self._write_down()
            self._take_more()
            self._stay_alive()
            return AGAIN if self.running else self._pause()
        except Exception as error:
            if is_gone(error):
                log.warning("the database is away, %s waits: %s", self.dependency.name, error)
            else:
                log.exception("the pump of %s stumbled", self.dependency.name)
            connection.close()
            return AGAIN

    def _write_down(self) -> None:
        if any(future.done() for future in self.running):
            time.sleep(GATHER)
        self.finished += [self.running.pop(future) for future in list(self.running) if future.done()]
        begun = [work for work in self.finished if work.begun]
        if len(begun) < len(self.finished):
            leases.give_back([work.held for work in self.finished if not work.begun])
            self.finished = begun
        if self.finished:  # kept if the database is away: what was called must be written down when it is back
            delivering.settle(self.finished, self.dependency)
            self.finished = []

    def _take_more(self) -> None:
        """As many again as there are slots wait for theirs, so that no slot stands idle while we write down."""
        if self.stopping.is_set() or len(self.running) > 1.5 * self.dependency.slots:
            return
        works = delivering.take_up(self.dependency, 2 * self.dependency.slots - len(self.running))
        if works:
            self.shut.clear()
            self.failures = 0
        for work in works:
            future = self.slots.submit(self._call, work)
            self.running[future] = work
            future.add_done_callback(lambda _: self.awake.set())

    def _call(self, work: Work) -> Work:
        """In a slot. What waits behind calls that failed in a row is not begun: the breaker opens in a moment."""
        if self.shut.is_set():
            return work
        close_old_connections()
        work.carry_out()
        if work.error is not None and self.dependency.blames(work.error):
            self.failures += 1
            if self.failures >= self.dependency.failures_in_a_row:
                self.shut.set()
        elif work.call is not None:
            self.failures = 0
        return work

    def _stay_alive(self) -> None:
        pulse.beat(self.dependency.name, len(self.running), self.dependency.slots)
        if self.running and time.monotonic() - self.renewed > RENEW_EVERY:
            leases.renew([work.held for work in self.running.values()])
            self.renewed = time.monotonic()
        if self.running and breaker.is_open(self.dependency.name):
            self.shut.set()

    def _pause(self) -> float | None:
        """Nothing can be begun: for how long?"""
        known = breaker.ask(self.dependency).wait or pace.room(self.dependency, 1)[1]
        if self.look_every is None:
            return known or None
        return min(known or self.look_every, self.look_every)


_pumps: dict[str, Pump] = {}
_lock = threading.Lock()


def wake(names: Iterable[object], look_every: float | None = LOOK_EVERY) -> None:
    """There is something to do for these; names we do not know come from a newer or older version."""
    for dependency in {dependencies.get(str(name)) for name in names}:
        with _lock:
            if dependency.name not in _pumps:
                _pumps[dependency.name] = Pump(dependency, look_every).start()
        _pumps[dependency.name].wake()


def start_all() -> None:
    """Look for work without being told: from the first moment of a worker on."""
    wake(each.name for each in dependencies.all())


def ending() -> None:
    """This process was told to end: begin nothing more."""
    with _lock:
        for pump in _pumps.values():
            pump.end()


def stop_all(within: float) -> None:
    """Finish what is under way, give back the rest, and wait for that so many seconds at most."""
    ending()
    ends = time.monotonic() + within
    with _lock:
        leaving = list(_pumps.values())
        _pumps.clear()
    for pump in leaving:
        pump.thread.join(max(0.0, ends - time.monotonic()))
