"""How a decision is looked at again, blind; and the month whose seed says which ones."""

from collections.abc import Mapping
from typing import Any

from docket.actors import Actor
from docket.procedure import SAME, START, Procedure, guard, register, step
from notices import guards as only
from notices.procedure import told


@guard
def not_labelled_by(case: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """You have labelled this case, so somebody else looks at it now."""
    return by.user_id is not None and by.user_id not in facts.get("labellers", [])


@guard
def holds_the_label(case: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """Take the next case first: this one is not in your hands."""
    return by.user_id is not None and facts.get("holder") == by.user_id


@guard
def says_why(case: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """Say in words what you found."""
    return bool(facts.get("says_why"))


@guard
def concerned(case: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """Only those who decided or labelled this case, and senior reviewers, can dispute it."""
    mine = {*facts.get("labellers", []), *facts.get("deciders", [])}
    return by.role == "senior" or by.user_id in mine


LOT = register(
    Procedure(
        subject="lot",
        title="Sampling lots",
        states={"open": "Decisions of this month are drawn by its seed.", "closed": "The month is over."},
        final=frozenset({"closed"}),
        binds=False,
        steps=(
            step(
                "begin",
                frm=START,
                to="open",
                by="system",
                says="A month begins: its seed is drawn and kept here, so that anyone can compute every draw again.",
                basis="policy/sampling.yaml",
            ),
            step("close", frm="open", to="closed", by="system", says="The next month has begun."),
        ),
    )
)

BLIND_CASE = register(
    Procedure(
        subject="blind_case",
        title="Blind cases",
        states={
            "waiting": "A decided case waits to be labelled by somebody who does not see how it was decided.",
            "matched": "The second label is the same.",
            "differing": "The labels differ; a senior reviewer finds out why.",
            "settled": "A senior reviewer said which label was right, and what kind of error the other one was.",
            "disputed": "Somebody does not agree; everybody labels it, and it is talked over.",
            "concluded": "It was talked over; what follows from it stands with it.",
        },
        final=frozenset({"matched", "concluded"}),
        binds=False,  # it has no effect on anybody's case
        steps=(
            step(
                "draw",
                frm=START,
                to="waiting",
                by="system",
                says="A decision is drawn by the seed of its month, or a known case or a calibration is dealt.",
                basis="policy/sampling.yaml",
            ),
            step(
                "match",
                frm="waiting",
                to="matched",
                by="reviewer senior",
                only_if=[holds_the_label, only.not_a_party, only.not_who_decided],
                says="Another reviewer labels it, blind, as it was decided. Nothing else happens.",
            ),
            step(
                "differ",
                frm="waiting",
                to="differing",
                by="reviewer senior",
                only_if=[holds_the_label, only.not_a_party, only.not_who_decided],
                told=told("senior:labels_differ"),
                says="Another reviewer labels it, blind, otherwise. The case itself stays as it is; a senior is told.",
            ),
            step(
                "label",
                frm=("waiting", "disputed"),
                to=SAME,
                by="reviewer senior",
                only_if=[only.not_a_party, only.not_who_decided, not_labelled_by],
                says="One of everybody labels a calibration or a disputed case, without seeing the others' labels.",
            ),
            step(
                "settle",
                frm="differing",
                to="settled",
                by="senior",
                only_if=[only.not_a_party, only.not_who_decided, not_labelled_by, says_why],
                says="A senior who gave neither label says which was right. To reverse the case is a deed of its own.",
            ),
            step(
                "dispute",
                frm="settled",
                to="disputed",
                by="reviewer senior",
                only_if=[concerned, says_why],
                says="Whoever is concerned does not agree: the case goes to calibration.",
            ),
            step(
                "conclude",
                frm=("waiting", "disputed"),
                to="concluded",
                by="senior",
                only_if=[only.not_a_party, says_why],
                says="After talking it over a senior writes down what follows, for policy or for practice.",
            ),
        ),
    )
)
