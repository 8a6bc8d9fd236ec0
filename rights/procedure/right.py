"""How a right becomes one that notices can rest on."""

from collections.abc import Mapping
from typing import Any

from docket.actors import Actor
from docket.procedure import SAME, START, Procedure, Told, guard, register, step


@guard
def not_the_owner(right: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """You belong to the owner of this right, so somebody else looks at it."""
    return not facts.get("by_is_party", False)


@guard
def still_in_force(right: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """The last day of the right has passed: renew it first, then enter the new day."""
    return bool(facts.get("in_time", True))


STATES = {
    "submitted": "The owner has entered the right; a reviewer has not looked at it yet.",
    "asked": "A reviewer has asked the owner for something; the right can be used meanwhile.",
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
        final=frozenset({"withdrawn"}),
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
                frm=("submitted", "asked"),
                to="verified",
                by="reviewer senior",
                only_if=[not_the_owner],
                says="A reviewer confirms that the right exists, belongs to the owner and is in force.",
                told=[Told("owner", "right_verified")],
            ),
            step(
                "ask",
                frm="submitted",
                to="asked",
                by="reviewer senior",
                only_if=[not_the_owner],
                says="A reviewer asks the owner for what is missing.",
                told=[Told("owner", "right_asked")],
            ),
            step(
                "complete",
                frm="asked",
                to="submitted",
                by="owner",
                only_if=[still_in_force],
                says="The owner gives what was asked for; a reviewer looks again.",
            ),
            step(
                "refuse",
                frm=("submitted", "asked", "verified"),
                to="refused",
                by="reviewer senior",
                only_if=[not_the_owner],
                says="A reviewer cannot confirm the right, and says why.",
                told=[Told("owner", "right_refused")],
            ),
            step(
                "amend",
                frm=("submitted", "refused", "verified", "expired"),
                to="submitted",
                by="owner",
                only_if=[still_in_force],
                says="The owner corrects or renews the entry; it is looked at again.",
            ),
            step(
                "withdraw",
                frm=("submitted", "asked", "verified", "refused", "expired"),
                to="withdrawn",
                by="owner",
                says="The owner takes the right out of the vault; notices already filed stand.",
            ),
            step(
                "allow",
                frm=("submitted", "asked", "verified", "refused", "expired"),
                to=SAME,
                by="owner",
                says="The owner names sellers whom it has authorised; a notice against one of them asks twice.",
            ),
            step(
                "disallow",
                frm=("submitted", "asked", "verified", "refused", "expired"),
                to=SAME,
                by="owner",
                says="The owner takes sellers off that list.",
            ),
            step(
                "remind",
                frm=("submitted", "asked", "verified", "refused"),
                to=SAME,
                by="clock",
                told=[Told("owner", "right_ending")],
                says="The owner hears that the last day is near: 60, 14 and 1 days before, once each.",
            ),
            step(
                "expire",
                frm=("submitted", "asked", "verified", "refused"),
                to="expired",
                by="clock",
                says="The day until which the right was valid has passed.",
                told=[Told("owner", "right_expired")],
            ),
        ),
    )
)
