"""Whom deliveries go to: each dependency with its own slots, so that a slow one cannot starve the others."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

PORTAL = "portal"  # work on our own records: nobody outside can fail it


def nobody(error: BaseException) -> bool:
    """No error is the fault of somebody outside."""
    return False


@dataclass(frozen=True)
class Dependency:
    """One outside system (or none), who speaks to it, how many at once in a process, and how fast at most."""

    name: str
    speakers: tuple[str, ...] = ()  # names of subscribers; `*` stands for anything
    slots: int = 4
    rate: float = 0.0  # calls a second of all processes together; 0 is without a limit
    blames: Callable[[BaseException], bool] = nobody  # whether an error says that it does not serve us
    failures_in_a_row: int = 5
    probe_seconds: float = 15.0

    def is_spoken_to_by(self, subscriber: str) -> bool:
        return any(fnmatchcase(subscriber, pattern) for pattern in self.speakers)


OWN = Dependency(PORTAL)
_known: dict[str, Dependency] = {PORTAL: OWN}


def depend_on(dependencies: Iterable[Dependency]) -> None:
    """Say on whom the portal depends (the composition root does, once)."""
    _known.clear()
    _known.update({each.name: each for each in (OWN, *dependencies)})


def all() -> list[Dependency]:  # noqa: A001  read as dependencies.all()
    return list(_known.values())


def get(name: str) -> Dependency:
    """A name from a newer or older version of the code is treated as our own work."""
    return _known.get(name, OWN)


def of(subscriber: str) -> str:
    """The dependency that this subscriber speaks to."""
    return next((each.name for each in _known.values() if each.is_spoken_to_by(subscriber)), PORTAL)
