"""How a right becomes one that notices can rest on."""

from collections.abc import Mapping
from typing import Any

from docket.actors import Actor
from docket.procedure import SAME, START, Procedure, Told, guard, register, step


@guard
def not_the_owner(right: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """You belong to the owner of this right, so somebody else looks at it."""
    return not facts.get("by_is_party", False)


STATES = {
    "submitted": "The owner has entered the right; a reviewer has not looked at it yet.",
    "verified": "A reviewer has compared it with the register or the proof.",
    "refused": "A reviewer could not confirm it; the owner may correct it.",
    "withdrawn": "The owner no longer uses it here.",
    "expired": "Its term is over.",
}

RIGHT = register(
    Procedure(
        subject="right",
        title="Rights",
        states=STATES,
        final=frozenset({"withdrawn", "expired"}),
        steps=(
            step(
                "register",
                frm=START,
                to="submitted",
                by="notifier",
                says="The owner, or an agent with a mandate, enters a right with its number and proof.",
            ),
            step(
                "verify",
                frm="submitted",
                to="verified",
                by="reviewer senior",
                only_if=[not_the_owner],
                says="A reviewer confirms that the right exists, belongs to the owner and is in force.",
                told=[Told("owner", "right_verified")],
            ),
            step(
                "refuse",
                frm=("submitted", "verified"),
                to="refused",
                by="reviewer senior",
                only_if=[not_the_owner],
                says="A reviewer cannot confirm the right, and says why.",
                told=[Told("owner", "right_refused")],
            ),
            step(
                "amend",
                frm=("submitted", "refused", "verified"),
                to="submitted",
                by="notifier",
                says="The owner corrects or renews the entry; it is looked at again.",
            ),
            step(
                "withdraw",
                frm=("submitted", "verified", "refused"),
                to="withdrawn",
                by="notifier",
                says="The owner takes the right out of the vault; notices already filed stand.",
            ),
            step(
                "allow",
                frm=("submitted", "verified", "refused", "expired"),
                to=SAME,
                by="notifier",
                says="The owner names sellers whom it has authorised; a notice against one of them asks twice.",
            ),
            step(
                "disallow",
                frm=("submitted", "verified", "refused", "expired"),
                to=SAME,
                by="notifier",
                says="The owner takes sellers off that list.",
            ),
            step(
                "expire",
                frm=("submitted", "verified", "refused"),
                to="expired",
                by="clock",
                says="The day until which the right was valid has passed.",
                told=[Told("owner", "right_expired")],
            ),
        ),
    )
)
