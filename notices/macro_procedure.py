"""How words that are used again and again are written, checked by a second person, and replaced."""

from collections.abc import Mapping
from typing import Any

from docket.actors import Actor
from docket.procedure import SAME, START, Procedure, guard, register, step


@guard
def not_who_wrote(version: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """You wrote on this version, so somebody else publishes it."""
    return by.user_id is not None and by.user_id not in facts.get("writers", [])


@guard
def fillable(version: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """It names something that we cannot fill in."""
    return not facts.get("faults")


MACRO_VERSION = register(
    Procedure(
        subject="macro_version",
        title="Macros",
        states={
            "draft": "Being written; nobody can use it.",
            "proposed": "Waits for another person to publish it.",
            "published": "Can be inserted; there is one for each macro and language.",
            "retired": "Replaced or taken out of use. What was sent with it stays.",
        },
        final=frozenset({"retired"}),
        binds=False,
        steps=(
            step(
                "write",
                frm=START,
                to="draft",
                by="reviewer senior",
                only_if=[fillable],
                says="Somebody begins a new version in one language.",
            ),
            step(
                "change",
                frm="draft",
                to=SAME,
                by="reviewer senior",
                only_if=[fillable],
                says="Somebody goes on writing.",
            ),
            step("propose", frm="draft", to="proposed", by="reviewer senior", says="It is ready to be looked at."),
            step(
                "send_back",
                frm="proposed",
                to="draft",
                by="reviewer senior",
                says="It needs more work before it can be published, or whoever wrote it takes it back.",
            ),
            step(
                "publish",
                frm="proposed",
                to="published",
                by="reviewer senior",
                only_if=[not_who_wrote, fillable],
                says="Another person publishes it; the version before is retired.",
                basis="platform policy: two persons",
            ),
            step(
                "retire",
                frm=("draft", "published"),
                to="retired",
                by="senior system",
                says="It is replaced, or a senior takes it out of use.",
            ),
        ),
    )
)
