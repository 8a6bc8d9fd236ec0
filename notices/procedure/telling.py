"""Who hears of a step, as its paragraph says it."""

from docket.procedure import Told

# Steps of which a seller hears only if it knows of the claim already.
QUIET = frozenset({"retract", "pause", "resume", "lapse"})


def told(*pairs: str) -> tuple[Told, ...]:
    """Told("seller", "statement_of_reasons") written "seller:statement_of_reasons"."""
    return tuple(Told(*pair.split(":")) for pair in pairs)
