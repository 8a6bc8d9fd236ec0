"""How an address of a partner comes to get our news, and how that ends."""

from collections.abc import Mapping
from typing import Any

from docket.actors import Actor
from docket.procedure import SAME, START, Procedure, Told, guard, register, step


@guard
def room_for_one_more(endpoint: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """You have as many endpoints as an organisation can have. Remove one that you no longer need."""
    return bool(facts.get("room"))


@guard
def not_too_often(endpoint: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """That was asked for often within the last hour. Try again later."""
    return bool(facts.get("often_enough", True))


ENDPOINT = register(
    Procedure(
        subject="endpoint",
        title="Webhook endpoints",
        states={
            "unproven": "Nobody has shown yet that this address is theirs; it gets a challenge and nothing else.",
            "alive": "It gets every event that it asked for.",
            "disabled": "It gets nothing: switched off by its owner, gone for good (410), or failing for days.",
            "removed": "Its owner does not want it any more; its secrets are forgotten.",
        },
        final=frozenset({"removed"}),
        binds=False,
        steps=(
            step(
                "add",
                frm=START,
                to="unproven",
                by="org_admin",
                only_if=[room_for_one_more, not_too_often],
                says="An administrator, or a key with the scope, names an address and what it wants to hear.",
            ),
            step(
                "challenge",
                frm="unproven",
                to=SAME,
                by="org_admin",
                only_if=[not_too_often],
                says="A code is sent to the address. Whoever reads there sends it back or types it in.",
            ),
            step(
                "prove",
                frm="unproven",
                to="alive",
                by="org_admin system",
                says="The code came back: the address belongs to who named it.",
            ),
            step(
                "amend",
                frm=("unproven", "alive", "disabled"),
                to=SAME,
                by="org_admin",
                says="It wants to hear of other things, or is called something else.",
            ),
            step(
                "move",
                frm=("unproven", "alive", "disabled"),
                to="unproven",
                by="org_admin",
                says="It has another address, which must be shown to be theirs again.",
            ),
            step(
                "rotate",
                frm=("unproven", "alive", "disabled"),
                to=SAME,
                by="org_admin",
                says="It gets a new secret; for a time both sign, so that no event is refused meanwhile.",
            ),
            step(
                "test",
                frm="alive",
                to=SAME,
                by="org_admin",
                only_if=[not_too_often],
                says="A test event is sent to it, on the way that all events take.",
            ),
            step(
                "resend",
                frm="alive",
                to=SAME,
                by="org_admin",
                says="Its owner has one event, or all since a moment, sent again.",
            ),
            step(
                "warn",
                frm="alive",
                to=SAME,
                by="clock",
                told=[Told("administrators", "webhook_failing")],
                says="It has taken nothing for an hour, or for a day: its administrators hear of it, once each.",
                basis="policy/webhooks.yaml",
            ),
            step(
                "disable",
                frm="alive",
                to="disabled",
                by="org_admin",
                says="Its owner switches it off. What waits for it is given up and can be sent again later.",
            ),
            step(
                "give_up",
                frm="alive",
                to="disabled",
                by="clock system",
                told=[Told("administrators", "webhook_disabled")],
                says="It has taken nothing for days, or said that it is gone for good: it is switched off.",
                basis="policy/webhooks.yaml; Standard Webhooks: 410 disables",
            ),
            step(
                "enable",
                frm="disabled",
                to="alive",
                by="org_admin",
                says="Its owner switches it on again, with or without what it has missed.",
            ),
            step(
                "remove",
                frm=("unproven", "alive", "disabled"),
                to="removed",
                by="org_admin",
                says="Its owner takes it away.",
            ),
        ),
    )
)
