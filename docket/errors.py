"""Why a deed was refused, or a delivery must wait."""


class Refused(Exception):
    """A step was not taken; nothing was changed."""

    code = "refused"


class NotOpen(Refused):
    """The subject is in a state from which this step does not start."""

    code = "invalid-transition"

    def __init__(self, step: str, state: str) -> None:
        super().__init__(f"“{step}” is not open: the state is now “{state}”.")
        self.step, self.state = step, state


class NotAllowed(Refused):
    """This actor may not take this step here, or a guard said no."""

    code = "not-allowed"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Stale(Refused):
    """The docket has grown since the entry that the person saw."""

    code = "precondition-failed"

    def __init__(self, n: int) -> None:
        super().__init__(f"Something happened since you looked: entry {n} is the newest now.")
        self.n = n


class NeedsPerson(Exception):
    """Trying again will not help: someone must look at this delivery."""


class TryLater(Exception):
    """The other side asked for patience: no attempt is counted.

    `everyone`: it asked us as a whole, and not about this one thing. `shuts`: it will not serve us until someone acts.
    `exactly`: nobody asked; there is nothing to do before that moment, so no chance is mixed in.
    """

    def __init__(
        self, seconds: float, reason: str, *, everyone: bool = False, shuts: bool = False, exactly: bool = False
    ) -> None:
        super().__init__(reason)
        self.seconds, self.everyone, self.shuts, self.exactly = seconds, everyone, shuts, exactly


class MoreToDo(Exception):
    """A part of the work is done and kept; the next part waits and may be taken at once."""
