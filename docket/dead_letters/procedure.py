"""What happens to a delivery for which trying again does not help."""

from docket.procedure import START, Procedure, guard, register, step

STAFF = "reviewer senior operations admin"
STATES = {
    "waiting": "Trying again does not help: a person must look. What comes behind it in its lane waits.",
    "retried": "A person has had it tried again.",
    "given_up": "A person has given it up and said why. What comes behind it goes on.",
}


@guard
def says_why(subject: object, by: object, facts: dict[str, object]) -> bool:
    """Say why this is given up."""
    return bool(str(facts.get("reason", "")).strip())


DEAD_LETTER = register(
    Procedure(
        subject="dead_letter",
        title="Deliveries that need a person",
        states=STATES,
        final=frozenset({"retried", "given_up"}),
        steps=(
            step(
                "stick",
                frm=START,
                to="waiting",
                by="system",
                says="A delivery was refused for good, or failed too often.",
            ),
            step(
                "stick_again",
                frm=("retried", "given_up"),
                to="waiting",
                by="system",
                says="It was tried again and failed again.",
            ),
            step(
                "retry",
                frm=("waiting", "given_up"),
                to="retried",
                by=STAFF,
                says="The cause is mended: try it again from the first attempt.",
            ),
            step(
                "give_up",
                frm="waiting",
                to="given_up",
                by="senior operations admin",
                only_if=(says_why,),
                says="It will not be tried again. Nobody is told that it was done.",
            ),
        ),
    )
)
