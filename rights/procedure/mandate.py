"""How an owner lets an agent act for it, and how that ends."""

from collections.abc import Mapping
from typing import Any

from docket.actors import Actor
from docket.procedure import SAME, START, Procedure, Told, guard, register, step


@guard
def an_administrator(mandate: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """Only an administrator of your organisation can do this."""
    return bool(facts.get("by_administrator"))


@guard
def an_administrator_or_the_key(mandate: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """Only an administrator of the owner, or whoever holds the key of the mail, can do this."""
    return bool(facts.get("by_administrator") or facts.get("how") == "mail")


@guard
def not_of_the_agent(mandate: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """You belong to the agent, so somebody else must grant this."""
    return not facts.get("by_agent")


@guard
def its_time_is_over(mandate: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """Its last day has not passed yet."""
    return bool(facts.get("over"))


def both(owner: str, agent: str = "") -> tuple[Told, Told]:
    return Told("owner", owner), Told("agent", agent or owner)


MANDATE = register(
    Procedure(
        subject="mandate",
        title="Mandates",
        states={
            "proposed": "The agent has asked the owner for it; nothing is granted yet.",
            "alive": "The owner has granted it: the agent acts for it within this scope, from first to last day.",
            "declined": "The owner did not want it.",
            "revoked": "The owner took it back.",
            "resigned": "The agent gave it back, or took its proposal back.",
            "expired": "Its last day has passed, or nobody answered the proposal.",
        },
        final=frozenset({"declined", "revoked", "resigned", "expired"}),
        steps=(
            step(
                "propose",
                frm=START,
                to="proposed",
                by="agent",
                only_if=[an_administrator],
                told=both("mandate_proposed", "mandate_sent"),
                says="The agent asks the owner, by mail and in the portal, to grant exactly this.",
            ),
            step(
                "grant",
                frm=START,
                to="alive",
                by="owner",
                only_if=[an_administrator, not_of_the_agent],
                told=both("mandate_granted"),
                says="The owner grants a mandate of its own accord.",
            ),
            step(
                "confirm",
                frm="proposed",
                to="alive",
                by="owner",
                only_if=[an_administrator, not_of_the_agent],
                told=both("mandate_granted"),
                says="The owner grants what the agent asked for, with the key in the mail or signed in.",
            ),
            step(
                "decline",
                frm="proposed",
                to="declined",
                by="owner person",
                only_if=[an_administrator_or_the_key],
                told=both("mandate_declined"),
                says="The owner does not grant it.",
            ),
            step(
                "remind",
                frm="alive",
                to=SAME,
                by="clock",
                told=both("mandate_ending"),
                says="Both sides hear that the last day is near: 30, 7 and 1 days before, once each.",
            ),
            step(
                "revoke",
                frm="alive",
                to="revoked",
                by="owner",
                only_if=[an_administrator],
                told=both("mandate_ended"),
                says="The owner takes it back, at once; open notices of the agent pause.",
            ),
            step(
                "resign",
                frm=("proposed", "alive"),
                to="resigned",
                by="agent",
                only_if=[an_administrator],
                told=both("mandate_ended"),
                says="The agent gives it back, or no longer asks for it; open notices of the agent pause.",
            ),
            step(
                "expire",
                frm=("proposed", "alive"),
                to="expired",
                by="clock",
                only_if=[its_time_is_over],
                told=both("mandate_ended"),
                says="The last day has passed, or the proposal went unanswered; open notices of the agent pause.",
            ),
        ),
    )
)
