"""The claim's procedure: one right against one listing, from the notice to its end. A lawyer can read it aloud.

Each file is one stage, with its steps in the order in which they are read.
"""

from docket.procedure import Procedure, register
from notices.procedure import answering, appealing, deciding, filing, hearing, settling
from notices.procedure.states import ENDED, FINAL, HIDDEN, OPEN, STATES, UNDECIDED
from notices.procedure.telling import QUIET, told

CLAIM = register(
    Procedure(
        subject="claim",
        title="Claims",
        states=STATES,
        final=FINAL,
        steps=(
            *filing.COMING_IN,
            *hearing.HEARD_FIRST,
            *deciding.PASSED_UP,
            *deciding.DECIDED,
            *answering.ANSWERED,
            *settling.SETTLED,
            *appealing.LOOKED_AT_AGAIN,
            *filing.TAKEN_BACK,
        ),
    )
)

__all__ = ["CLAIM", "ENDED", "FINAL", "HIDDEN", "OPEN", "QUIET", "STATES", "UNDECIDED", "told"]
