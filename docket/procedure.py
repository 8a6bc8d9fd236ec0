"""What a procedure is: a table of steps that people, pages, the API and tests all read."""

import keyword
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from docket.actors import STAFF

START = ""
SAME = "="  # the target of a step that leaves the state as it is: a look, a note
BACK = "<"  # the target of a step that leads back to where the subject stood before: the end of a pause
UNDO = "undo"  # the name of the step that takes back an undoable one; each table with such steps gets it by itself


@dataclass(frozen=True)
class Told:
    """Someone who hears of a step, and the letter they get (a template folder)."""

    audience: str
    letter: str


@dataclass(frozen=True)
class Guard:
    """A condition on a step; `says` is shown to the person who is refused."""

    name: str
    says: str
    test: Callable[..., bool]

    def __call__(self, subject: Any, by: Any, facts: Mapping[str, Any]) -> bool:
        return self.test(subject, by, facts)


def guard(test: Callable[..., bool]) -> Guard:
    """Make a guard of a function (subject, by, facts) -> bool whose docstring is the sentence of refusal."""
    says = " ".join((test.__doc__ or "").split())
    if not says:
        raise ValueError(f"The guard {test.__name__} must say in its docstring what it demands.")
    return Guard(test.__name__, says, test)


@dataclass(frozen=True)
class Step:
    """One paragraph of a procedure."""

    name: str
    sources: tuple[str, ...]
    target: str
    by: frozenset[str]
    says: str
    only_if: tuple[Guard, ...] = ()
    told: tuple[Told, ...] = ()
    basis: str = ""
    undoable: bool = False  # what it owes waits for as long as whoever takes it wants to be able to undo it

    def leads_to(self, source: str, before: str = "") -> str:
        """The state in which it ends when it starts in this one, having come there from `before`."""
        return {SAME: source, BACK: before}.get(self.target, self.target)


def step(
    name: str,
    *,
    frm: str | Iterable[str],
    to: str,
    by: str,
    says: str,
    only_if: Iterable[Guard] = (),
    told: Iterable[Told] = (),
    basis: str = "",
    undoable: bool = False,
) -> Step:
    """A step written for reading: `by` is a list of roles in one string."""
    sources = (frm,) if isinstance(frm, str) else tuple(frm)
    return Step(name, sources, to, frozenset(by.split()), says, tuple(only_if), tuple(told), basis, undoable)


@guard
def in_time_to_undo(subject: Any, by: Any, facts: Mapping[str, Any]) -> bool:
    """This can no longer be undone: it was not yours, its time is over, or something has happened since."""
    return bool(facts.get("in_time_to_undo"))


UNDOING = "Whoever took the step takes it back before anything has left; what was owed because of it is cancelled."


@dataclass(frozen=True)
class Procedure:
    """All steps of one kind of subject. Refuses at import what could never work."""

    subject: str
    title: str
    states: Mapping[str, str]
    final: frozenset[str]
    steps: tuple[Step, ...]
    binds: bool = True  # its steps bind those for whom they are taken: who only prepares may not take them
    undone: str = ""  # where a subject ends whose very first step was undone
    by_name: Mapping[str, Step] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "steps", (*self.steps, *self._undoing()))
        object.__setattr__(self, "by_name", {s.name: s for s in self.steps})
        for fault in self.faults():
            raise ValueError(f"Procedure {self.subject}: {fault}")

    def __getitem__(self, name: str) -> Step:
        return self.by_name[name]

    def open_from(self, state: str) -> list[Step]:
        """The steps that start in this state, whoever may take them."""
        return [s for s in self.steps if state in s.sources]

    def ends_of(self, taken: Step, source: str) -> set[str]:
        """Every state in which this step may end when it starts in this one."""
        if taken.target != BACK:
            return {taken.leads_to(source)}
        if taken.name == UNDO:
            led_here = [s for s in self.steps if s.target == source and s.undoable]
            return {before or self.undone for s in led_here for before in s.sources}
        return {before for s in self.steps if s.target == source for before in s.sources} - {START}

    def _undoing(self) -> Iterable[Step]:
        """The step that takes undoable ones back: by whoever took it, in time, while nothing else has happened."""
        taken = [s for s in self.steps if s.undoable]
        if taken:
            states = tuple(dict.fromkeys(s.target for s in taken))
            people = frozenset().union(*(s.by for s in taken)) & STAFF
            yield Step(UNDO, states, BACK, people, UNDOING, (in_time_to_undo,), basis="nothing has left the house yet")

    def faults(self) -> list[str]:
        """What is wrong with the table, in words."""
        return [*self._faults_in_names(), *self._faults_in_undoing(), *self._faults_in_shape()]

    def _faults_in_names(self) -> Iterable[str]:
        names = [s.name for s in self.steps]
        for name in sorted({n for n in names if names.count(n) > 1}):
            yield f"two steps are called {name}"
        for name in names:
            if not name.isidentifier() or keyword.iskeyword(name):
                yield f"{name} is not a name for a function"
        for s in self.steps:
            for state in (*s.sources, s.target):
                if state not in (START, SAME, BACK) and state not in self.states:
                    yield f"{s.name} names the unknown state {state}"

    def _faults_in_undoing(self) -> Iterable[str]:
        for s in (s for s in self.steps if s.undoable):
            if s.target in (SAME, BACK) or s.target in s.sources:
                yield f"{s.name} moves nothing that could be moved back"
            if START in s.sources and not self.undone:
                yield f"{s.name} begins something, and no state says that it was undone"

    def _faults_in_shape(self) -> Iterable[str]:
        reached = self._reachable()
        for state in self.states:
            if state not in reached:
                yield f"no way leads to {state}"
            if state not in self.final and not self.open_from(state):
                yield f"{state} is a dead end"

    def _reachable(self) -> set[str]:
        reached, grown = {START}, True
        while grown:
            new = {to for s in self.steps for source in reached & set(s.sources) for to in self.ends_of(s, source)}
            new -= reached
            reached, grown = reached | new, bool(new)
        return reached


REGISTRY: dict[str, Procedure] = {}


def register(procedure: Procedure) -> Procedure:
    """Make a procedure known to the docket by the name of its subject."""
    REGISTRY[procedure.subject] = procedure
    return procedure
