"""How a restriction comes into force on the marketplace and is lifted again."""

from docket.procedure import START, Procedure, register, step

STATES = {
    "ordered": "Decided here; the marketplace has not confirmed it yet.",
    "in_force": "The marketplace has confirmed that the listing is hidden there.",
    "lifting": "No longer wanted; the marketplace has not confirmed that yet.",
    "lifted": "The marketplace has confirmed that this reason no longer hides the listing.",
    "cancelled": "Its decision was undone before the marketplace had heard of it.",
}

RESTRICTION = register(
    Procedure(
        subject="restriction",
        title="Restrictions",
        states=STATES,
        final=frozenset({"lifted", "cancelled"}),
        undone="cancelled",
        steps=(
            step(
                "order",
                frm=START,
                to="ordered",
                by="reviewer senior clock notifier system seller operations",
                says="A decision on a claim gives one reason to hide a listing, in some countries or everywhere.",
                basis="the decision on the claim, in the same transaction",
                undoable=True,
            ),
            step(
                "confirm",
                frm="ordered",
                to="in_force",
                by="marketplace",
                says="The marketplace says that the listing is hidden where we asked.",
            ),
            step(
                "lift",
                frm=("ordered", "in_force"),
                to="lifting",
                by="reviewer senior clock notifier system seller operations",
                says="The reason is gone: retracted, restored, reversed. The listing stays hidden if another stands.",
                undoable=True,
            ),
            step(
                "confirm_lift",
                frm="lifting",
                to="lifted",
                by="marketplace",
                says="The marketplace says that the listing is shown again, or hidden only for other reasons.",
            ),
        ),
    )
)
