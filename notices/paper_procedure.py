"""Who read a counter-notice: where the law passes it on to the owner, each reading is an entry."""

from collections.abc import Mapping
from typing import Any

from docket.actors import Actor
from docket.procedure import START, Procedure, guard, register, step


@guard
def passed_on_by_law(paper: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """The rules for this listing do not pass the seller's paper on."""
    return bool(paper.passed_on)


PAPER = register(
    Procedure(
        subject="counter_notice",
        title="Counter-notices read",
        states={"read": "The owner's side has read it."},
        final=frozenset(),
        binds=False,
        steps=(
            step(
                "show",
                frm=(START, "read"),
                to="read",
                by="notifier",
                only_if=[passed_on_by_law],
                says="The owner's side reads the counter-notice with the seller's details, as this law passes them on.",
                basis="17 USC 512(g)(2)(B); E-Commerce Law Art. 43(2)",
            ),
        ),
    )
)
