"""How a case goes from one reviewer to another: asked for, given, assigned, kept, put back for everybody."""

from collections.abc import Mapping
from typing import Any

from docket.actors import Actor
from docket.procedure import START, Procedure, guard, register, step
from notices.procedure import told


@guard
def holds_or_leads(case: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """Only whoever works on this case, a senior reviewer or operations can hand it over."""
    return by.role in {"senior", "operations"} or (by.user_id is not None and by.user_id == facts.get("holder"))


@guard
def somebody_else(case: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """Nobody else works on this case: take it up yourself."""
    return case.giver_id is not None and case.giver_id != by.user_id


@guard
def taker_may(case: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """This colleague is on a break or may not decide this case. Choose somebody else."""
    return bool(facts.get("taker_may"))


@guard
def was_asked(case: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """Another colleague was asked for this case."""
    return by.user_id is not None and by.user_id == case.giver_id


@guard
def theirs_or_leads(case: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """Only the person it was given to, a senior reviewer or operations can put it back for everybody."""
    return by.role in {"senior", "operations"} or (by.user_id is not None and by.user_id == case.taker_id)


HANDOVER = register(
    Procedure(
        subject="handover",
        title="Hand-overs",
        states={
            "asked": "A colleague has asked whoever works on the case for it.",
            "given": "The case was given to this person; Start next offers it to nobody else.",
            "kept": "Whoever was asked keeps the case.",
            "returned": "The case is for everybody again.",
        },
        final=frozenset({"kept", "returned"}),
        binds=False,
        steps=(
            step(
                "ask",
                frm=(START, "asked"),
                to="asked",
                by="reviewer senior",
                only_if=[somebody_else, taker_may],
                told=told("giver:case_asked"),
                says="A reviewer asks the colleague who works on a case for it, with a note.",
            ),
            step(
                "keep",
                frm="asked",
                to="kept",
                by="reviewer senior",
                only_if=[was_asked],
                told=told("taker:case_kept"),
                says="Whoever was asked goes on with the case.",
            ),
            step(
                "give",
                frm=(START, "asked"),
                to="given",
                by="reviewer senior operations",
                only_if=[holds_or_leads, taker_may],
                told=told("taker:case_given"),
                says="The case goes to a named colleague with a note, and the hold with it.",
            ),
            step(
                "assign",
                frm=START,
                to="given",
                by="senior operations",
                only_if=[taker_may],
                told=told("taker:case_given"),
                says="The case waits for a named reviewer; nobody holds it meanwhile.",
            ),
            step(
                "give_back",
                frm="given",
                to="returned",
                by="reviewer senior operations",
                only_if=[theirs_or_leads],
                says="The case that waited for one person is for everybody again.",
            ),
        ),
    )
)
