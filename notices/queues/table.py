"""The queues of a reviewer's day as one table: what waits there, who may see and take it, in which words and keys."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

REVIEWERS = frozenset({"reviewer", "senior"})
SENIORS = frozenset({"senior"})


@dataclass(frozen=True)
class Queue:
    """One kind of work. Claims that wait as one of `states` (`Claim.waits_as`) are here; or it is another page."""

    key: str
    title: object
    empty: object
    press: str  # after g
    states: tuple[str, ...] = ()
    seen_by: frozenset[str] = REVIEWERS
    taken_by: frozenset[str] = REVIEWERS
    page: str = "queue"
    asks: str = ""  # what the address of that page asks for


TABLE = (
    Queue("review", _("To decide"), _("Nothing is waiting for a decision."), "q", ("submitted",)),
    Queue("unassigned", _("Unassigned"), _("Everything is in hands."), "f", asks="queue=review&held=free"),
    Queue("mine", _("Mine"), _("You hold no case."), "m", page="my_work"),
    Queue("escalated", _("Escalated"), _("Nothing is escalated."), "e", ("escalated",), taken_by=SENIORS),
    Queue("second_look", _("Second look"), _("Nothing needs a second look."), "s", ("held", "reversing")),
    Queue("mended", _("Changed listings"), _("No seller has changed a listing."), "l", ("mended",)),
    Queue("appeals", _("Appeals"), _("Nobody has appealed."), "a", ("appealed_takedown", "appealed_rejection")),
    Queue("counters", _("Counter-notices"), _("No counter-notice is waiting."), "c", ("countered",)),
    Queue("court", _("In court"), _("No claim is in court."), "t", ("in_court",), taken_by=SENIORS),
    Queue("talks", _("Questions"), _("Nobody waits for an answer."), "u", page="unanswered"),
    Queue("rights", _("Rights"), _("No right waits to be confirmed."), "r", page="rights_to_verify"),
    Queue("deliveries", _("Deliveries"), _("Nothing is stuck."), "d", page="deliveries"),
)
QUEUES = tuple(queue for queue in TABLE if queue.states)
BY_KEY = {queue.key: queue for queue in QUEUES}
QUEUE_OF_STATE = {state: queue.key for queue in QUEUES for state in queue.states}
