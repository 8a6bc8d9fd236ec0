"""Refused steps as problems with a type of their own where partners can act on it."""

from collections.abc import Iterator
from contextlib import contextmanager

from accounts.rest.problems import Problem
from docket import clock
from docket.errors import NotAllowed, NotOpen
from notices import guards, limits
from notices.api.submitting import placed
from notices.filing import Incomplete

SLUGS = {
    guards.counter_allowed.says: "window-closed",
    guards.appeal_in_time.says: "window-closed",
    guards.before_put_back.says: "window-closed",
    guards.time_can_grow.says: "window-closed",
    guards.mandate_alive.says: "mandate-required",
    guards.not_own_listing.says: "conflict-of-interest",
    guards.statements_sworn.says: "declaration-required",
}
# A step that led here was taken before.
DONE = {
    ("counter", "countered"),
    ("file_suit", "in_court"),
    ("appeal_takedown", "appealed_takedown"),
    ("appeal_rejection", "appealed_rejection"),
    ("retract", "retracted"),
    ("mend", "mended"),
}


@contextmanager
def as_problems() -> Iterator[None]:
    """Inside, what an action refuses becomes the problem that says why."""
    try:
        yield
    except Incomplete as incomplete:
        problem = Problem.of(placed(incomplete.faults))
        if problem.slug == "limit-reached":
            problem.headers["Retry-After"] = str(int((limits.tomorrow() - clock.now()).total_seconds()) + 1)
        raise problem from incomplete
    except NotAllowed as refused:
        if refused.reason in SLUGS:
            raise Problem(SLUGS[refused.reason], refused.reason) from refused
        raise
    except NotOpen as refused:
        if (refused.step, refused.state) in DONE:
            raise Problem("already-filed", state=refused.state) from refused
        raise
