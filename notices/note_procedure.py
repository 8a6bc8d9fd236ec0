"""What reviewers write for each other: notes, which stay as they are, and a whiteboard, which everybody changes."""

from docket.procedure import START, Procedure, register, step
from notices import guards as only
from notices.procedure import told

NOTE = register(
    Procedure(
        subject="note",
        title="Notes",
        states={"kept": "It stands with the notice, for reviewers only."},
        final=frozenset({"kept"}),
        binds=False,
        steps=(
            step(
                "write",
                frm=START,
                to="kept",
                by="reviewer senior operations",
                told=told("colleague:mention"),
                says="Somebody keeps a note; whoever is mentioned in it is told. No party ever reads it.",
            ),
        ),
    )
)

WHITEBOARD = register(
    Procedure(
        subject="whiteboard",
        title="Whiteboards",
        states={"written": "What reviewers know of a case so far, in one text that all of them change."},
        final=frozenset(),
        binds=False,
        steps=(
            step(
                "write",
                frm=(START, "written"),
                to="written",
                by="reviewer senior",
                only_if=[only.not_a_party],
                says="Somebody changes the text; the one before is kept. No party ever reads it.",
            ),
        ),
    )
)
