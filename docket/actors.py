"""Who does a deed: always named, never implied."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, partner system or clock, acting in one role, for one organisation where there is one."""

    role: str
    user_id: int | None = None
    organisation_id: int | None = None
    key_id: int | None = None
    request_id: str = ""


CLOCK = Actor("clock")
SYSTEM = Actor("system")

# “owner” and “agent” are sides that a notifier takes before a mandate.
ROLES = frozenset(
    "notifier owner agent seller reviewer senior operations admin clock system marketplace".split()  # noqa: SIM905
)
