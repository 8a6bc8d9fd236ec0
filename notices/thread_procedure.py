"""How a talk about a notice goes: a party writes, a reviewer owes an answer, nothing is lost and nothing is mixed."""

from docket.procedure import START, Procedure, register, step
from notices import guards as only
from notices.procedure import told

THREAD = register(
    Procedure(
        subject="thread",
        title="Threads",
        states={
            "unanswered": "The party wrote last; a reviewer owes an answer.",
            "answered": "A reviewer wrote last, or no answer was needed.",
        },
        final=frozenset(),
        binds=False,  # words, not legal acts: who prepares a notice may ask about it
        steps=(
            step(
                "write",
                frm=(START, "unanswered", "answered"),
                to="unanswered",
                by="notifier seller",
                only_if=[only.not_too_many],
                says="A party writes to the reviewers about a notice; the other party does not see it.",
            ),
            step(
                "reply",
                frm=(START, "unanswered", "answered"),
                to="answered",
                by="reviewer senior",
                only_if=[only.not_a_party, only.nothing_left_blank],
                told=told("notifier:message", "seller:message"),
                says="A reviewer writes to one party, who reads a role and no name.",
            ),
            step(
                "settle",
                frm="unanswered",
                to="answered",
                by="reviewer senior",
                only_if=[only.not_a_party],
                says="A reviewer sees that no answer is needed.",
            ),
        ),
    )
)
