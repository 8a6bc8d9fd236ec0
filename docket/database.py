"""What PostgreSQL's errors mean for us: another deed was in the way, or the database cannot do its work now."""

from django.db import DatabaseError, InterfaceError, OperationalError

TURN_LOST = {"40001", "40P01"}  # serialization failure, deadlock: the whole deed may simply be done again
TOO_SLOW = {"55P03", "57014"}  # somebody held a lock too long, or a statement took too long
# Read-only, and the kind "insufficient resources" (disk, memory, connections). A lost connection has no code at all.
UNABLE, RESOURCES = "25006", "53"


def code_of(error: BaseException) -> str:
    """The five characters by which PostgreSQL names an error; empty if it came from elsewhere."""
    return str(getattr(error.__cause__, "pgcode", "") or getattr(error, "pgcode", "") or "")


def turn_lost(error: BaseException) -> bool:
    """Whether the same deed, done again from its beginning, may well succeed."""
    return isinstance(error, DatabaseError) and code_of(error) in TURN_LOST


def is_away(error: BaseException | None) -> bool:
    """Whether the fault is the database's and not ours: it is gone, full, read-only, or too slow."""
    if isinstance(error, OperationalError | InterfaceError):
        return True
    code = code_of(error) if isinstance(error, DatabaseError) else ""
    return code == UNABLE or code.startswith(RESOURCES)


def is_gone(error: BaseException) -> bool:
    """Whether nothing at all can be done there now, as against a single statement that met a lock."""
    return is_away(error) and code_of(error) not in TURN_LOST | TOO_SLOW
