"""The processes we start: how each is started, asked, mended when it dies, and ended."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ipr_portal.embedded.console import Trouble, say
from ipr_portal.embedded.places import ROOT

SET_PARENT_DEATH_SIGNAL = 1
LONGEST_PAUSE = 30.0
STEADY_AFTER = 30.0
LOG_LIMIT = 10_000_000


class Process(Protocol):
    """What we need to know of a process, started or forked."""

    pid: int
    returncode: int | None

    def poll(self) -> int | None: ...

    def wait(self) -> int: ...

    def send_signal(self, word: signal.Signals, /) -> None: ...


@dataclass(eq=False)
class Child:
    """One process: its command, what it needs, and how to see that it serves."""

    name: str
    command: Sequence[str | Path]
    log: Path
    answers: Callable[[], bool]
    environment: Mapping[str, str]
    folder: Path = ROOT
    farewell: signal.Signals = signal.SIGTERM
    patience: float = 15.0
    account: tuple[int, int] | None = None
    descriptors: Sequence[int] = ()
    speaks: bool = False  # its lines are ours and go where ours go; only what goes wrong goes to its log
    process: Process | None = field(default=None, init=False)
    serves: bool = field(default=False, init=False)
    deaths: int = field(default=0, init=False)
    began: float = field(default=0.0, init=False)
    due: float | None = field(default=None, init=False)

    def start(self) -> None:
        _turn_over(self.log)
        self.process = self.begin()
        self.began, self.due, self.serves = time.monotonic(), None, False

    def begin(self) -> Process:
        user, group = self.account or (None, None)
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self.command,
                env=dict(self.environment),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=None if self.speaks else log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is ours to pass on, in order
                preexec_fn=bound_to_us(self.farewell),
                pass_fds=self.descriptors,
                user=user,
                group=group,
                extra_groups=[] if self.account else None,
            )

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask(self) -> bool:
        """Whether it serves by now; once it does, it is not asked again until it dies."""
        self.serves = self.serves or (self.is_alive() and self.answers())
        return self.serves

    def bid_farewell(self) -> None:
        if self.process and self.is_alive():
            self.process.send_signal(self.farewell)

    def cut_off(self) -> None:
        self.clear_remains()
        if self.process is not None:
            self.process.wait()

    def clear_remains(self) -> None:
        """A killed master leaves workers that hold its port: the whole session goes with it."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):  # nobody left; macOS says the second of a dead group
                os.killpg(self.process.pid, signal.SIGKILL)

    def last_words(self, lines: int = 12) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) if self.log.exists() else ""


class Crew:
    """All children of one launcher, in the order in which they came aboard."""

    def __init__(self, roll: Path | None = None) -> None:
        self.children: list[Child] = []
        self.hurries = False
        self.roll = roll

    def launch(self, child: Child) -> Child:
        self.children.append(child)
        self._start(child)
        return child

    def _start(self, child: Child) -> None:
        """Each start is written down: who wants to look at a process, or to kill it, finds its number there."""
        child.start()
        if self.roll and child.process:
            (self.roll / child.name).write_text(f"{child.process.pid}\n")

    def wait_for(self, *children: Child, within: float) -> None:
        """Return when all of them serve; a child that dies on the way is a trouble, with its last words."""
        end = time.monotonic() + within
        while silent := [child for child in children if not child.ask()]:
            for child in silent:
                if not child.is_alive():
                    raise Trouble(f"{child.name} ended at once. Its last words ({child.log}):\n{child.last_words()}")
            if time.monotonic() > end:
                names = ", ".join(child.name for child in silent)
                raise Trouble(f"no answer from {names} in {within:.0f} s; see {silent[0].log.parent}")
            time.sleep(0.02)

    def mend(self) -> None:
        """Start again whoever died, each time after a longer pause; say so."""
        now = time.monotonic()
        for child in self.children:
            if child.is_alive():
                self._follow(child, now)
            elif child.due is None:
                pause = min(LONGEST_PAUSE, 0.5 * 2**child.deaths)
                child.deaths, child.due, child.serves = child.deaths + 1, now + pause, False
                child.clear_remains()
                say(f"{child.name} ended ({_how(child)}); starting it again in {pause:.1f} s")
            elif now >= child.due:
                self._start(child)

    def _follow(self, child: Child, now: float) -> None:
        if not child.serves and child.ask():
            say(f"{child.name} serves again")
        if child.deaths and now - child.began > STEADY_AFTER:
            child.deaths = 0

    def stop(self, *ending: Child) -> None:
        """End these together; those that need one another are stopped in several calls."""
        for child in ending:
            child.bid_farewell()
        end = time.monotonic()
        for child in ending:
            while child.is_alive() and not self.hurries and time.monotonic() < end + child.patience:
                time.sleep(0.02)
            if child.is_alive():
                say(f"{child.name} does not end by itself and is cut off")
            child.cut_off()
        self.children = [child for child in self.children if child not in ending]


def bound_to_us(parting: signal.Signals) -> Callable[[], None] | None:
    """Run in the child before its program: on Linux it asks for a signal when we die, so that nothing outlives us."""
    return bond(os.getpid(), parting)


def bond(parent: int, parting: signal.Signals) -> Callable[[], None] | None:
    """Tie the calling process to the life of its parent."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl  # loaded here: after fork there is no time for it

    def tie() -> None:
        prctl(SET_PARENT_DEATH_SIGNAL, int(parting))
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)

    return tie


def _how(child: Child) -> str:
    code = (child.process.returncode if child.process else None) or 0
    return f"by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _turn_over(log: Path) -> None:
    """Keep one earlier volume: a portal left running must not fill the disk."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".old.log"))
